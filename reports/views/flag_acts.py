"""What the forms about flags and waivers do: each calls a service and says in a sentence what came of it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, Waiver
from credits.services.decisions import uphold
from credits.services.flag_lifting import lift_and_verify
from credits.services.waivers import countersign, propose_many, refuse, withdraw
from lumix import modes
from reports.flags.forms import NEWEST
from reports.flags.selectors import Asked, matching_flags
from reports.pending.causes import title_of
from reports.presenters import STATUS_BADGES, badge_of, day, number

DECISIONS = {"countersign": countersign, "refuse": refuse, "withdraw": withdraw}
SAID = {"countersign": "countersigned", "refuse": "refused", "withdraw": "withdrawn"}


def decide_group(request: HttpRequest, wanted: dict[str, Any]) -> str:
    """Do to a group of flagged days what the form says. Raises what the services raise, all of it a CreditError."""
    credits = _group(wanted)
    by = {"reason": wanted["reason"], "actor": modes.actor(request), "now": timezone.now()}
    ids = [credit.pk for credit in credits]
    told = day(credits[0].date) if len(credits) == 1 else f"{number(len(credits))} days"
    if wanted["act"] == "uphold":
        uphold(credit_ids=ids, role=modes.role(request), **by)
        return f"The flag of {told} is upheld."
    if wanted["act"] == "lift":
        judged = lift_and_verify(credits=credits, role=modes.role(request), **by)
        return f"{told} judged again: {_statuses(judged)}."
    made = propose_many(credit_ids=ids, check_names=wanted["checks"], **by)
    after = CarbonCredit.objects.in_bulk(ids)
    return f"Proposed for {told}: {number(len(made))} waivers. Now {_statuses(list(after.values()))}."


def _group(wanted: dict[str, Any]) -> list[CarbonCredit]:
    """The days of the group, the newest first, if they are still those that the page showed."""
    asked = Asked(inverter_id=wanted["inverter"], cause=wanted["cause_of"])
    found = list(matching_flags(asked).order_by("-date"))
    if len(found) != wanted["count"]:
        raise MoveRefusedError(
            f"{number(wanted['count'])} days were flagged by “{title_of(wanted['cause_of'])}” when this page was made, "
            f"and {number(len(found))} are now. Nothing was done: look at them again."
        )
    return found[:1] if wanted["scope"] == NEWEST else found


def _statuses(credits: list[CarbonCredit]) -> str:
    counts = {badge: sum(credit.status == status for credit in credits) for status, badge in STATUS_BADGES.items()}
    return ", ".join(f"{number(count)} {badge.word.lower()}" for badge, count in counts.items() if count)


def decide_waiver(request: HttpRequest, waiver_id: int, decision: str, reason: str) -> str:
    """Countersign, refuse or withdraw. Raises what the services raise, and Http404 for a waiver that never was."""
    if not Waiver.objects.filter(pk=waiver_id).exists():
        raise Http404(f"There is no waiver {waiver_id}.")
    by: dict[str, Any] = {"actor": modes.actor(request), "role": modes.role(request), "now": timezone.now()}
    decided = DECISIONS[decision](waiver_id=waiver_id, reason=reason, **by)
    word = badge_of(decided.credit).word.lower()
    return f"The waiver of “{title_of(decided.check_name)}” is {SAID[decision]}. The credit is now {word}."
