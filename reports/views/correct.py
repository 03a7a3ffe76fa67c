"""Stored readings corrected by whoever knows better: proposed here, decided on among the second values."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from inverters.doors import received_text
from inverters.errors import EvidenceError
from inverters.loggers import logger_of
from inverters.models import Inverter
from inverters.services.proposing import propose_values
from inverters.services.uploads import Upload
from lumix import modes
from reports.audit.correct import CorrectForm, lines_of
from reports.audit.frame import frame, inverter_or_404
from reports.forms import DayForm
from reports.presenters import number

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """A day's readings to be changed, and the proposal that comes of it."""
    inverter = inverter_or_404(inverter_id)
    if request.method != "POST":
        asked = DayForm(request.GET)
        day = asked.cleaned_data["day"] if asked.is_valid() else None
        return _page(request, inverter, CorrectForm(initial={"lines": lines_of(inverter, day)}), day=day)
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _page(request, inverter, form, UNPROCESSABLE)
    try:
        done = _proposed(request, inverter, form)
    except EvidenceError as refusal:
        messages.error(request, str(refusal))
        return _page(request, inverter, form, UNPROCESSABLE)
    count = int(done["proposed"])
    words = "One value waits" if count == 1 else f"{number(count)} values wait"
    messages.success(request, f"{words} beside what stands, until somebody accepts or dismisses them.")
    return redirect(f"{reverse('audit_flags', args=[inverter.pk])}?show=conflicts&batch={done['batch']}")


def _proposed(request: HttpRequest, inverter: Inverter, form: CorrectForm) -> dict[str, int]:
    with received_text(form.body()) as received:
        upload = Upload(
            received=received,
            media_type="text/csv",
            actor=modes.actor(request),
            file_name="typed in as a correction",
            reason=form.cleaned_data["reason"],
        )
        return propose_values(logger=logger_of(inverter.pk), upload=upload, now=timezone.now()).answer


def _page(
    request: HttpRequest, inverter: Inverter, form: CorrectForm, status: int = 200, day: date | None = None
) -> HttpResponse:
    context = frame(inverter, "audit_readings", timezone.now()) | {"form": form, "day": day}
    return render(request, "audit/correct.html", context, status=status)
