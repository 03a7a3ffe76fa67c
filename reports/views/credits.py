"""The ledger of credits: of the whole fleet, and of one inverter as a page of its audit."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inverters.models import Inverter
from reports.audit.frame import frame, inverter_or_404
from reports.credit_list import presenter as credit_list_presenter
from reports.credit_list import selectors as credit_list_selectors
from reports.credit_list.forms import CreditFilter
from reports.evidence.subject_selectors import MOST_CREDITS
from reports.exports import csv_response
from reports.paging import BadCursorError, Page
from reports.views.fragments import respond

OK, UNPROCESSABLE = 200, 422
PART = "credits/_credits.html"


@require_safe
def credits(request: HttpRequest) -> HttpResponse:
    """Credits of all inverters, those that the filter lets through."""
    return listed(request)


@require_safe
def audit_credits(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """The same for one inverter."""
    return listed(request, inverter_or_404(inverter_id))


@require_safe
def credits_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Exactly the rows that the filter lets through, as a file; with an error in the filter, the page that says so."""
    form = CreditFilter(request.GET)
    if not form.is_valid():
        return listed(request)
    rows = credit_list_selectors.matching(**form.criteria())
    name = f"credits-{timezone.now():%Y-%m-%d}"
    return csv_response(name, credit_list_presenter.CSV_COLUMNS, credit_list_selectors.each(rows))


def listed(
    request: HttpRequest,
    inverter: Inverter | None = None,
    *,
    status: int = OK,
    moved: frozenset[int] = frozenset(),
) -> HttpResponse:
    """The page, or the list alone for htmx. inverter: whose audit it stands in. moved: rows to point at."""
    form = CreditFilter(request.GET)
    try:
        found = _found(form, inverter, moved)
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    around = frame(inverter, "audit_credits", timezone.now()) if inverter else {}
    page = "credits/tab.html" if inverter else "credits/page.html"
    context = {**around, **found, "form": form, "audited": inverter, **_queries(form, inverter)}
    return respond(request, page, context, parts=[PART], status=status if form.is_valid() else UNPROCESSABLE)


def _found(form: CreditFilter, inverter: Inverter | None, moved: frozenset[int]) -> dict[str, object]:
    """Rows and sums of what the filter lets through; none where it cannot be read, for nobody has asked for all."""
    if not form.is_valid():
        return {**credit_list_presenter.context(Page([]), [], moved=moved), "start": "", "left": 0, "bundled": True}
    wanted = form.criteria() | ({"inverter": inverter.pk} if inverter else {})
    rows = credit_list_selectors.matching(**wanted)
    place = {name: form.cleaned_data.get(name, "") for name in ("after", "before")}
    start = form.cleaned_data.get("start", "")
    sums = credit_list_selectors.sums(**wanted)
    found = credit_list_presenter.context(credit_list_selectors.shown(rows, **place), sums, moved=moved)
    bundled = sum(one.count for one in sums) <= MOST_CREDITS
    return {**found, "start": start, "left": credit_list_selectors.left(rows, start), "bundled": bundled}


def _queries(form: CreditFilter, inverter: Inverter | None) -> dict[str, object]:
    """The filter as the addresses of acts and of the file carry it."""
    asked, start = form.asked(), form.data.get("start")
    of = {"tab": str(inverter.pk)} if inverter else {}
    here = {"inverter": str(inverter.pk)} if inverter else {}
    return {
        "asked": asked,
        "act_query": urlencode(asked | of | ({"start": start} if start else {})),
        "csv_query": urlencode(asked | here),
    }
