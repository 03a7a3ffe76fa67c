"""A part alone for htmx, the page for everybody else, and caches that can tell them apart."""

import pytest
from django.contrib.messages import success
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from reports.views import fragments

ASKED = {"HX-Request": "true", "HX-Target": "messages"}


def asking(**headers):
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    request._messages = CookieStorage(request)
    return request


def respond(request):
    return fragments.respond(request, "errors/404.html", {}, parts=["_messages.html"], status=422)


@pytest.mark.parametrize(
    ("headers", "alone"),
    [
        (ASKED, True),
        ({}, False),
        ({"HX-Target": "messages"}, False),
        (ASKED | {"HX-Target": "other"}, False),
        (ASKED | {"HX-Boosted": "true"}, False),
        (ASKED | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_a_part_comes_alone_only_where_htmx_puts_it_in_place(headers, alone):
    answer = respond(asking(**headers))

    assert answer.content.startswith(b"<!doctype html>") is not alone
    assert answer.status_code == 422


def test_caches_learn_what_the_answer_depends_on():
    assert {"HX-Request", "HX-Target"} <= set(respond(asking())["Vary"].split(", "))


def test_a_page_instead_of_all_takes_the_whole_contents_place_and_not_the_parts():
    answer = fragments.instead_of_all(respond(asking()))

    assert {answer["HX-Retarget"], answer["HX-Reselect"]} == {"#main"}
    assert answer["HX-Reswap"] == "outerHTML"


def test_messages_come_beside_the_part():
    request = asking(**ASKED | {"HX-Target": "pages"})
    success(request, "3 credits were verified.")
    answer = fragments.respond(
        request, "errors/404.html", {"page": {"next": "1_2"}, "at": "/fleet/credits"}, parts=["_pages.html"]
    )

    assert b'hx-swap-oob="true"' in answer.content
    assert b"3 credits were verified." in answer.content
