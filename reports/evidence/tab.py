"""What the evidence's tab says: how much a bundle of these days holds, the newest of them, and whose key signs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.urls import reverse

from credits.models import CarbonCredit
from inverters.models import Inverter
from lumix.ledger.keys import public_key
from lumix.ledger.models import LedgerCheckpoint
from reports import presenters
from reports.evidence.subject_selectors import MOST_CREDITS
from reports.presenters import Amount, Badge, badge_of

NEWEST = 14


@dataclass(frozen=True)
class DayRow:
    """A day that there is a bundle of."""

    day: str
    badge: Badge
    kwh: str
    tonnes: str
    address: str
    chain: str
    file: str


@dataclass(frozen=True)
class Holds:
    """What a bundle of the chosen days comes to. too_many: more than one bundle holds."""

    count: int
    told: str
    first: str
    last: str
    tonnes: Amount
    too_many: bool


def context(inverter: Inverter, bounds: tuple[date, date] | None) -> dict[str, object]:
    """What templates/audit/evidence.html names. bounds: None where they cannot be read, and nothing is listed."""
    credits = CarbonCredit.objects.filter(inverter=inverter)
    credits = credits.filter(date__range=bounds) if bounds else credits.none()
    key, fault = public_key()
    newest = LedgerCheckpoint.objects.order_by("-size").values_list("size", flat=True).first()
    return {
        "holds": _holds(credits.aggregate(count=Count("pk"), first=Min("date"), last=Max("date"), grams=Sum("grams"))),
        "days": [_row(credit) for credit in credits.order_by("-date")[:NEWEST]],
        "most": presenters.number(MOST_CREDITS),
        "newest": NEWEST,
        "key": key,
        "key_fault": fault,
        "checkpoint_size": presenters.number(newest) if newest else "",
    }


def _holds(of: dict[str, object]) -> Holds | None:
    count = int(str(of["count"]))
    if not count:
        return None
    first, last = (presenters.day(day) for day in (of["first"], of["last"]) if isinstance(day, date))
    told = "1 credit" if count == 1 else f"{presenters.number(count)} credits"
    return Holds(count, told, first, last, presenters.tonnes(float(str(of["grams"]))), count > MOST_CREDITS)


def _row(credit: CarbonCredit) -> DayRow:
    key = [credit.inverter_id, credit.date]
    return DayRow(
        day=presenters.day(credit.date),
        badge=badge_of(credit),
        kwh=presenters.kwh(credit.milliwatt_hours, 1),
        tonnes=presenters.number(credit.tonnes, 6),
        address=reverse("audit_day", args=key),
        chain=reverse("audit_chain", args=key),
        file=reverse("audit_credit_zip", args=key),
    )
