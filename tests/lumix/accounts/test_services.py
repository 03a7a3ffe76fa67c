import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from lumix import modes
from lumix.accounts import services
from lumix.accounts.errors import AccountError
from lumix.accounts.models import ApiToken
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.lumix.closing import PASSWORD, close

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ASKED = {"actor": "ada", "now": NOW}


@pytest.fixture(autouse=True)
def closed(settings):
    close(settings)


def made(role: Role = Role.STAFF, name: str = "sade") -> User:
    return services.make_account(name=name, role=role, password=PASSWORD, **ASKED)


def last() -> tuple[str, str, str, dict]:
    entry = LedgerEntry.objects.order_by("seq").last()
    return entry.actor, entry.type, entry.object, json.loads(bytes(entry.canonical))["data"]


def broken(**_: object) -> None:
    raise RuntimeError("the ledger is full")


@pytest.mark.parametrize("role", Role)
def test_an_account_has_its_role_and_its_entry(role):
    account = User.objects.get(pk=made(role).pk)
    assert (modes.role_of(account), account.check_password(PASSWORD)) == (role, True)
    assert account.is_superuser == account.is_staff == (role == Role.ADMIN)
    assert last() == ("ada", "account.made", "account:sade", {"role": str(role)})


@pytest.mark.parametrize("name", ["open-mode", "nobody", "demo", "command verify_pending", "SADE"])
def test_a_name_that_the_ledger_gives_to_somebody_else_is_refused(name):
    made()
    with pytest.raises(AccountError):
        made(name=name)


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_makes_no_account(password):
    with pytest.raises(ValidationError):
        services.make_account(name="sade", role=Role.STAFF, password=password, **ASKED)
    assert not User.objects.exists()


def test_a_change_of_role_is_written_with_what_was_before():
    account = made()
    services.change_account(account=account, role=Role.AUDITOR, is_active=False, **ASKED)
    account = User.objects.get(pk=account.pk)
    assert (modes.role_of(account), account.is_active) == (Role.AUDITOR, False)
    before, after = {"role": "staff", "active": True}, {"role": "auditor", "active": False}
    assert last() == ("ada", "account.changed", "account:sade", {"before": before, "after": after})


def test_what_changes_nothing_writes_nothing():
    services.change_account(account=made(), role=Role.STAFF, is_active=True, **ASKED)
    assert LedgerEntry.objects.count() == 1


def test_a_token_is_kept_as_a_hash_and_its_entry_tells_no_secret():
    row, token = services.make_token(account=made(), name="gateway", days=30, **ASKED)
    actor, kind, object_, data = last()
    assert (actor, kind, object_) == ("ada", "token.made", f"token:{token[:8]}")
    assert (data["account"], data["name"]) == ("sade", "gateway")
    kept = ApiToken.objects.values().get()
    assert token not in json.dumps([kept, data], default=str)
    assert (row.expiry - row.created).days in (29, 30)


def test_a_revoked_token_is_gone_and_its_entry_stays():
    row, token = services.make_token(account=made(), name="gateway", days=30, **ASKED)
    services.revoke_token(token=row, **ASKED)
    assert not ApiToken.objects.exists()
    assert last() == ("ada", "token.revoked", f"token:{token[:8]}", {"account": "sade", "name": "gateway"})


@pytest.mark.parametrize("act", ["make", "change", "token", "revoke"])
def test_without_its_entry_nothing_is_kept(monkeypatch, act):
    account = made(name="first")
    row, _ = services.make_token(account=account, name="old", days=30, **ASKED)
    monkeypatch.setattr(services, "append", broken)
    acts = {
        "make": lambda: made(name="second"),
        "change": lambda: services.change_account(account=account, role=Role.ADMIN, is_active=True, **ASKED),
        "token": lambda: services.make_token(account=account, name="new", days=30, **ASKED),
        "revoke": lambda: services.revoke_token(token=row, **ASKED),
    }
    with pytest.raises(RuntimeError):
        acts[act]()
    assert [user.username for user in User.objects.all()] == ["first"]
    assert modes.role_of(User.objects.get()) == Role.STAFF
    assert [token.name for token in ApiToken.objects.all()] == ["old"]
