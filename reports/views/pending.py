"""The page that says why tonnes wait."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import pending_presenter
from reports.forms import ListForm
from reports.paging import BadCursorError, Page
from reports.pending import pending_by_cause, waiting_page


@require_safe
def why_pending(request: HttpRequest) -> HttpResponse:
    """The pending tonnes by cause, with the cure; and the credits of the cause that is asked for."""
    place = ListForm(request.GET)
    place.is_valid()
    waiting, chosen = pending_by_cause(), request.GET.get("cause", "")
    try:
        after, before = (place.cleaned_data.get(name, "") for name in ("after", "before"))
        page = waiting_page(chosen, after=after, before=before) if chosen else Page([])
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    return render(request, "fleet/pending.html", pending_presenter.context(waiting, chosen, page))
