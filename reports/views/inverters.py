"""The list of inverters: the worst first, filtered, as a page and as a file."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from credits.services.performance import Performance, performance
from inverters.models import Inverter
from reports.exports import csv_response
from reports.fleet.selectors import reporting_day
from reports.inverter_list import presenter, selectors
from reports.inverter_list.forms import InverterFilter
from reports.inverter_list.presenter import Known
from reports.paging import BadCursorError
from reports.views.fragments import respond

OK, UNPROCESSABLE = 200, 422
PAGE, PART = "inverters/page.html", "inverters/_inverters.html"


@require_safe
def inverters(request: HttpRequest) -> HttpResponse:
    """Inverters that the filter lets through."""
    return listed(request)


@require_safe
def inverters_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """All of them as a file; with an error in the filter, the page that says so."""
    form, now = InverterFilter(request.GET), timezone.now()
    if not form.is_valid():
        return listed(request)
    newest = reporting_day()
    pieces = selectors.each(wanted(form, newest, now))
    rows = (row for piece in pieces for row in _known(piece, newest, now))
    return csv_response(f"inverters-{now:%Y-%m-%d}", presenter.CSV_COLUMNS, rows)


def wanted(form: InverterFilter, newest: date | None, now: datetime) -> QuerySet[Inverter]:
    """The inverters that a filter lets through; none where it cannot be read, for nobody has asked for all."""
    if not form.is_valid():
        return Inverter.objects.none()
    return selectors.matching(newest=newest, today=now.date(), **form.criteria())


def listed(request: HttpRequest, *, status: int = OK) -> HttpResponse:
    """The page, or the list alone for htmx."""
    form, now = InverterFilter(request.GET), timezone.now()
    try:
        found = _found(form, now)
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    context = {**found, **_filter(form), "form": form}
    return respond(request, PAGE, context, parts=[PART], status=status if form.is_valid() else UNPROCESSABLE)


def _found(form: InverterFilter, now: datetime) -> dict[str, object]:
    newest = reporting_day()
    rows = wanted(form, newest, now)
    place = {name: form.cleaned_data.get(name, "") for name in ("after", "before")}
    page = selectors.shown(rows, **place)
    told = [presenter.row(row, newest, now) for row in _known(page.rows, newest, now)]
    return presenter.context(page, told, rows.count(), newest)


def _known(rows: Sequence[Inverter], newest: date | None, now: datetime) -> Iterator[Known]:
    found = selectors.particulars([row.pk for row in rows], newest)
    performed = performance(inverters=rows, newest=newest, now=now)
    for row in rows:
        yield Known(row, now.date(), found[row.pk], performed.get(row.pk, Performance()))


def _filter(form: InverterFilter) -> dict[str, Any]:
    """The filter as the page's controls and addresses carry it."""
    asked, start = form.asked(), form.data.get("start", "")
    return {
        "asked": asked,
        "start": start,
        "cells": presenter.cell_choices(selectors.cells()),
        "csv_query": urlencode(asked),
        "act_query": urlencode(asked | ({"start": start} if start else {})),
    }
