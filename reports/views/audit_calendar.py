"""The calendar of an inverter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.audit import calendar as audit_calendar
from reports.audit.forms import CalendarForm
from reports.audit.frame import frame, inverter_or_404
from reports.audit.year import year_of


@require_safe
def calendar(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """A year at a glance; each day leads to its page."""
    inverter, now = inverter_or_404(inverter_id), timezone.now()
    form = CalendarForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    year = year_of(inverter, wanted.get("year"), now)
    page = audit_calendar.calendar_page(inverter, year, wanted.get("by") or audit_calendar.STATUS)
    context = frame(inverter, "audit_calendar", now) | {"calendar": page, "form": form}
    return render(request, "audit/calendar.html", context, status=200 if form.is_valid() else 422)
