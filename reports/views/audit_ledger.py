"""The ledger about one inverter, and a recomputation of all of it on demand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from inverters.models import Inverter
from inverters.selectors import equipment_on
from lumix.ledger.verifying import NOT_CHECKED, verify_owner
from reports.audit import ledger as audit_ledger
from reports.audit.frame import frame, inverter_or_404
from reports.audit.ledger import Checked
from reports.audit.ledger_selectors import credit_days, entries
from reports.paging import BadCursorError
from reports.views.fragments import respond

PART = "audit/_checked.html"


@require_safe
def ledger(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """What was done about this inverter, the newest first."""
    return page(request, inverter_or_404(inverter_id))


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """Recompute the whole ledger, hold this inverter's rows against it, and say what came of it.

    Who merely looks here is led to the ledger.
    """
    if request.method != "POST":
        return redirect("audit_ledger", inverter_id=inverter_id)
    inverter, now = inverter_or_404(inverter_id), timezone.now()
    zone = equipment_on(inverter, now.date()).zone
    try:
        found = audit_ledger.checked(*verify_owner(inverter.pk), now, zone)
    except NOT_CHECKED as trouble:
        found = audit_ledger.unchecked(str(trouble), now, zone)
    return page(request, inverter, found)


def page(request: HttpRequest, inverter: Inverter, found: Checked | None = None) -> HttpResponse:
    """The tab, or the result of a recomputation alone."""
    now = timezone.now()
    zone = equipment_on(inverter, now.date()).zone
    try:
        piece = entries(inverter, request.GET.get("after", ""))
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    credits = credit_days(piece.rows)
    rows = [audit_ledger.entry_row(entry, inverter, credits, zone) for entry in piece.rows]
    context = frame(inverter, "audit_ledger", now) | {"entries": rows, "older": piece.older, "checked": found}
    return respond(request, "audit/ledger.html", context, parts=[PART])
