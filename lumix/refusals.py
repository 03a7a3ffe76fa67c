"""Refusals as each kind of client reads them: JSON for the API, a page for a browser, headers for htmx."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from lumix import modes
from lumix.api import error_body
from lumix.modes import Role

UNAUTHORISED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 401, 403, 404, 405
PLURAL = {Role.STAFF: "staff", Role.AUDITOR: "auditors", Role.ADMIN: "admins"}
CHALLENGE = "Token"
ALLOWED = "GET, HEAD, OPTIONS"


def unlisted(request: HttpRequest, name: str) -> HttpResponse:
    """An address that the table does not know is nobody's."""
    sentence = f"This address ({name}) has no row in lumix/access.py, so nobody may use it: give it one there."
    return _refused(request, sentence, api=False)


def read_only(request: HttpRequest, *, api: bool) -> HttpResponse:
    """An address where nothing can be changed by anybody."""
    sentence = f"{request.method} is not allowed here; {ALLOWED} are."
    return _refused(request, sentence, api=api, status=NOT_ALLOWED, headers={"Allow": ALLOWED})


def no_accounts(request: HttpRequest) -> HttpResponse:
    """Open mode at a page about accounts."""
    sentence = "Open mode knows no accounts. Start Lumix with LUMIX_MODE=closed to have log-ins, roles and API tokens."
    return _refused(request, sentence, api=False, status=NOT_FOUND)


def log_in(request: HttpRequest, *, api: bool) -> HttpResponse:
    """Whoever has not said who he is."""
    if api:
        return _unauthorised("Log in, or send an API token as `Authorization: Token …`; /account/tokens makes one.")
    htmx: Any = getattr(request, "htmx", None)
    wanted = (htmx.current_url_abs_path or "/") if htmx else request.get_full_path()
    address = f"{reverse('login')}?{urlencode({'next': wanted if request.method == 'GET' else '/'})}"
    return HttpResponseClientRedirect(address) if htmx else redirect(address)


def bad_token(request: HttpRequest) -> HttpResponse:
    """A token that is unknown, expired or revoked, or whose account is closed."""
    return _unauthorised("This API token is unknown, expired or revoked: /account/tokens makes a new one.")


def no_csrf() -> HttpResponse:
    """A change through the API by a session that cannot show it comes from our own pages."""
    sentence = "A change by a session needs the CSRF token of a page of ours in X-CSRFToken; an API token needs none."
    return JsonResponse(error_body(sentence), status=FORBIDDEN)


def not_allowed(request: HttpRequest, roles: Iterable[Role], *, api: bool) -> HttpResponse:
    """An account whose role may not do this."""
    return _refused(request, _why_not(modes.role(request), sorted(roles)), api=api)


def _why_not(role: Role, roles: list[Role]) -> str:
    may, one = " and ".join(PLURAL[each] for each in roles), " or ".join(roles)
    if modes.current() == modes.OPEN:
        return (
            f"This is for {may}. In open mode nobody logs in, so no {one} can be known: run Lumix in closed mode and "
            "log in as one."
        )
    if role == Role.NOBODY:
        return "Your account has no role yet, so it opens nothing. Ask an admin of this server to give it one."
    return f"This is for {may}, and your account's role is {role}. An admin of this server can give you another."


def _unauthorised(sentence: str) -> HttpResponse:
    return JsonResponse(error_body(sentence), status=UNAUTHORISED, headers={"WWW-Authenticate": CHALLENGE})


def _refused(
    request: HttpRequest, sentence: str, *, api: bool, status: int = FORBIDDEN, headers: dict[str, str] | None = None
) -> HttpResponse:
    if api or request.get_preferred_type(["application/json", "text/html"]) != "text/html":
        return JsonResponse(error_body(sentence), status=status, headers=headers)
    if getattr(request, "htmx", None):  # the page that asked is loaded anew and says it: htmx swaps no refusals in
        messages.error(request, sentence)
        return HttpResponse(status=status, headers={**(headers or {}), "HX-Refresh": "true"})
    page = render(request, "errors/403.html", {"reason": sentence}, status=status)
    for header, text in (headers or {}).items():
        page[header] = text
    return page
