"""The evidence's tab, and bundles as files: of a day, of an inverter's period, of a selection of credits."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from credits.models import CarbonCredit
from reports.audit.frame import frame, inverter_or_404
from reports.credit_list import selectors as credit_list_selectors
from reports.credit_list.forms import CreditFilter, Wish
from reports.evidence import tab
from reports.evidence.download import REFUSALS, bundle_response
from reports.evidence.forms import PeriodForm
from reports.evidence.subject_selectors import Subject, of_credit, of_matching, of_period
from reports.views.credits import listed
from reports.views.fragments import instead_of_all

OK, UNPROCESSABLE = 200, 422


@require_safe
def evidence(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """What a bundle holds, how it is checked, and the days that there is one of."""
    return _page(request, inverter_id)


@require_safe
def period_zip(request: HttpRequest, inverter_id: int) -> HttpResponse | FileResponse:
    """The bundle of the days that are asked for; with an error in them, the page that says so."""
    inverter, form = inverter_or_404(inverter_id), PeriodForm(request.GET)
    if not form.is_valid():
        return _page(request, inverter_id)
    return _file_or(
        request, lambda: of_period(inverter, *form.bounds()), lambda status: _page(request, inverter_id, status)
    )


@require_safe
def credit_zip(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse | FileResponse:
    """The bundle of one day."""
    inverter_or_404(inverter_id)
    return _file_or(request, lambda: of_credit(inverter_id, day), lambda status: _page(request, inverter_id, status))


@require_http_methods(["GET", "HEAD", "POST"])
def selection_zip(request: HttpRequest) -> HttpResponse | FileResponse:
    """The bundle of the credits that the filter lets through, or of those ticked."""
    form = CreditFilter(request.GET)
    if not form.is_valid():
        return listed(request)
    wish = Wish(request.POST)
    if request.method == "POST" and not wish.is_valid():
        for sentences in wish.errors.values():
            messages.error(request, str(sentences[0]))
        return instead_of_all(listed(request, status=UNPROCESSABLE))
    rows = credit_list_selectors.matching(**form.criteria())
    if request.method == "POST" and not wish.cleaned_data["every"]:
        rows = CarbonCredit.objects.filter(pk__in=wish.ids())
    return _file_or(request, lambda: of_matching(rows), lambda status: listed(request, status=status))


def _file_or(
    request: HttpRequest, subject: Callable[[], Subject], otherwise: Callable[[int], HttpResponse]
) -> HttpResponse | FileResponse:
    """The bundle, or the page with the sentence that says why there is none."""
    try:
        return bundle_response(subject(), timezone.now())
    except tuple(REFUSALS) as refusal:
        messages.error(request, str(refusal))
        return otherwise(REFUSALS[type(refusal)])


def _page(request: HttpRequest, inverter_id: int, status: int = OK) -> HttpResponse:
    inverter, form, now = inverter_or_404(inverter_id), PeriodForm(request.GET), timezone.now()
    bounds = form.bounds() if form.is_valid() else None
    context = frame(inverter, "audit_evidence", now) | tab.context(inverter, bounds) | {"form": form}
    return render(request, "audit/evidence.html", context, status=status if form.is_valid() else UNPROCESSABLE)
