"""What stands around every page of one inverter: its name, what it is, how its credits stand, and the tabs."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from credits.models import CarbonCredit, Status
from inverters.models import Inverter
from inverters.selectors import equipment_on
from reports.audit.record_presenter import equipment_facts
from reports.presenters import STATUS_BADGES, Badge, number
from reports.selectors import totals

TABS = (
    ("audit", "Day"),
    ("audit_calendar", "Calendar"),
    ("audit_flags", "Flags"),
    ("audit_credits", "Credits"),
    ("audit_readings", "Readings"),
    ("audit_ledger", "Ledger"),
)
"""By the name of the page's address."""


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
    """The credits by status; a status that none has is left out."""
    found = totals(CarbonCredit.objects.filter(inverter=inverter))
    return [
        Standing(STATUS_BADGES[status], number(found.count[status]), number(found.tonnes[status], 3))
        for status in Status
        if found.count[status]
    ]


def _address(name: str, inverter_id: int) -> str:
    try:
        return reverse(name, args=[inverter_id])
    except NoReverseMatch:  # a tab whose page is not there yet
        return ""
