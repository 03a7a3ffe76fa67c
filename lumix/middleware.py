"""Open mode's guard: without accounts, a request must itself show that it comes from this machine and our own pages."""

from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse

from lumix import modes

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
DEFAULT_PORTS = {"http": 80, "https": 443}
FOREIGN_FETCH_SITES = frozenset({"cross-site", "same-site"})
# What proxies add when they pass on somebody else's request. Any of them means that the peer is not who asks.
FORWARDING_HEADERS = frozenset(
    {
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-original-host",
        "x-original-url",
        "x-envoy-external-address",
        "true-client-ip",
        "client-ip",
        "cf-connecting-ip",
        "fastly-client-ip",
    }
)
FORWARDING_PREFIXES = ("x-forwarded", "x-original-forwarded", "x-proxyuser")

log = structlog.get_logger(__name__)


class OpenModeGuard:
    """Refuses with 403 and the setting that would mend it; a server that may not serve at all stops at its start."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        modes.current()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for find_fault in (stranger, forwarded, foreign_host, foreign_origin):
            if fault := find_fault(request):
                log.warning("open_mode_refused", fault=find_fault.__name__, peer=request.META.get("REMOTE_ADDR", ""))
                return JsonResponse({"detail": fault, "errors": []}, status=403)
        return self.get_response(request)


def stranger(request: HttpRequest) -> str | None:
    """A peer that is neither this machine nor in a trusted network."""
    peer = request.META.get("REMOTE_ADDR", "")
    if modes.is_loopback(peer) or _is_trusted(peer):
        return None
    return (
        f"Open mode answers this machine only, and this request came from {peer or 'an address that cannot be seen'}. "
        "LUMIX_TRUSTED_NETS names the networks that may use Lumix without an account."
    )


def forwarded(request: HttpRequest) -> str | None:
    """A request passed on for another. A proxy in a trusted network may do that; what it says is never believed."""
    if _is_trusted(request.META.get("REMOTE_ADDR", "")):
        return None
    for header in map(str.lower, request.headers):
        if header in FORWARDING_HEADERS or header.startswith(FORWARDING_PREFIXES):
            return (
                f"This request was passed on by a proxy (header {header}), and open mode cannot see for whom. "
                "LUMIX_TRUSTED_NETS names the networks whose proxies may do that."
            )
    return None


def foreign_host(request: HttpRequest) -> str | None:
    """A Host that is not ours: a web page reaches this machine under its own name that way (DNS rebinding)."""
    try:
        request.get_host()
    except DisallowedHost:
        return "Lumix is not known under this Host. ALLOWED_HOSTS names the hosts it answers besides localhost."
    return None


def foreign_origin(request: HttpRequest) -> str | None:
    """A change asked for by another site's page in the user's browser."""
    if request.method in SAFE_METHODS:
        return None
    origin = request.headers.get("Origin")
    if origin is None:
        foreign = request.headers.get("Sec-Fetch-Site", "").lower() in FOREIGN_FETCH_SITES
    else:
        foreign = _site(origin) not in _own_sites(request)
    if not foreign:
        return None
    return (
        f"This change was asked for by a page of another site ({origin or 'not named'}). "
        "CSRF_TRUSTED_ORIGINS names the origins besides Lumix itself that may do that."
    )


def _is_trusted(peer: str) -> bool:
    address = modes.parsed_address(peer)
    return address is not None and any(address in network for network in modes.trusted_networks())


def _own_sites(request: HttpRequest) -> set[tuple[str, str, int] | None]:
    origins = [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]
    return {_site(origin) for origin in origins} - {None}


def _site(origin: str) -> tuple[str, str, int] | None:
    """Scheme, host and port, the default port filled in; None for what is no origin (`null` is none)."""
    try:
        parts = urlsplit(origin)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return (parts.scheme, parts.hostname, port) if parts.hostname and bare else None
