"""Errors as whoever asked can read them: a page for a browser, the API's JSON for everything else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lumix import api, modes

JSON, HTML = "application/json", "text/html"


def _wants_a_page(request: HttpRequest) -> bool:
    return request.get_preferred_type([JSON, HTML]) == HTML


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    if not _wants_a_page(request):
        return JsonResponse(api.error_body(reason), status=status)
    return render(request, "errors/403.html", {"reason": reason}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that nobody could answer."""
    return _refused(request, "This request could not be read. Go back, load the page anew and try again.", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What a view itself refuses, with its sentence."""
    reason = exception.args[0] if exception and exception.args else "This is not for your account."
    return _refused(request, str(reason), 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that does not exist."""
    if not _wants_a_page(request):
        return api.not_found(request, exception)
    reason = exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "errors/404.html", {"reason": reason}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret token is missing or old: the page lay open too long, or cookies are blocked."""
    detail = "This form was too old, or your browser keeps no cookies. Go back, load the page anew and try again."
    return _refused(request, detail, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page asks nothing of what may be broken: no database, no session, no messages."""
    if not _wants_a_page(request):
        return api.server_error(request)
    page = render_to_string("errors/500.html", {"lumix_mode": modes.configured() or modes.OPEN})
    return HttpResponse(page, status=500)
