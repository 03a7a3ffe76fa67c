"""The fleet's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import fleet_presenter, fleet_selectors
from reports.forms import ListForm
from reports.paging import BadCursorError


@require_safe
def fleet(request: HttpRequest) -> HttpResponse:
    """Totals, the month, and the inverters that need somebody first."""
    form = ListForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = fleet_selectors.fleet()
    try:
        page = fleet_selectors.inverters_page(
            search=wanted.get("q", ""),
            newest=found.newest.date if found.newest else None,
            after=wanted.get("after", ""),
            before=wanted.get("before", ""),
        )
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    context = fleet_presenter.context(found, page, timezone.now())
    return render(request, "fleet/page.html", {**context, "form": form}, status=200 if form.is_valid() else 422)
