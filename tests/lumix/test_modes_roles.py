import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from lumix import modes
from lumix.modes import Role

pytestmark = pytest.mark.django_db


def request_of(user: User | AnonymousUser, monkeypatch) -> HttpRequest:
    """A request in a session that this user has."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    monkeypatch.setattr(modes, "get_user", lambda request: user)
    return request


def make(kind: str) -> User | AnonymousUser:
    if kind == "nobody":
        return AnonymousUser()
    user = User.objects.create_user("ada", is_superuser="super" in kind, is_staff="super" in kind)
    if "auditor" in kind:
        user.groups.add(Group.objects.create(name="auditor"))
    return user


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("nobody", Role.STAFF),
        ("user", Role.STAFF),
        ("auditor", Role.AUDITOR),
        ("superuser", Role.ADMIN),
        ("superuser in the auditors' group", Role.ADMIN),
    ],
)
def test_in_closed_mode_the_account_gives_the_role(monkeypatch, kind, role):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert modes.role(request_of(make(kind), monkeypatch)) == role


@pytest.mark.parametrize("kind", ["nobody", "user", "auditor", "superuser"])
def test_in_open_mode_everybody_is_staff(monkeypatch, kind):
    assert modes.role(request_of(make(kind), monkeypatch)) == Role.STAFF


def test_a_request_without_a_session_is_staffs(monkeypatch):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert modes.role(RequestFactory().get("/")) == Role.STAFF
