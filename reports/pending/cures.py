"""Where a cause of waiting is cured: one page for all its days, or a form for each of them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from credits.models import Status
from credits.models.credit import UNJUDGED
from credits.verification.waivers import AWAITS_AUDITOR
from reports.mend.offers import BY_CHECK, WAIVER, Mend, mends, title_of


@dataclass(frozen=True)
class Cure:
    """A link to what helps. mends: whether it promises a form, which not every role may fill in."""

    label: str
    address: str
    mends: bool = False


def cure_of_all(cause: str, listed_at: str) -> Cure | None:
    """Where all days of a cause are cured; None where time alone does it. listed_at: the list of these days."""
    if cause == UNJUDGED:
        query = urlencode({"status": Status.PENDING, "cause": UNJUDGED})
        return Cure("Verify them", f"{reverse('credits')}?{query}", mends=True)
    if cause == AWAITS_AUDITOR:
        return Cure("Decide on the waivers", f"{reverse('flags')}?show=awaiting")
    if cause == "published":
        return Cure("See what NASA answered", reverse("system"))
    ways = BY_CHECK.get(cause)
    return Cure(
        title_of(ways[0], cause) if ways and len(ways) == 1 else "See the days and their forms", listed_at, mends=True
    )


def cures_of_day(cause: str, inverter_id: int, day: date, reason: str) -> list[Mend]:
    """The forms for one day of a cause. reason: what its check said."""
    if cause in (UNJUDGED, AWAITS_AUDITOR):
        return []
    ways = mends(cause, inverter_id, day, sentence=reason)
    return [way for way in ways if way.what != WAIVER] + [way for way in ways if way.what == WAIVER]
