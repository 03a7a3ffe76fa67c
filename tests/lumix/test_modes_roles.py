import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from lumix import modes
from lumix.modes import Role

pytestmark = pytest.mark.django_db


def request_of(user: User | AnonymousUser, monkeypatch) -> HttpRequest:
    """A request in a session that this user has."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = user
    return request


def make(kind: str) -> User | AnonymousUser:
    if kind == "nobody":
        return AnonymousUser()
    user = User.objects.create_user("ada", is_superuser="super" in kind, is_staff="super" in kind)
    user.groups.set(Group.objects.filter(name__in=[name for name in ("staff", "auditor") if name in kind]))
    return user


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("nobody", Role.NOBODY),
        ("user", Role.NOBODY),
        ("staff", Role.STAFF),
        ("auditor", Role.AUDITOR),
        ("staff and auditor", Role.STAFF),
        ("superuser", Role.ADMIN),
        ("superuser in the auditors' group", Role.ADMIN),
    ],
)
def test_in_closed_mode_the_account_gives_the_role(monkeypatch, kind, role):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert modes.role(request_of(make(kind), monkeypatch)) == role


@pytest.mark.parametrize("kind", ["nobody", "user", "staff", "auditor", "superuser"])
def test_in_open_mode_everybody_is_staff(monkeypatch, kind):
    assert modes.role(request_of(make(kind), monkeypatch)) == Role.STAFF


def test_a_request_without_a_session_is_nobodys(monkeypatch):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert modes.role(RequestFactory().get("/")) == Role.NOBODY


def test_the_ledger_takes_no_act_of_nobody_in_closed_mode(monkeypatch):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    with pytest.raises(PermissionDenied, match="Log in first"):
        modes.actor(RequestFactory().get("/"))


def test_an_accounts_groups_are_asked_for_once(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    request = request_of(make("auditor"), monkeypatch)
    with django_assert_num_queries(1):
        assert (modes.role(request), modes.role(request)) == (Role.AUDITOR, Role.AUDITOR)
