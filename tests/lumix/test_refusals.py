"""A refusal as each kind of client reads it: a browser, htmx in a browser, a program."""

import pytest
from django.test import Client

from lumix.modes import Role
from tests.lumix.closing import BROWSER, browser, close

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/fleet/pending?cause=stuck"}


@pytest.fixture(autouse=True)
def closed(settings):
    close(settings)


def test_a_fragment_without_a_session_leads_the_whole_page_to_the_log_in_and_back():
    reply = browser(None).get("/fleet/system", headers=HTMX)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply["HX-Redirect"] == "/account/login?next=%2Ffleet%2Fpending%3Fcause%3Dstuck"


def test_a_form_sent_without_a_session_does_not_come_back_as_a_get():
    assert browser(None).post("/fleet/system/verify").url == "/account/login?next=%2F"


def test_a_fragment_that_a_role_may_not_have_has_the_page_loaded_anew_to_say_so():
    client = browser(Role.STAFF)
    reply = client.get("/admin/", headers=HTMX)
    assert (reply.status_code, reply["HX-Refresh"]) == (403, "true")
    assert "This is for admins, and your account" in client.get("/fleet/system").content.decode()


@pytest.mark.parametrize(("role", "path", "words"), [
    (Role.STAFF, "/admin/", "This is for admins, and your account&#x27;s role is staff."),
    (Role.NOBODY, "/fleet/pending", "Ask an admin of this server to give it one."),
])  # fmt: skip
def test_a_page_that_a_role_may_not_have_says_why(role, path, words):
    reply = browser(role).get(path)
    assert (reply.status_code, words in reply.content.decode()) == (403, True)


def test_a_program_at_a_page_is_answered_in_json():
    client = browser(Role.STAFF)
    reply = client.get("/admin/", headers={"accept": "application/json"})
    assert (reply.status_code, reply.json()["errors"]) == (403, [])


@pytest.mark.parametrize("mode", ["open", "closed"])
@pytest.mark.parametrize(("path", "accept"), [("/fleet/system", BROWSER), ("/rules", BROWSER), ("/rules", "*/*")])
def test_what_can_be_read_only_says_which_methods_there_are(settings, mode, path, accept):
    settings.LUMIX_MODE = mode
    reply = Client(headers={"accept": accept}).delete(path)
    assert (reply.status_code, reply["Allow"]) == (405, "GET, HEAD, OPTIONS")
