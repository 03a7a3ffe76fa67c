"""Verifying and submitting credits from a list: one, those ticked, or all that match, as many as one wish takes."""

from collections.abc import Iterable
from itertools import chain
from typing import Literal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from credits.services.bulk import MOST, Done, submit_many, verify_many, what_submitting_does
from inverters.models import Inverter
from lumix import modes
from reports.audit.frame import inverter_or_404
from reports.credit_list import presenter, selectors
from reports.credit_list.forms import PLACES, CreditFilter, Wish
from reports.credit_list.selectors import Chosen
from reports.fleet.selectors import whole_number
from reports.paging import BadCursorError
from reports.views.credits import listed
from reports.views.fragments import instead_of_all, respond

CONFLICT, UNPROCESSABLE = 409, 422
NOTHING_TO_DO = "None of the credits that match can be acted on like this: they are as this list shows them now."
CHANGED = "These credits have changed since the sums were shown to you: look at the new ones."
MORE = f"That were the first {MOST} of those that match. Choose all that match again for the next ones."
Act = Literal["verify", "submit"]


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, name: Act) -> HttpResponse:
    """Act on the credits that the form names. Who merely looks here is led to the list."""
    inverter = _audited(request)
    if request.method != "POST":
        return redirect(address(inverter, request.GET))
    wish, filtered = Wish(request.POST), CreditFilter(request.GET)
    if not (wish.is_valid() and filtered.is_valid()):
        return _refuse(request, inverter, UNPROCESSABLE, [*wish.errors.values(), *filtered.errors.values()])
    chosen = _chosen(name, wish, filtered, inverter)
    if name == "submit":
        return _submit(request, wish, chosen, inverter)
    done = verify_many(credits=chosen.credits, actor=modes.actor(request), now=timezone.now())
    return _tell(request, name, done, chosen, inverter)


def _audited(request: HttpRequest) -> Inverter | None:
    """The inverter whose audit the list stands in, None for the fleet's."""
    try:
        return inverter_or_404(whole_number(request.GET["tab"])) if "tab" in request.GET else None
    except ValueError as stray:
        raise Http404("There is no such inverter.") from stray


def _chosen(name: Act, wish: Wish, filtered: CreditFilter, inverter: Inverter | None) -> Chosen:
    if not wish.cleaned_data["every"]:
        return selectors.chosen(wish.ids(), MOST)
    criteria = filtered.criteria() | ({"inverter": inverter.pk} if inverter else {})
    try:
        return selectors.all_that_match(
            selectors.matching(**criteria), name, MOST, start=filtered.cleaned_data["start"]
        )
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray


def _submit(request: HttpRequest, wish: Wish, chosen: Chosen, inverter: Inverter | None) -> HttpResponse:
    """Say what submitting would do, and do it once somebody has agreed to exactly that: it cannot be undone."""
    forecast = what_submitting_does(chosen.credits)
    agreed = forecast.count, forecast.grams
    if not forecast.count:
        return _refuse(request, inverter, CONFLICT, [presenter.refusals(forecast) or [NOTHING_TO_DO]], chosen)
    if not wish.cleaned_data["confirmed"]:
        return _ask(request, wish, chosen, inverter, forecast)
    if agreed != (wish.cleaned_data["count"], wish.cleaned_data["grams"]):
        messages.warning(request, CHANGED)
        return _ask(request, wish, chosen, inverter, forecast, CONFLICT)
    done = submit_many(credits=chosen.credits, actor=modes.actor(request), now=timezone.now())
    return _tell(request, "submit", done, chosen, inverter)


def _ask(
    request: HttpRequest, wish: Wish, chosen: Chosen, inverter: Inverter | None, forecast: Done, status: int = 200
) -> HttpResponse:
    context = {
        **presenter.forecast(forecast),
        "every": wish.cleaned_data["every"],
        "ids": [] if wish.cleaned_data["every"] else [credit.pk for credit in chosen.credits],
        "address": request.get_full_path(),
        "back": address(inverter, request.GET),
        "more": bool(chosen.next),
    }
    return respond(request, "credits/confirm.html", context, parts=["credits/_confirm.html"], status=status)


def _tell(request: HttpRequest, name: Act, done: Done, chosen: Chosen, inverter: Inverter | None) -> HttpResponse:
    """Say what was done, what was refused and what is left; then show the list anew."""
    if not done.count:
        return _refuse(request, inverter, CONFLICT, [presenter.refusals(done) or [NOTHING_TO_DO]], chosen)
    messages.success(request, presenter.did(name, done))
    for sentence in presenter.refusals(done):
        messages.warning(request, sentence)
    if chosen.next:
        messages.info(request, MORE)
    return redirect(address(inverter, request.GET, start=chosen.next))


def _refuse(
    request: HttpRequest,
    inverter: Inverter | None,
    status: int,
    sentences: Iterable[Iterable[object]],
    chosen: Chosen | None = None,
) -> HttpResponse:
    """The list as it stands now, with the rows in question marked; in place of the whole content, whoever asked."""
    for sentence in chain.from_iterable(sentences):
        messages.error(request, str(sentence))
    moved = frozenset(credit.pk for credit in chosen.credits) if chosen else frozenset()
    return instead_of_all(listed(request, inverter, status=status, moved=moved))


def address(inverter: Inverter | None, query: QueryDict, *, start: str = "") -> str:
    """Where the list stands, with its filter; start: where those begin that an act did not reach."""
    kept = {name: text for name, text in query.items() if name not in ("tab", *PLACES)}
    page = reverse("audit_credits", args=[inverter.pk]) if inverter else reverse("credits")
    asked = urlencode(kept | ({"start": start} if start else {}))
    return f"{page}?{asked}" if asked else page
