"""Is Lumix up, and can it work? Three questions of monitors and orchestrators, answered without a log-in."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import re_path

from lumix.readiness import find_faults

View = Callable[[HttpRequest], HttpResponse]


def _probe(view: View) -> View:
    """Answer freshly each time."""

    @wraps(view)
    def probe(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cache-Control"] = "no-store"
        return response

    return probe


@_probe
def health(request: HttpRequest) -> HttpResponse:
    """That Lumix answers, and which version of it."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@_probe
def live(request: HttpRequest) -> HttpResponse:
    """That the process answers: nothing else is asked, or a database at rest would have it restarted for nothing."""
    return JsonResponse({"status": "ok"})


@_probe
def ready(request: HttpRequest) -> HttpResponse:
    """That Lumix can work: 503 with each thing that is wrong and how to mend it, in the API's error shape."""
    faults = find_faults()
    if not faults:
        return JsonResponse({"status": "ok"})
    errors = [{"line": None, "field": check, "message": message} for check, message in faults]
    body = {"status": "unavailable", "detail": "Lumix is not ready: see the errors.", "errors": errors}
    return JsonResponse(body, status=503)


urlpatterns = [
    re_path(r"^health/?$", health, name="health"),
    re_path(r"^health/live/?$", live, name="health_live"),
    re_path(r"^health/ready/?$", ready, name="health_ready"),
]
