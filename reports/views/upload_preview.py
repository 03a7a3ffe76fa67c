"""A file that waits: its preview, its commit, its rejected rows, and what becomes of its days."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from credits.errors import CreditError
from credits.services.awaiting import awaiting_days, calculate_and_verify
from inverters import waiting_uploads
from inverters.errors import EvidenceError, PreviewGoneError, PreviewMovedError
from inverters.models import Inverter, ReadingBatch
from inverters.selectors import equipment_on
from inverters.services import previews, rehearsal
from inverters.waiting_uploads import Waiting
from lumix import modes
from reports.audit.frame import inverter_or_404
from reports.exports import csv_response
from reports.upload import presenter as upload_presenter
from reports.upload import stored as upload_stored
from reports.upload.doubts import Reading
from reports.upload.forms import ReadingForm
from reports.views.fragments import respond

PART = "upload/_preview.html"


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the file would come to; with POST, its commit."""
    waiting, inverter = _waiting(request, token)
    if waiting.stored:
        return redirect("upload_stored", token=token)
    if request.method == "POST":
        return _commit(request, waiting, inverter)
    return _show(request, waiting, inverter, request.GET)


def _waiting(request: HttpRequest, token: str) -> tuple[Waiting, Inverter]:
    try:
        waiting = waiting_uploads.find(token, actor=modes.actor(request), now=timezone.now())
    except PreviewGoneError as gone:
        raise Http404(str(gone)) from gone
    return waiting, inverter_or_404(waiting.inverter_id)


def _show(
    request: HttpRequest, waiting: Waiting, inverter: Inverter, data: Any, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page, or for htmx what came of other choices."""
    now = timezone.now()
    equipment = equipment_on(inverter, now.date())
    with previews.opened(waiting) as (received, layout):
        form = ReadingForm(data, layout=layout, equipment=equipment)
        found: dict[str, Any] = {}
        if form.is_valid():
            read_as = form.read_as()
            try:
                shown = rehearsal.preview(inverter=inverter, received=received, read_as=read_as, now=now)
                found = upload_presenter.context(Reading(inverter, equipment, layout, read_as, shown))
            except EvidenceError as refusal:
                form.add_error(None, str(refusal))
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    query = form.data if form.is_valid() else {}
    context = {"form": form, "waiting": waiting, "inverter": inverter, "layout": layout, "choices": query, **found}
    return respond(request, "upload/preview.html", context, parts=[PART], status=status)


def _commit(request: HttpRequest, waiting: Waiting, inverter: Inverter) -> HttpResponse:
    now = timezone.now()
    form = _form(waiting, inverter, request.POST, now)
    if not form.is_valid():
        return _show(request, waiting, inverter, request.POST)
    try:
        done = previews.commit(
            waiting=waiting,
            inverter=inverter,
            read_as=form.read_as(),
            expected=request.POST.get("fingerprint", ""),
            actor=modes.actor(request),
            now=now,
        )
    except PreviewMovedError as moved:
        messages.warning(request, str(moved))
        return _show(request, waiting, inverter_or_404(inverter.pk), request.POST, HTTPStatus.CONFLICT)
    messages.success(request, upload_stored.sentence(done.batch))
    return redirect(f"{reverse('upload_stored', args=[waiting.token])}?{urlencode(form.data)}")


def _form(waiting: Waiting, inverter: Inverter, data: Any, now: datetime) -> ReadingForm:
    with previews.opened(waiting) as (_, layout):
        return ReadingForm(data, layout=layout, equipment=equipment_on(inverter, now.date()))


@require_safe
def rejected(request: HttpRequest, token: str) -> StreamingHttpResponse:
    """The rows that cannot be taken, as a file to be mended and sent again."""
    waiting, inverter = _waiting(request, token)
    now = timezone.now()
    form = _form(waiting, inverter, request.GET, now)
    if not form.is_valid():
        raise Http404("The file cannot be read so.")
    read_as = form.read_as()
    rows = previews.rejected_rows(waiting=waiting, inverter=inverter, read_as=read_as, now=now)
    return csv_response("rejected-rows", upload_presenter.rejected_columns(read_as.column.name), rows)


@require_http_methods(["GET", "HEAD", "POST"])
def stored(request: HttpRequest, token: str) -> HttpResponse:
    """What was stored, and the next step: calculate and verify these days."""
    waiting, inverter = _waiting(request, token)
    if not waiting.stored:
        return redirect("upload_preview", token=token)
    days = [date.fromisoformat(one) for one in waiting.stored["days"]]
    if request.method == "POST":
        return _judge(request, inverter, days)
    batch = ReadingBatch.objects.get(pk=waiting.stored["batch"])
    waits = awaiting_days(inverter, days)
    context = upload_stored.context(waiting, batch, inverter, days, waits)
    return render(request, "upload/stored.html", {**context, "query": request.GET.urlencode()})


def _judge(request: HttpRequest, inverter: Inverter, days: list[date]) -> HttpResponse:
    try:
        credits = calculate_and_verify(inverter=inverter, days=days, actor=modes.actor(request), now=timezone.now())
        messages.success(request, upload_stored.judged(credits))
    except CreditError as refusal:
        messages.error(request, str(refusal))
    return redirect(request.get_full_path())
