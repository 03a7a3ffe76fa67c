"""What stands around every page of one inverter: its name, what it is, how its credits stand, and the tabs."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from credits.adjustment_selectors import NOTHING, adjusted
from credits.flag_selectors import gave_way
from credits.models import CarbonCredit, Status
from inverters.models import Inverter
from inverters.selectors import equipment_on
from reports.audit.record_presenter import equipment_facts
from reports.presenters import STATUS_BADGES, Badge, adjusted_words, number
from reports.selectors import MILLION, totals

TABS = (
    ("audit", "Day"),
    ("audit_calendar", "Calendar"),
    ("audit_flags", "Flags"),
    ("audit_credits", "Credits"),
    ("audit_readings", "Readings"),
    ("audit_ledger", "Ledger"),
    ("audit_evidence", "Evidence"),
)
"""By the name of the page's address."""
WAIVER_ASKED = Badge("Flagged, waiver asked", "flagged")
FINAL = STATUS_BADGES[Status.SUBMITTED]


@dataclass(frozen=True)
class Tab:
    """One page of the inverter."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True)
class Standing:
    """How many credits stand in one status, and what they come to."""

    badge: Badge
    count: str
    tonnes: str
    net: str = ""


def inverter_or_404(inverter_id: int) -> Inverter:
    """The inverter with its equipment."""
    inverter = Inverter.objects.with_equipment().filter(pk=inverter_id).first()
    if inverter is None:
        raise Http404(f"There is no inverter {inverter_id}.")
    return inverter


def frame(inverter: Inverter, current: str, now: datetime) -> dict[str, object]:
    """What templates/audit/frame.html names. current: the name of the tab's address, one of TABS."""
    return {
        "inverter": inverter,
        "facts": equipment_facts(inverter, equipment_on(inverter, now.date())),
        "standings": standings(inverter),
        "tabs": [Tab(label, at, name == current) for name, label in TABS if (at := _address(name, inverter.pk))],
    }


def standings(inverter: Inverter) -> list[Standing]:
    """The credits by status; a status that none has is left out.

    Pending ones whose flag gave way to a proposed waiver are told apart: something is held against those.
    """
    found, asked = totals(CarbonCredit.objects.filter(inverter=inverter)), totals(gave_way().filter(inverter=inverter))
    rows = [
        (STATUS_BADGES[status], found.count[status] - asked.count[status], found.grams[status] - asked.grams[status])
        for status in Status
    ]
    rows.append((WAIVER_ASKED, asked.credits, asked.grams[Status.PENDING]))
    sold = found.count[Status.SUBMITTED]
    since = adjusted(CarbonCredit.objects.filter(inverter=inverter)) if sold else NOTHING
    net = adjusted_words(found.grams[Status.SUBMITTED], since) if since.count else ""
    return [
        Standing(badge, number(count), number(grams / MILLION, 3), net if badge is FINAL else "")
        for badge, count, grams in rows
        if count
    ]


def _address(name: str, inverter_id: int) -> str:
    try:
        return reverse(name, args=[inverter_id])
    except NoReverseMatch:  # a tab whose page is not there yet
        return ""
