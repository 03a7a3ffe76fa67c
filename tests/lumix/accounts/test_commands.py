import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from lumix import modes
from lumix.accounts.management.commands import make_account
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.lumix.closing import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["staff", "auditor", "admin"])
def test_a_fresh_server_gets_its_first_account(settings, capsys, role):
    settings.LUMIX_ACCOUNT_PASSWORD = PASSWORD
    call_command("make_account", "sade", role=role)
    account = User.objects.get()
    assert (modes.role_of(account), account.check_password(PASSWORD)) == (Role(role), True)
    assert f"sade can log in now, as {role}." in capsys.readouterr().out
    assert LedgerEntry.objects.values_list("actor", "type").get() == ("command make_account", "account.made")


def test_a_password_is_typed_twice(monkeypatch):
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another"])
    monkeypatch.setattr(make_account.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(make_account, "getpass", lambda prompt: next(typed))
    call_command("make_account", "sade", role="staff")
    with pytest.raises(CommandError, match="differ"):
        call_command("make_account", "femi", role="staff")
    assert User.objects.get().username == "sade"


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("sade", "staff", "", "Nobody is there to type"),
        ("sade", "staff", "short", "too short"),
        ("sa de!", "staff", PASSWORD, "valid username"),
        ("open-mode", "staff", PASSWORD, "choose another name"),
        ("sade", "nobody", PASSWORD, "invalid choice"),
    ],
)
def test_what_cannot_be_an_account_is_a_sentence(settings, monkeypatch, name, role, password, words):
    settings.LUMIX_ACCOUNT_PASSWORD = password
    monkeypatch.setattr(make_account.sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match=words):
        call_command("make_account", name, "--role", role)
    assert not User.objects.exists()


def test_djangos_own_command_writes_its_admin_into_the_ledger(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="ada", email="", interactive=False)
    assert modes.role_of(User.objects.get()) == Role.ADMIN
    assert LedgerEntry.objects.values_list("actor", "object").get() == ("command createsuperuser", "account:ada")
