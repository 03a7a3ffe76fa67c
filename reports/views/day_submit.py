"""Submitting a day's credit from its own page: it cannot be undone, so somebody agrees first to what it comes to."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from credits.models import CarbonCredit, Status
from credits.services.bulk import Done
from credits.services.lifecycle import refuse_move
from credits.services.submitting import refuse_submission
from inverters.models import Inverter
from reports.credit_list import presenter as credit_list_presenter
from reports.views.fragments import respond

OK, CONFLICT = 200, 409
CHANGED = "This credit has changed since its sum was shown to you: look at the new one."


class Agreement(forms.Form):
    """What somebody agreed to who was shown the sum."""

    confirmed = forms.BooleanField()
    grams = forms.IntegerField()


def question(request: HttpRequest, inverter: Inverter, credit: CarbonCredit) -> HttpResponse | None:
    """The page that asks; None once this very sum was agreed to. Raises what the service would refuse it with."""
    refuse_move(credit.status, Status.SUBMITTED)
    refuse_submission(credit, inverter)
    form = Agreement(request.POST)
    if not form.is_valid():
        return _ask(request, inverter, credit, OK)
    if form.cleaned_data["grams"] == credit.grams:
        return None
    messages.warning(request, CHANGED)
    return _ask(request, inverter, credit, CONFLICT)


def _ask(request: HttpRequest, inverter: Inverter, credit: CarbonCredit, status: int) -> HttpResponse:
    done = Done()
    done.add(credit)
    context = {
        **credit_list_presenter.forecast(done),
        "address": request.get_full_path(),
        "back": reverse("audit_day", args=[inverter.pk, credit.date]),
    }
    return respond(request, "credits/confirm.html", context, parts=["credits/_confirm.html"], status=status)
