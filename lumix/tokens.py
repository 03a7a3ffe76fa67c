"""How the API knows who asks in closed mode: by a token, or by the browser's session with its CSRF token."""

from django.http import HttpRequest, HttpResponse
from knox.auth import TokenAuthentication
from rest_framework.authentication import CSRFCheck
from rest_framework.exceptions import AuthenticationFailed

from lumix import refusals

PREFIX = "token "


def log_in(request: HttpRequest) -> HttpResponse | None:
    """Take the account of the request's token, before any session's; a 401 for a token that is none."""
    if not request.headers.get("Authorization", "").lower().startswith(PREFIX):
        return None
    try:
        account, token = TokenAuthentication().authenticate(request)
    except (AuthenticationFailed, ValueError):  # ValueError: bytes that are no text
        return refusals.bad_token(request)
    request.lumix_account, request.lumix_token = account, token  # type: ignore[attr-defined]
    return None


def check_csrf(request: HttpRequest) -> HttpResponse | None:
    """Refuse a change that another site's page may have asked for in the session's name; a token's holder asks himself.

    The API's views are exempt from Django's own check, as whoever needs no session needs no such token.
    """
    if hasattr(request, "lumix_token"):
        return None
    check = CSRFCheck(_no_view)
    check.process_request(request)
    return refusals.no_csrf() if check.process_view(request, _no_view, (), {}) else None


def _no_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
