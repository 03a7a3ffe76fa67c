"""The page of the system: is all well, and if not, what helps?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lumix.ledger.keys import public_key
from lumix.ledger.verifying import NOT_CHECKED, verify_and_note, verify_deep_and_note
from lumix.readiness import find_faults
from reports.system import presenter as system_presenter
from reports.system import selectors as system_selectors

UNAVAILABLE = 503
TOO_LARGE = (
    "There are too many readings to hold each against the ledger while you wait: the worker does it every night, and "
    "`manage.py verify_ledger --deep` does it now."
)


@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Database, ledger, satellite service and version."""
    faults = find_faults()
    down = any(check in ("database", "migrations") for check, _ in faults)
    found = None if down else system_selectors.system()
    key, _ = public_key()  # what is wrong with it stands among the faults
    context = system_presenter.context(found, faults, key, timezone.now())
    return render(request, "system/page.html", context, status=UNAVAILABLE if faults else 200)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole ledger now, hold every row against it where that is asked for, and say what came of it."""
    deep = "deep" in request.POST
    if deep and system_selectors.is_large():
        messages.warning(request, TOO_LARGE)
        return redirect("system")
    try:
        found = verify_deep_and_note(now=timezone.now()) if deep else (verify_and_note(now=timezone.now()), None)
    except NOT_CHECKED as trouble:
        messages.error(request, f"The ledger could not be checked: {trouble}")
        return redirect("system")
    sentence, holds = system_presenter.outcome(*found)
    (messages.success if holds else messages.error)(request, sentence)
    return redirect("system")
