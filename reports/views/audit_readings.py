"""The readings of an inverter, its uploads, second values and gaps: as a page and as files."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.audit import readings as audit_readings
from reports.audit.forms import ReadingsForm
from reports.audit.frame import frame, inverter_or_404
from reports.audit.readings import Wanted
from reports.exports import csv_response
from reports.paging import BadCursorError

UNPROCESSABLE = 422


@require_safe
def readings(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """One of the lists, for the days that are asked for."""
    inverter, now, form = inverter_or_404(inverter_id), timezone.now(), ReadingsForm(request.GET)
    wanted = form.wanted() if form.is_valid() else Wanted(audit_readings.READINGS, None, None)
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        found = audit_readings.context(inverter, wanted, now=now, **place)
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    context = frame(inverter, "audit_readings", now) | found | {"form": form}
    return render(request, "audit/readings.html", context, status=200 if form.is_valid() else UNPROCESSABLE)


@require_safe
def readings_csv(request: HttpRequest, inverter_id: int) -> HttpResponse | StreamingHttpResponse:
    """Exactly the rows of the list as a file; with an error in the days, the page that says so."""
    form = ReadingsForm(request.GET)
    if not form.is_valid():
        return readings(request, inverter_id)
    inverter, wanted = inverter_or_404(inverter_id), form.wanted()
    columns = audit_readings.CSV_COLUMNS[wanted.name]
    return csv_response(f"{wanted.name}-{inverter.pk}", columns, audit_readings.rows_of(inverter, wanted))
