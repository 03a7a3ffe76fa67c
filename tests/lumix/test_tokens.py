"""Who the API answers in closed mode: a session with its CSRF token, or an API token by itself."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inverters.models import Inverter
from lumix.accounts.models import ApiToken
from lumix.accounts.services import make_token
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.lumix.closing import browser, close, person

pytestmark = pytest.mark.django_db
BODY = json.dumps({"gps_lat": 6.5, "gps_lon": 3.4, "capacity_kw": 5})


@pytest.fixture(autouse=True)
def closed(settings):
    close(settings)


def program(role: Role, **options: object) -> Client:
    """A program that holds a token of somebody with that role."""
    _, token = make_token(account=person(role), name="gateway", days=30, actor="test", now=timezone.now())
    return Client(headers={"authorization": f"Token {token}"}, enforce_csrf_checks=True, **options)


def register(client: Client, **headers: str):
    return client.post("/inverters", BODY, "application/json", headers=headers)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.STAFF, 201), (Role.AUDITOR, 403), (Role.ADMIN, 403), (Role.NOBODY, 403)]
)
def test_a_token_may_what_its_owner_may(role, status):
    reply = register(program(role))
    assert reply.status_code == status
    assert Inverter.objects.exists() == (status == 201)
    if status == 403:
        assert "Ask an admin" in reply.json()["detail"] or f"your account's role is {role}" in reply.json()["detail"]


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.ADMIN])
def test_every_role_reads_the_api(role):
    assert program(role).get("/inverters").json() == []


@pytest.mark.parametrize("header", ["Token nonsense", "Token", "Token a b", "Token \udcff", "token " + "f" * 64])
def test_a_token_that_is_none_is_401(header):
    reply = Client().get("/inverters", HTTP_AUTHORIZATION=header)
    assert (reply.status_code, reply["WWW-Authenticate"], reply.json()["errors"]) == (401, "Token", [])


def test_a_bad_token_is_not_saved_by_a_good_session():
    assert browser(Role.STAFF).get("/inverters", headers={"authorization": "Token nonsense"}).status_code == 401


def test_another_scheme_is_no_token():
    assert Client().get("/inverters", headers={"authorization": "Basic YTpi"}).status_code == 401


def test_an_expired_token_is_401():
    client = program(Role.STAFF)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert client.get("/inverters").status_code == 401


def test_the_token_of_a_closed_account_is_401():
    client, account = program(Role.STAFF), person(Role.STAFF)
    account.is_active = False
    account.save()
    assert client.get("/inverters").status_code == 401


def test_another_role_counts_at_once():
    client, account = program(Role.STAFF), person(Role.STAFF)
    account.groups.clear()
    assert register(client).status_code == 403


def test_a_token_opens_no_page():
    client = program(Role.STAFF)
    assert (client.get("/").status_code, client.get("/account/tokens").status_code) == (302, 302)


def test_a_session_changes_things_through_the_api_only_with_its_csrf_token():
    client = browser(Role.STAFF, enforce_csrf_checks=True)
    assert "X-CSRFToken" in register(client).json()["detail"]
    client.get("/account/tokens")
    reply = register(client, **{"X-CSRFToken": client.cookies["csrftoken"].value})
    assert (reply.status_code, LedgerEntry.objects.order_by("seq").last().actor) == (201, "sade")


def test_a_session_reads_the_api_without_one():
    assert browser(Role.AUDITOR, enforce_csrf_checks=True).get("/inverters").status_code == 200


def test_open_mode_asks_for_no_token_and_looks_at_none(settings):
    settings.LUMIX_MODE = "open"
    reply = register(Client(enforce_csrf_checks=True), authorization="Token nonsense")
    assert (reply.status_code, LedgerEntry.objects.order_by("seq").last().actor) == (201, "open-mode")


@pytest.mark.parametrize("ask", [lambda: browser(Role.AUDITOR), lambda: program(Role.AUDITOR)])
def test_knowing_who_asks_costs_three_queries(ask, django_assert_num_queries):
    client = ask()
    with django_assert_num_queries(3):
        assert client.get("/rules").status_code == 200
