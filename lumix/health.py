"""Is Lumix up, and can it work? Three questions of monitors and orchestrators, answered without a log-in."""

from collections.abc import Callable
from functools import wraps

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from lumix.ledger import triggers

View = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD")
log = structlog.get_logger(__name__)
MIGRATE = "run `python manage.py migrate`"


def _probe(view: View) -> View:
    """Answer GET and HEAD only, freshly each time."""

    @csrf_exempt  # nothing changes here, and 405 says more than a missing token
    @wraps(view)
    def probe(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            response = view(request)
        else:
            detail = f"{request.method} is not allowed here; GET is."
            response = JsonResponse({"detail": detail, "errors": []}, status=405, headers={"Allow": ", ".join(METHODS)})
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


def find_faults() -> list[tuple[str, str]]:
    """What keeps Lumix from working, as (check, sentence); a check is asked only where those before it passed."""
    try:
        connection.ensure_connection()
        if pending := _pending_migrations():
            return [("migrations", f"{pending} migrations are not applied: {MIGRATE}.")]
        missing = triggers.missing(connection)
    except (DatabaseError, ImproperlyConfigured):
        # The driver's own words name the host and the user: they go to the log, not to whoever asks.
        log.warning("database_does_not_answer", exc_info=True)
        return [("database", "The database does not answer: see that it runs and that DATABASE_URL names it.")]
    return [("ledger", f"The ledger's trigger {name} is missing: {MIGRATE}, which puts it back.") for name in missing]


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


urlpatterns = [
    re_path(r"^health/?$", health),
    re_path(r"^health/live/?$", live),
    re_path(r"^health/ready/?$", ready),
]
