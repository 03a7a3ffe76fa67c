"""The page that says why tonnes wait."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.exports import csv_response
from reports.forms import ListForm
from reports.paging import BadCursorError, Page
from reports.pending import presenter as pending_presenter
from reports.pending.selectors import each_waiting, pending_by_cause, waiting_page
from reports.views.fragments import respond

OK, UNPROCESSABLE = 200, 422


@require_safe
def why_pending(request: HttpRequest) -> HttpResponse:
    """The pending tonnes by cause, with the cure; and the credits of the cause that is asked for."""
    place, chosen = ListForm(request.GET), request.GET.get("cause", "")
    status = OK if place.is_valid() else UNPROCESSABLE
    search, after, before = (place.cleaned_data.get(name, "") for name in ("q", "after", "before"))
    try:
        page = waiting_page(chosen, search, after=after, before=before) if chosen else Page([])
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    found = pending_presenter.context(pending_by_cause(search), chosen, page, search)
    return respond(
        request, "pending/page.html", {**found, "form": place}, parts=["pending/_pending.html"], status=status
    )


@require_safe
def pending_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The pending credits that the filter lets through, one a row."""
    form = ListForm(request.GET)
    if not form.is_valid():
        return why_pending(request)
    rows = each_waiting(request.GET.get("cause", ""), form.cleaned_data["q"])
    return csv_response(f"pending-{timezone.now():%Y-%m-%d}", pending_presenter.CSV_COLUMNS, rows)
