"""What the audit page's buttons do: each calls one service and says in a sentence what came of it."""

from datetime import date
from typing import Literal

from django.http import Http404, HttpRequest
from django.utils import timezone

from credits.models import CarbonCredit, Status
from credits.selectors import credits
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.models import Inverter
from lumix import modes
from reports.presenters import STATUS_BADGES, tonnes

Name = Literal["calculate", "verify", "submit"]


def perform(request: HttpRequest, inverter: Inverter, day: date, name: Name) -> str:
    """Do it and tell it. Raises what the service raises, all of it a CreditError, and Http404 without a credit."""
    actor, now = modes.actor(request), timezone.now()
    if name == "calculate":
        [credit] = calculate(inverter_id=inverter.pk, days=[day], actor=actor, now=now)
        return f"The day comes to {tonnes(credit.grams, 6)} of CO₂. {_standing(credit)}"
    credit = credit_or_404(inverter, day)
    if name == "verify":
        [credit] = verify(credit_ids=[credit.pk], actor=actor, now=now)
    else:
        credit = change_status(
            inverter_id=inverter.pk, day=day, status=Status.SUBMITTED, reason="", actor=actor, now=now
        )
    return _standing(credit)


def credit_or_404(inverter: Inverter, day: date) -> CarbonCredit:
    """The day's credit."""
    credit = credits().filter(inverter=inverter, date=day).first()
    if credit is None:
        raise Http404(f"{inverter.name} has no credit for {day} yet: calculate it first.")
    return credit


def _standing(credit: CarbonCredit) -> str:
    return f"The credit is now {STATUS_BADGES[Status(credit.status)].word.lower()}."
