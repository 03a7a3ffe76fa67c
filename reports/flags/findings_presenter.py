"""Findings that wait for a decision, ready to be set."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from credits.models import Finding
from inverters.selectors import equipment_on
from reports import presenters
from reports.flags.presenter import picture
from reports.flags.thumbs_selectors import Thumb
from reports.presenters import STATUS_BADGES, Badge, Moment, moment, number, tonnes

KWH_DIGITS = 3


@dataclass(frozen=True)
class FindingCard:
    """One finding. debit: the energy that it proposes to take [kWh]; empty where nothing was sold."""

    finding: Finding
    day: str
    badge: Badge
    at: Moment
    tonnes: str
    debit: str
    picture: SafeString


def finding_card(of: Finding, thumb_of: Thumb) -> FindingCard:
    """A finding with its day."""
    credit = of.credit
    zone = equipment_on(credit.inverter, credit.date).zone
    return FindingCard(
        finding=of,
        day=presenters.day(credit.date),
        badge=STATUS_BADGES[credit.status],  # type: ignore[index]
        at=moment(of.opened_at, zone),
        tonnes=tonnes(credit.grams, 6).figure,
        debit=number(of.kwh, KWH_DIGITS) if of.milliwatt_hours else "",
        picture=picture(credit.inverter.name, credit.date, thumb_of),
    )
