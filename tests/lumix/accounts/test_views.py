"""The pages about accounts, in closed mode and through the whole site."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lumix.accounts.models import ApiToken
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.lumix.closing import BROWSER, PASSWORD, browser, close, person

pytestmark = pytest.mark.django_db
LOG_IN = "/account/login"


@pytest.fixture(autouse=True)
def closed(settings):
    close(settings)


def log_in(client: Client, name: str = "sade", password: str = PASSWORD, **more: str):
    return client.post(LOG_IN, {"username": name, "password": password, **more})


def test_logging_in_leads_to_the_page_that_was_asked_for(caplog):
    person(Role.STAFF)
    client = browser(None)
    asked = client.get("/fleet/pending?cause=stuck")
    assert asked.url == "/account/login?next=%2Ffleet%2Fpending%3Fcause%3Dstuck"
    page = client.get(asked.url).content.decode()
    wanted = re.search(r'name="next" value="([^"]+)"', page)[1]
    assert log_in(client, next=wanted).url == "/fleet/pending?cause=stuck"
    assert client.get("/fleet/pending").status_code == 200
    assert "logged_in" in caplog.text and "sade" in caplog.text


def test_nobody_is_sent_to_another_site_after_logging_in():
    person(Role.STAFF)
    assert log_in(browser(None), next="https://evil.example/").url == "/"


def test_a_wrong_password_is_422_and_a_line_in_the_log(caplog):
    person(Role.STAFF)
    reply = log_in(browser(None), password="wrong")
    assert (reply.status_code, b"correct username and password" in reply.content) == (422, True)
    assert "log_in_failed" in caplog.text and "'account': 'sade'" in caplog.text


def test_what_was_typed_for_a_name_stays_out_of_the_log_unless_it_is_one(caplog):
    log_in(browser(None), name="my secret password")
    assert "log_in_failed" in caplog.text and "my secret" not in caplog.text


def test_five_wrong_passwords_lock_the_account_from_there_and_say_so(caplog):
    person(Role.STAFF)
    replies = [log_in(browser(None), password="wrong") for _ in range(5)]
    assert [reply.status_code for reply in replies] == [422, 422, 422, 422, 429]
    locked = log_in(browser(None))
    assert (locked.status_code, b"Wait 15 minutes" in locked.content) == (429, True)
    assert "account_locked" in caplog.text
    elsewhere = browser(None).post(LOG_IN, {"username": "sade", "password": PASSWORD}, REMOTE_ADDR="127.0.0.9")
    assert elsewhere.status_code == 302


def test_a_lock_ends_by_itself():
    person(Role.STAFF)
    for _ in range(5):
        log_in(browser(None), password="wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in(browser(None)).status_code == 302


def test_logging_out_needs_a_button_and_ends_the_session(caplog):
    client = browser(Role.STAFF)
    assert client.get("/account/logout").status_code == 405
    assert client.post("/account/logout").url == LOG_IN
    assert client.get("/").status_code == 302
    assert "logged_out" in caplog.text


def test_the_password_is_changed_by_whoever_knows_the_old_one():
    client, new = browser(Role.AUDITOR), "twelve brown roofs in Jos"
    wrong = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert client.post("/account/password", wrong).status_code == 422
    reply = client.post("/account/password", {**wrong, "old_password": PASSWORD}, follow=True)
    assert b"Your password is changed" in reply.content
    assert person(Role.AUDITOR).check_password(new)


def made_token(client: Client, name: str = "gateway") -> str:
    page = client.post("/account/tokens", {"name": name, "days": 30}).content.decode()
    return re.search(r'id="token">(\w+)<', page)[1]


def test_a_token_is_shown_once_and_opens_the_api_in_its_owners_name():
    client = browser(Role.STAFF)
    token = made_token(client)
    assert token not in client.get("/account/tokens").content.decode()
    program = Client(headers={"authorization": f"Token {token}"}, enforce_csrf_checks=True)
    body = {"gps_lat": 6.5, "gps_lon": 3.4, "capacity_kw": 5}
    assert program.post("/inverters", body, "application/json").status_code == 201
    assert LedgerEntry.objects.order_by("seq").last().actor == "sade"


def test_a_revoked_token_opens_nothing_and_is_told_so():
    client = browser(Role.STAFF)
    token = made_token(client)
    key = ApiToken.objects.get().token_key
    assert b"is revoked" in client.post(f"/account/tokens/{key}/revoke", follow=True).content
    assert b"You have no token yet" in client.get("/account/tokens").content
    refused = Client().get("/inverters", headers={"authorization": f"Token {token}"})
    assert (refused.status_code, "revoked" in refused.json()["detail"]) == (401, True)
    assert client.post(f"/account/tokens/{key}/revoke").status_code == 404


def test_nobody_sees_or_revokes_anothers_token():
    made_token(browser(Role.STAFF), "gateway of staff")
    other, key = browser(Role.ADMIN), ApiToken.objects.get().token_key
    assert b"gateway of staff" not in other.get("/account/tokens").content
    assert other.post(f"/account/tokens/{key}/revoke").status_code == 404
    assert ApiToken.objects.exists()


@pytest.mark.parametrize(("name", "days"), [("", 30), ("x" * 61, 30), ("gateway", 7), ("gateway", "")])
def test_a_token_without_a_name_or_an_end_comes_back_with_the_form(name, days):
    reply = browser(Role.STAFF).post("/account/tokens", {"name": name, "days": days})
    assert (reply.status_code, b'class="error"' in reply.content) == (422, True)
    assert not ApiToken.objects.exists()


def test_an_account_without_a_role_opens_nothing_and_is_told_whom_to_ask():
    reply = browser(Role.NOBODY).get("/")
    assert reply.status_code == 403
    assert b"Ask an admin of this server" in reply.content and b"Log out" in reply.content


@pytest.mark.parametrize("path", ["login", "logout", "password", "tokens"])
def test_open_mode_knows_no_accounts_and_says_so(settings, path):
    settings.LUMIX_MODE = "open"
    reply = Client(headers={"accept": BROWSER}).post(f"/account/{path}")
    assert (reply.status_code, b"Open mode knows no accounts" in reply.content) == (404, True)
