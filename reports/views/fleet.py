"""The fleet's page."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.fleet import presenter as fleet_presenter
from reports.fleet import selectors as fleet_selectors
from reports.fleet.needs_selectors import needs
from reports.fleet.picture import picture
from reports.views.fragments import respond, wants


@require_safe
def fleet(request: HttpRequest) -> HttpResponse:
    """Totals, which refresh themselves; the map, the month, and what needs somebody."""
    now = timezone.now()
    found = fleet_selectors.fleet()
    context = {"count": found.inverters, **fleet_presenter.tiles_context(found, now)}
    if not wants(request, "tiles"):
        newest = found.newest.date if found.newest else None
        seen = picture(found.inverters, newest, now)
        context |= fleet_presenter.context(found, seen, needs(seen.waits))
    return respond(request, "fleet/page.html", context, parts=["fleet/_tiles.html"])
