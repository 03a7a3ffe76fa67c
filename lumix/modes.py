"""Open and closed mode, and who asks: a server declares where it listens, all else asks `current`, `actor`, `role`."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from lumix import safety
from lumix.networks import is_loopback, trusted_networks

if TYPE_CHECKING:  # gunicorn asks for the mode before any model can be imported
    from django.contrib.auth.models import User

OPEN = "open"
CLOSED = "closed"
UNSET = ""
OPEN_MODE_ACTOR = "open-mode"
STAFF = "staff"
"""The group whose members run the fleet and sell its tonnes."""
AUDITORS = "auditor"
"""The group whose members judge what others sell."""


class Role(StrEnum):
    """Who somebody is to Lumix: staff sell, auditors judge, admins mend master data and accounts."""

    STAFF = "staff"
    AUDITOR = "auditor"
    ADMIN = "admin"
    NOBODY = "nobody"


log = structlog.get_logger(__name__)
_loopback_servers: set[str] = set()


def configured() -> str:
    """LUMIX_MODE as it stands in the environment, once it is a word that Lumix knows."""
    mode: str = settings.LUMIX_MODE
    if mode not in (OPEN, CLOSED, UNSET):
        raise ImproperlyConfigured(f"LUMIX_MODE is {mode!r}: it is open, closed, or not set at all.")
    return mode


def start(addresses: Iterable[str]) -> None:
    """A server says where it listens before it answers anyone; ImproperlyConfigured if it may not serve there.

    addresses: IP addresses as bound, or anything else (the path of a unix socket) for what has none.
    """
    bound = sorted(set(addresses))
    mode = configured()
    safety.refuse_unsafe_settings(closed=mode == CLOSED)
    if mode == CLOSED:
        return
    safety.refuse_unix_sockets(bound)
    strangers = [address for address in bound if not is_loopback(address)]
    if strangers and mode == UNSET:
        raise ImproperlyConfigured(_UNSET_BEYOND_LOOPBACK.format(", ".join(strangers)))
    if strangers:
        answered = ", ".join(map(str, trusted_networks())) or "nobody else (LUMIX_TRUSTED_NETS is empty)"
        log.warning("open_mode_beyond_loopback", listening=strangers, answered=f"this machine and {answered}")
        return
    _loopback_servers.update(bound)


def current() -> str:
    """The mode in force: the one set, or open where the server has shown that it listens on loopback only."""
    mode = configured()
    if mode == UNSET and not _loopback_servers:
        raise ImproperlyConfigured(_UNSET_AND_UNSEEN)
    return mode or OPEN


def account(request: HttpRequest) -> "User | None":
    """Who logged in, or whose token the request bears; None for whoever did neither.

    The session is asked where `request.user` is None: the API's views have no authenticators, and so blank it.
    """
    if not hasattr(request, "lumix_account"):
        user: Any = getattr(request, "user", None) or (get_user(request) if hasattr(request, "session") else None)
        request.lumix_account = user if user is not None and user.is_authenticated else None  # type: ignore[attr-defined]
    found: User | None = request.lumix_account  # type: ignore[attr-defined]
    return found


def actor(request: HttpRequest) -> str:
    """The name that the ledger records: the account's, or `open-mode` where nobody needs one."""
    if user := account(request):
        return user.get_username()
    if current() == CLOSED:
        raise PermissionDenied("Log in first: in closed mode the ledger names who did what.")
    return OPEN_MODE_ACTOR


def role(request: HttpRequest) -> Role:
    """The asker's role. In open mode everybody is staff: without accounts nobody can be known to be more."""
    if current() == OPEN:
        return Role.STAFF
    user = account(request)
    return role_of(user) if user else Role.NOBODY


def role_of(user: "User") -> Role:
    """An account's role, asked of the database once for each object.

    An admin is no auditor, whatever his groups: he could have put himself into them. Nor is who sells.
    """
    if user.is_superuser:
        return Role.ADMIN
    if not hasattr(user, "lumix_groups"):
        user.lumix_groups = set(user.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    groups: set[str] = user.lumix_groups  # type: ignore[attr-defined]
    if STAFF in groups:
        return Role.STAFF
    return Role.AUDITOR if AUDITORS in groups else Role.NOBODY


def context(request: HttpRequest) -> dict[str, object]:
    """What every template knows: mode, account and role, and django-csp's nonce under the name django-htmx reads."""
    return {
        "lumix_mode": current(),
        "lumix_account": account(request),
        "lumix_role": role(request),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


_UNSET_BEYOND_LOOPBACK = (
    "LUMIX_MODE is not set and the server would listen on {}. Without accounts Lumix answers this machine only: "
    "listen on 127.0.0.1, set LUMIX_MODE=closed for accounts, or set LUMIX_MODE=open and name in LUMIX_TRUSTED_NETS "
    "the networks that may use it."
)
_UNSET_AND_UNSEEN = (
    "LUMIX_MODE is not set and Lumix cannot see where this server listens: start it by gunicorn (without --preload) or "
    "`manage.py runserver`, or set LUMIX_MODE=open."
)
