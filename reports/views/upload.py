"""A file of readings by the browser: chosen, previewed as often as wanted, then committed."""

from http import HTTPStatus

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from inverters.constants import CSV_LIMIT_BYTES
from inverters.doors import hold_to_limit, received_from_form
from inverters.errors import EvidenceError, UploadTooLargeError
from inverters.models import Inverter
from inverters.services.previews import take_in
from inverters.waiting_uploads import Waiting
from lumix import modes
from reports.exports import csv_response
from reports.upload.forms import UploadForm
from reports.upload.selectors import inverters_meant

TEMPLATE_ROWS = (("2025-01-15T10:00:00", 5.5), ("2025-01-15T11:00:00", 7.2), ("2025-01-15T12:00:00", 7.9))
"""A template shows what is wanted: local time and kWh by hour."""


@csrf_exempt  # what Django reads for the token must be limited before; `_upload` asks for it
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose an inverter and a file."""
    if request.method != "POST":
        return render(request, "upload/page.html", _asked(request))
    try:
        hold_to_limit(request)
    except UploadTooLargeError as refusal:
        return _refused(request, UploadForm(initial=_wanted(request)), refusal)
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if request.META.get("lumix.too_large"):
        return _refused(request, form, UploadTooLargeError("The file is too large: send it in parts, or as gzip."))
    if not form.is_valid():
        return _refused(request, form, None)
    try:
        waiting = _take_in(request, **form.cleaned_data)
    except EvidenceError as refusal:
        return _refused(request, form, refusal)
    address = reverse("upload_preview", args=[waiting.token])
    if _wants_json(request):
        return JsonResponse({"location": address}, status=HTTPStatus.CREATED)
    return redirect(address)


def _take_in(request: HttpRequest, inverter: Inverter, file: UploadedFile) -> Waiting:
    with received_from_form(file) as received:
        return take_in(
            received=received,
            inverter=inverter,
            file_name=(file.name or "")[:255],
            actor=modes.actor(request),
            now=timezone.now(),
        )


def _refused(request: HttpRequest, form: UploadForm, refusal: EvidenceError | None) -> HttpResponse:
    """The form with what is wrong, 422 or 413; for js/upload.js the sentences alone."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if refusal is not None:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if isinstance(refusal, UploadTooLargeError) else status
        messages.error(request, str(refusal))
    if _wants_json(request):
        told = [str(message) for message in messages.get_messages(request)]
        told += [str(error) for errors in form.errors.values() for error in errors] if refusal is None else []
        return JsonResponse({"detail": " ".join(told)}, status=status)
    return render(request, "upload/page.html", _context(form), status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _wanted(request: HttpRequest) -> dict[str, str]:
    """The inverter that the address names."""
    found = inverters_meant(request.GET.get("inverter", "")) if request.GET.get("inverter") else []
    return {"inverter": f"{found[0].pk} – {found[0].name}"} if len(found) == 1 else {}


def _asked(request: HttpRequest) -> dict[str, object]:
    """The empty form, and whether the inverter that the address names is none."""
    wanted = _wanted(request)
    return {**_context(UploadForm(initial=wanted)), "unknown": "" if wanted else request.GET.get("inverter", "")}


def _context(form: UploadForm) -> dict[str, object]:
    return {"form": form, "limit": CSV_LIMIT_BYTES, "limit_megabytes": CSV_LIMIT_BYTES // 1_000_000}


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The inverters that fit what is being typed, for the field's list."""
    text = request.GET.get("inverter", "")
    return render(request, "upload/_inverters.html", {"inverters": inverters_meant(text) if text.strip() else []})


@require_safe
def template(request: HttpRequest) -> StreamingHttpResponse:
    """A file to fill in."""
    columns = {"timestamp": lambda row: row[0], "kwh": lambda row: row[1]}
    return csv_response("template", columns, TEMPLATE_ROWS)
