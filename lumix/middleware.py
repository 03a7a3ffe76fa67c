"""The modes' guard. Open: a request must itself show that it comes from this machine and our own pages. Closed: TLS."""

from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse

from lumix import modes, safety
from lumix.networks import is_loopback, is_trusted

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


class ModeGuard:
    """Refuses with 403 and the setting that would mend it; a server that may not serve at all stops at its start."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        modes.current()
        safety.refuse_unsafe_settings(closed=modes.current() == modes.CLOSED)
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mode = modes.current()
        for find_fault in FAULTS[mode]:
            if fault := find_fault(request):
                log.warning(f"{mode}_mode_refused", fault=find_fault.__name__, peer=request.META.get("REMOTE_ADDR", ""))
                return JsonResponse({"detail": fault, "errors": []}, status=403)
        if mode == modes.CLOSED and needs_tls(request):
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return self.get_response(request)


def needs_tls(request: HttpRequest) -> bool:
    """Whether a password or a token would cross a wire in clear text. Within this machine there is no wire.

    Django's own redirect knows no such exception, and monitors on this machine ask without TLS.
    """
    local = is_loopback(request.META.get("REMOTE_ADDR", "")) and _forwarding_header(request) is None
    return not (request.is_secure() or local)


def unnamed_proxy(request: HttpRequest) -> str | None:
    """A request that a proxy passed on while nothing says whether it came over TLS."""
    header = None if settings.SECURE_PROXY_SSL_HEADER or request.is_secure() else _forwarding_header(request)
    if header is None:
        return None
    return (
        f"This request was passed on by a proxy (header {header}), and Lumix cannot see whether it came over TLS. "
        "SECURE_PROXY_SSL_HEADER names the header by which your proxy says so."
    )


def stranger(request: HttpRequest) -> str | None:
    """A peer that is neither this machine nor in a trusted network."""
    peer = request.META.get("REMOTE_ADDR", "")
    if is_loopback(peer) or is_trusted(peer):
        return None
    return (
        f"Open mode answers this machine only, and this request came from {peer or 'an address that cannot be seen'}. "
        "LUMIX_TRUSTED_NETS names the networks that may use Lumix without an account."
    )


def forwarded(request: HttpRequest) -> str | None:
    """A request passed on for another. A proxy in a trusted network may do that; what it says is never believed."""
    header = _forwarding_header(request)
    if header is None or is_trusted(request.META.get("REMOTE_ADDR", "")):
        return None
    return (
        f"This request was passed on by a proxy (header {header}), and open mode cannot see for whom. "
        "LUMIX_TRUSTED_NETS names the networks whose proxies may do that."
    )


def _forwarding_header(request: HttpRequest) -> str | None:
    names = map(str.lower, request.headers)
    return next((name for name in names if name in FORWARDING_HEADERS or name.startswith(FORWARDING_PREFIXES)), None)


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


FAULTS: dict[str, tuple[Callable[[HttpRequest], str | None], ...]] = {
    modes.OPEN: (stranger, forwarded, foreign_host, foreign_origin),
    modes.CLOSED: (foreign_host, unnamed_proxy),
}


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
