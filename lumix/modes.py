"""Open and closed mode: who may use this server. A server declares where it listens, all else asks `current()`."""

import ipaddress
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

OPEN = "open"
CLOSED = "closed"
UNSET = ""
OPEN_MODE_ACTOR = "open-mode"
AUDITORS = "auditor"
"""The group whose members judge what others sell."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Role(StrEnum):
    """Who somebody is to Lumix: staff sell, auditors judge, admins mend master data and accounts."""

    STAFF = "staff"
    AUDITOR = "auditor"
    ADMIN = "admin"


log = structlog.get_logger(__name__)
_loopback_servers: set[str] = set()


def configured() -> str:
    """LUMIX_MODE as it stands in the environment, once it is a word that Lumix knows."""
    mode: str = settings.LUMIX_MODE
    if mode not in (OPEN, CLOSED, UNSET):
        raise ImproperlyConfigured(f"LUMIX_MODE is {mode!r}: it is open, closed, or not set at all.")
    return mode


def trusted_networks() -> tuple[Network, ...]:
    """The networks of LUMIX_TRUSTED_NETS, whose members may use open mode besides this machine."""
    return _parsed(tuple(settings.LUMIX_TRUSTED_NETS))


@lru_cache(maxsize=8)
def _parsed(nets: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        networks = tuple(ipaddress.ip_network(net.strip()) for net in nets)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"LUMIX_TRUSTED_NETS: {error}. Write networks as 172.18.0.0/16, separated by commas."
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise ImproperlyConfigured("LUMIX_TRUSTED_NETS names the whole internet; name the networks that may use Lumix.")
    return networks


def parsed_address(text: str) -> Address | None:
    """The address a peer or a socket gives, an IPv4 address in IPv6 clothes undressed; None for what is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(text: str) -> bool:
    """Whether an address reaches this machine only."""
    address = parsed_address(text)
    return address is not None and address.is_loopback


def start(addresses: Iterable[str]) -> None:
    """A server says where it listens before it answers anyone; ImproperlyConfigured if it may not serve there.

    addresses: IP addresses as bound, or anything else (the path of a unix socket) for what has none.
    """
    bound = sorted(set(addresses))
    mode = configured()
    if mode == CLOSED:
        raise ImproperlyConfigured(_CLOSED_IS_NOT_BUILT)
    _refuse_unsafe_settings()
    _refuse_unix_sockets(bound)
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
    if mode == CLOSED:
        raise ImproperlyConfigured(_CLOSED_IS_NOT_BUILT)
    if mode == UNSET and not _loopback_servers:
        raise ImproperlyConfigured(_UNSET_AND_UNSEEN)
    return OPEN


def actor(request: HttpRequest) -> str:
    """The name that the ledger records: the logged-in user's, or `open-mode` where nobody needs to log in.

    The session is asked and not `request.user`: the API's views have no authenticators, which leaves None there.
    """
    user = get_user(request) if hasattr(request, "session") else None
    return user.get_username() if user is not None and user.is_authenticated else OPEN_MODE_ACTOR


def role(request: HttpRequest) -> Role:
    """The asker's role. In open mode everybody is staff: without accounts nobody can be known to be more.

    An admin is no auditor, whatever his groups: he could have put himself into them.
    """
    user = get_user(request) if hasattr(request, "session") and current() != OPEN else None
    if user is None or not user.is_authenticated:
        return Role.STAFF
    if user.is_superuser:
        return Role.ADMIN
    return Role.AUDITOR if user.groups.filter(name=AUDITORS).exists() else Role.STAFF


def context(request: HttpRequest) -> dict[str, object]:
    """What every template knows: the mode for the banner, and django-csp's nonce under the name django-htmx reads."""
    return {"lumix_mode": current(), "csp_nonce": getattr(request, "csp_nonce", "")}


def _refuse_unsafe_settings() -> None:
    trusted_networks()
    if "*" in settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is *, which lets any web page reach open mode by a name of its own (DNS rebinding): "
            "name the hosts instead."
        )


def _refuse_unix_sockets(bound: list[str]) -> None:
    for address in bound:
        if parsed_address(address) is None:
            raise ImproperlyConfigured(
                f"Open mode cannot see who asks through {address}: listen on 127.0.0.1 instead of a unix socket."
            )


_CLOSED_IS_NOT_BUILT = (
    "LUMIX_MODE=closed needs accounts, which this version of Lumix does not have yet: "
    "set LUMIX_MODE=open and listen on 127.0.0.1."
)
_UNSET_BEYOND_LOOPBACK = (
    "LUMIX_MODE is not set and the server would listen on {}. Without accounts Lumix answers this machine only: "
    "listen on 127.0.0.1, or set LUMIX_MODE=open and name in LUMIX_TRUSTED_NETS the networks that may use it."
)
_UNSET_AND_UNSEEN = (
    "LUMIX_MODE is not set and Lumix cannot see where this server listens: start it by gunicorn (without --preload) or "
    "`manage.py runserver`, or set LUMIX_MODE=open."
)
