"""Flags, waivers that await an auditor, second values and what was decided: of the fleet, and of one inverter."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from credits.errors import CreditError, EvidenceMovedError, MoveRefusedError, NotAllowedError
from inverters.models import Inverter
from lumix import modes
from reports.audit.frame import frame, inverter_or_404
from reports.exports import csv_response
from reports.flags import context as flags_context
from reports.flags.forms import FlagsFilter, GroupForm, WaiverForm
from reports.paging import BadCursorError
from reports.pending.presenter import CREDIT_COLUMNS
from reports.views import flag_acts
from reports.views.fragments import respond

OK, FORBIDDEN, CONFLICT, UNPROCESSABLE = 200, 403, 409, 422
PART = "flags/_flags.html"
FORMS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def flags(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's decision, tab by tab."""
    return listed(request, request.GET)


@require_safe
def audit_flags(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """The same for one inverter."""
    return listed(request, request.GET, inverter_or_404(inverter_id))


@require_safe
def flags_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The flagged days that the filter lets through, one a row."""
    form = FlagsFilter(request.GET)
    if not form.is_valid():
        return listed(request, request.GET)
    rows = flags_context.each_flag(form.asked())
    return csv_response(f"flags-{timezone.now():%Y-%m-%d}", CREDIT_COLUMNS, rows)


@FORMS
def decide(request: HttpRequest) -> HttpResponse:
    """Uphold flags, propose waivers of the checks behind them, or have the days judged again."""
    if request.method != "POST":
        return redirect("flags")
    form = GroupForm(request.POST)
    kept = {"key": f"{request.POST.get('inverter')}-{request.POST.get('cause_of')}", "form": form}
    if not form.is_valid():
        return again(request, UNPROCESSABLE, kept=kept)
    return performed(request, lambda: flag_acts.decide_group(request, form.cleaned_data), kept)


@FORMS
def waiver(request: HttpRequest, waiver_id: int, decision: str) -> HttpResponse:
    """Countersign, refuse or withdraw a waiver."""
    if request.method != "POST":
        return redirect(f"{reverse('flags')}?show=awaiting")
    form = WaiverForm(request.POST)
    kept = {"key": f"waiver-{waiver_id}", "form": form, "decision": decision}
    if not form.is_valid():
        return again(request, UNPROCESSABLE, kept=kept)
    reason = form.cleaned_data["reason"]
    return performed(request, lambda: flag_acts.decide_waiver(request, waiver_id, decision, reason), kept)


def performed(request: HttpRequest, act: Any, kept: dict[str, object]) -> HttpResponse:
    """Do it, say what came of it, and show the list as it is then; a refusal comes back with what was typed."""
    try:
        messages.success(request, act())
    except CreditError as refusal:
        messages.error(request, str(refusal))
        return again(request, status_of(refusal), kept=kept)
    if getattr(request, "htmx", False):
        return again(request, OK)
    return redirect(_address(request))


def status_of(refusal: Exception) -> int:
    """How a refusal is answered."""
    if isinstance(refusal, NotAllowedError):
        return FORBIDDEN
    return CONFLICT if isinstance(refusal, MoveRefusedError | EvidenceMovedError) else UNPROCESSABLE


def again(request: HttpRequest, status: int, **more: Any) -> HttpResponse:
    """The list that the form was sent from."""
    inverter = _tab_of(request)
    return listed(request, QueryDict(request.POST.get("back", "")), inverter, status=status, **more)


def _tab_of(request: HttpRequest) -> Inverter | None:
    key = request.POST.get("tab", "")
    return inverter_or_404(int(key)) if key.isascii() and key.isdecimal() and len(key) < 16 else None  # noqa: PLR2004


def _address(request: HttpRequest) -> str:
    inverter, form = _tab_of(request), FlagsFilter(QueryDict(request.POST.get("back", "")))
    form.is_valid()
    here = reverse("audit_flags", args=[inverter.pk]) if inverter else reverse("flags")
    return f"{here}?{form.query()}" if form.query() else here


def listed(
    request: HttpRequest, query: QueryDict, inverter: Inverter | None = None, *, status: int = OK, **more: Any
) -> HttpResponse:
    """The page, or its list alone for htmx. inverter: whose audit it stands in."""
    form = FlagsFilter(query)
    status = status if form.is_valid() else UNPROCESSABLE
    around = frame(inverter, "audit_flags", timezone.now()) if inverter else {}
    try:
        found = flags_context.context(form, inverter, modes.role(request), modes.actor(request))
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    page = "audit/flags.html" if inverter else "flags/page.html"
    return respond(request, page, {**around, **found, **more, "audited": inverter}, parts=[PART], status=status)
