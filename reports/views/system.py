"""The page of the system: is all well, and if not, what helps?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lumix.ledger.verifying import verify_and_note
from lumix.readiness import find_faults
from reports.system import presenter as system_presenter
from reports.system import selectors as system_selectors

UNAVAILABLE = 503


@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Database, ledger, satellite service and version."""
    faults = find_faults()
    down = any(check in ("database", "migrations") for check, _ in faults)
    found = None if down else system_selectors.system()
    context = system_presenter.context(found, faults, timezone.now())
    return render(request, "system/page.html", context, status=UNAVAILABLE if faults else 200)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole ledger now, and say what came of it."""
    report = verify_and_note(now=timezone.now())
    if report.fault:
        messages.error(request, f"The ledger does not hold: entry {report.fault.seq}, {report.fault.reason}.")
    else:
        messages.success(request, f"All {report.count:,} entries of the ledger hold together.")
    return redirect("system")
