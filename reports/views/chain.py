"""The trust chain of one credit, and its recomputation on demand."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reports.audit.frame import frame, inverter_or_404
from reports.evidence import chain as chains
from reports.evidence.download import REFUSALS
from reports.evidence.subject_selectors import NothingToShowError, of_credit
from reports.evidence.verify import Table
from reports.views.fragments import respond

PART = "audit/_chain.html"
OK = 200


@require_safe
def chain(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse:
    """What the day's credit rests on, and who put it there."""
    return page(request, inverter_id, day)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse:
    """Work every link out again. Who merely looks here is led to the chain."""
    if request.method != "POST":
        return redirect("audit_chain", inverter_id=inverter_id, day=day)
    try:
        return page(request, inverter_id, day, chains.verified_now(of_credit(inverter_id, day), timezone.now()))
    except NothingToShowError as nothing:
        raise Http404(str(nothing)) from nothing
    except tuple(REFUSALS) as refusal:
        messages.error(request, str(refusal))
        return page(request, inverter_id, day, status=REFUSALS[type(refusal)])


def page(
    request: HttpRequest, inverter_id: int, day: date, table: Table | None = None, status: int = OK
) -> HttpResponse:
    """The whole page, or the chain alone for htmx."""
    inverter, now = inverter_or_404(inverter_id), timezone.now()
    try:
        subject = of_credit(inverter_id, day)
    except NothingToShowError as nothing:
        raise Http404(str(nothing)) from nothing
    context = frame(inverter, "audit_evidence", now) | chains.context(subject, inverter, now, table)
    return respond(request, "audit/chain.html", context, parts=[PART], status=status)
