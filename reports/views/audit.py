"""The audit page: one inverter's day, and what can be done with its credit."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from credits.errors import CreditError, EvidenceMovedError, MoveRefusedError
from inverters.models import Inverter
from reports.audit import day as days
from reports.audit import presenter as audit_presenter
from reports.audit import selectors as audit_selectors
from reports.audit.frame import frame, inverter_or_404
from reports.forms import DayForm
from reports.views import acts
from reports.views.day_submit import question
from reports.views.fragments import instead_of_all

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def audit_latest(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """The newest day with readings; or the day that the picker asks for."""
    inverter = inverter_or_404(inverter_id)
    form = DayForm(request.GET)
    if form.is_valid() and form.cleaned_data["day"]:
        return redirect("audit_day", inverter_id=inverter_id, day=form.cleaned_data["day"])
    day = audit_selectors.latest_day(inverter) or timezone.now().date()
    return page(request, inverter, day, day_form=form, status=200 if form.is_valid() else UNPROCESSABLE)


@require_safe
def audit_day(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse:
    """One day."""
    return page(request, inverter_or_404(inverter_id), day)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, inverter_id: int, day: date, name: acts.Name) -> HttpResponse:
    """Calculate, verify, or ask and submit; then show the day anew. Who merely looks here is led to the day."""
    if request.method != "POST":
        return redirect("audit_day", inverter_id=inverter_id, day=day)
    inverter = inverter_or_404(inverter_id)
    try:
        asked = question(request, inverter, acts.credit_or_404(inverter, day)) if name == "submit" else None
        if asked:
            return asked
        messages.success(request, acts.perform(request, inverter, day, name))
    except CreditError as refusal:
        messages.error(request, str(refusal))
        moved = isinstance(refusal, MoveRefusedError | EvidenceMovedError)
        return instead_of_all(page(request, inverter, day, status=CONFLICT if moved else UNPROCESSABLE))
    return redirect("audit_day", inverter_id=inverter_id, day=day)


def page(request: HttpRequest, inverter: Inverter, day: date, status: int = 200, **forms: Any) -> HttpResponse:
    """The whole page of a day."""
    now = timezone.now()
    if not audit_selectors.is_auditable(day, now.date()):
        raise Http404(f"There cannot be readings of {day}.")
    context = frame(inverter, "audit", now) | audit_presenter.context(days.audit_day(inverter, day, now), now)
    return render(request, "audit/page.html", {**context, **forms}, status=status)
