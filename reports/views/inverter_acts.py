"""Calculating and verifying what waits at many inverters: at those ticked, or at all that match."""

from collections.abc import Iterable
from itertools import chain
from typing import Literal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from credits.selectors import uncredited_days
from credits.services.bulk import MOST, Done, calculate_many, verify_many
from lumix import modes
from reports.credit_list import presenter as credit_list_presenter
from reports.credit_list import selectors as credit_list_selectors
from reports.fleet.selectors import reporting_day
from reports.inverter_list import selectors
from reports.inverter_list.forms import InverterFilter, Wish
from reports.paging import BadCursorError
from reports.views.inverters import listed, wanted

CONFLICT, UNPROCESSABLE = 409, 422
NOTHING = {
    "calculate": "Nothing to calculate: every day with readings of these inverters has its credit.",
    "verify": "Nothing to verify: these inverters have no pending credit.",
}
MORE = {
    "calculate": f"That were the first {MOST} days. Calculate again for the next ones.",
    "verify": f"That were the first {MOST} credits, the newest days. Verify again for the next ones.",
}
Act = Literal["calculate", "verify"]


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, name: Act) -> HttpResponse:
    """Act on the inverters that the form names. Who merely looks here is led to the list."""
    filtered, wish = InverterFilter(request.GET), Wish(request.POST)
    if request.method != "POST":
        return redirect(_address(filtered))
    if not (wish.is_valid() and filtered.is_valid()):
        return _refuse(request, UNPROCESSABLE, chain(*wish.errors.values(), *filtered.errors.values()))
    done, start = (_calculate if name == "calculate" else _verify)(request, wish, filtered)
    if not done.count:
        return _refuse(request, CONFLICT, credit_list_presenter.refusals(done) or [NOTHING[name]])
    messages.success(request, credit_list_presenter.did(name, done))
    for sentence in credit_list_presenter.refusals(done):
        messages.warning(request, sentence)
    if done.count + done.refused.total() >= MOST:
        messages.info(request, MORE[name])
    return redirect(_address(filtered, start))


def _chosen(wish: Wish, filtered: InverterFilter) -> list[int]:
    """The numbers of the inverters."""
    if not wish.cleaned_data["every"]:
        return list(wish.cleaned_data["inverter"])
    return selectors.numbers(wanted(filtered, reporting_day(), timezone.now()))


def _calculate(request: HttpRequest, wish: Wish, filtered: InverterFilter) -> tuple[Done, str]:
    ids = _chosen(wish, filtered)
    return calculate_many(days=uncredited_days(ids)[:MOST], actor=modes.actor(request), now=timezone.now()), ""


def _verify(request: HttpRequest, wish: Wish, filtered: InverterFilter) -> tuple[Done, str]:
    """Verify what is pending there, from where the wish before has ended."""
    pending = selectors.pending_of(_chosen(wish, filtered))
    try:
        chosen = credit_list_selectors.all_that_match(pending, "verify", MOST, start=filtered.cleaned_data["start"])
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    return verify_many(credits=chosen.credits, actor=modes.actor(request), now=timezone.now()), chosen.next


def _refuse(request: HttpRequest, status: int, sentences: Iterable[object]) -> HttpResponse:
    for sentence in sentences:
        messages.error(request, str(sentence))
    return listed(request, status=status)


def _address(filtered: InverterFilter, start: str = "") -> str:
    """Where the list stands, with its filter; start: where those credits begin that an act did not reach."""
    filtered.is_valid()
    asked = urlencode(filtered.asked() | ({"start": start} if start else {}))
    return f"{reverse('inverters')}?{asked}" if asked else reverse("inverters")
