"""Closed mode for tests: its settings, its people, and browsers and programs that ask in their name."""

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from lumix.accounts.services import make_account
from lumix.ledger.note import Signer
from lumix.modes import Role

PASSWORD = "nine green roofs in Kano"
KEY = "a-key-for-tests-alone-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNING_KEY = Signer("lumix.example/ledger", bytes(range(32))).written()
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
WHO = {Role.STAFF: "sade", Role.AUDITOR: "bayo", Role.ADMIN: "ada", Role.NOBODY: "nobi"}


def close(settings) -> None:
    """Closed mode as it may start."""
    settings.LUMIX_MODE, settings.DEBUG, settings.NAMED_HOSTS = "closed", False, ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes its time
    settings.SECRET_KEY, settings.SECRET_KEY_IS_NAMED = KEY, True
    settings.LUMIX_SIGNING_KEY = SIGNING_KEY


def person(role: Role) -> User:
    """The account that has a role."""
    found = User.objects.filter(username=WHO[role]).first()
    return found or make_account(name=WHO[role], role=role, password=PASSWORD, actor="test", now=timezone.now())


def browser(role: Role | None, **options: object) -> Client:
    """A browser in which somebody of that role is logged in; None for nobody at all."""
    client = Client(headers={"accept": BROWSER}, **options)
    if role is not None:
        client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client
