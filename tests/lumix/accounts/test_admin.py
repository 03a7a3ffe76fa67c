"""Accounts as an admin of closed mode keeps them."""

import json

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from lumix import modes
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.lumix.closing import PASSWORD, browser, close, person

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"


@pytest.fixture
def admin(settings) -> Client:
    close(settings)
    return browser(Role.ADMIN)


def change(account: User) -> str:
    return reverse("admin:auth_user_change", args=[account.pk])


def last() -> tuple[str, str, str]:
    entry = LedgerEntry.objects.order_by("seq").last()
    return entry.actor, entry.type, entry.object


def new(**changed: str) -> dict[str, str]:
    return {"username": "femi", "role": "auditor", "password1": PASSWORD, "password2": PASSWORD, **changed}


def test_an_account_is_made_with_its_role_and_its_entry(admin):
    assert admin.post(ADD, new()).status_code == 302
    assert modes.role_of(User.objects.get(username="femi")) == Role.AUDITOR
    assert last() == ("ada", "account.made", "account:femi")


@pytest.mark.parametrize(("changed", "words"), [
    ({"username": "open-mode"}, "calls something else"),
    ({"username": "ADA"}, "already"),
    ({"password2": "another one entirely"}, "match"),
])  # fmt: skip
def test_an_account_that_cannot_be_is_told_on_the_form(admin, changed, words):
    reply = admin.post(ADD, new(**changed))
    assert (reply.status_code, words in reply.content.decode()) == (200, True)
    assert not User.objects.filter(username__in=["femi", "open-mode"]).exists()


def test_another_role_is_given_and_written_down(admin):
    account = person(Role.STAFF)
    page = admin.get(change(account)).content.decode()
    assert '<option value="staff" selected>' in page and "user_permissions" not in page
    assert (
        admin.post(change(account), {"role": "auditor", "is_active": "on", "email": "s@lumix.example"}).status_code
        == 302
    )
    account = User.objects.get(pk=account.pk)
    assert (modes.role_of(account), account.username, account.email) == (Role.AUDITOR, "sade", "s@lumix.example")
    assert last() == ("ada", "account.changed", "account:sade")
    data = json.loads(bytes(LedgerEntry.objects.order_by("seq").last().canonical))["data"]
    assert data["before"]["role"] == "staff"


def test_a_closed_account_is_out_at_once(admin):
    theirs = browser(Role.STAFF)
    admin.post(change(person(Role.STAFF)), {"role": "staff"})
    assert theirs.get("/").status_code == 302


def test_an_address_changed_alone_is_kept_and_leaves_the_ledger_alone(admin):
    account, entries = person(Role.STAFF), LedgerEntry.objects.count()
    admin.post(change(account), {"role": "staff", "is_active": "on", "email": "s@lumix.example"})
    assert User.objects.get(pk=account.pk).email == "s@lumix.example"
    assert LedgerEntry.objects.count() == entries


def test_a_password_is_set_for_whoever_forgot_it(admin):
    account, forgotten = person(Role.STAFF), "eleven red roofs in Ibadan"
    form = {"password1": forgotten, "password2": forgotten, "usable_password": "true", "set-password": "1"}
    assert admin.post(reverse("admin:auth_user_password_change", args=[account.pk]), form).status_code == 302
    account.refresh_from_db()
    assert account.check_password(forgotten) and modes.role_of(account) == Role.STAFF


def test_nobody_is_deleted_and_roles_are_no_groups_of_ones_own(admin):
    assert (
        admin.post(reverse("admin:auth_user_delete", args=[person(Role.STAFF).pk]), {"post": "yes"}).status_code == 403
    )
    assert admin.get("/admin/auth/group/").status_code == 404
    assert admin.get("/admin/accounts/apitoken/").status_code == 200


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.NOBODY])
def test_the_admin_is_for_admins(settings, role):
    close(settings)
    assert browser(role).get("/admin/").status_code == 403


def test_a_lock_is_lifted_by_an_admin_at_once(admin):
    person(Role.STAFF)
    for password in ["wrong"] * 5 + [PASSWORD]:
        locked = browser(None).post("/account/login", {"username": "sade", "password": password})
    assert locked.status_code == 429
    attempt = AccessAttempt.objects.get()
    assert admin.post(reverse("admin:axes_accessattempt_delete", args=[attempt.pk]), {"post": "yes"}).status_code == 302
    assert browser(None).post("/account/login", {"username": "sade", "password": PASSWORD}).status_code == 302
