"""Second values beside the first ones, ready to be set."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from inverters.models import Inverter, ReadingBatch, ReadingConflict
from inverters.selectors import equipment_on
from reports.flags.conflicts_selectors import ConflictGroup
from reports.presenters import MINUS, Moment, moment, number

DIGITS = 3
LATE = "none"
"""What counts at the instant of a reading that came for a submitted day."""


@dataclass(frozen=True)
class ValueRow:
    """One instant with its two values."""

    key: int
    at: Moment
    first: str
    first_by: str
    second: str
    difference: str


@dataclass(frozen=True)
class ConflictCard:
    """The second values of one upload. change: what accepting all of them adds or takes."""

    inverter: Inverter
    batch: ReadingBatch
    received: Moment
    count: int
    counted: str
    first: Moment
    last: Moment
    standing_kwh: str
    standing_by: str
    second_kwh: str
    change: str
    values: list[ValueRow]
    more: int


def conflict_card(of: ConflictGroup) -> ConflictCard:
    """A group of second values."""
    zone = equipment_on(of.inverter, of.last.date()).zone
    return ConflictCard(
        inverter=of.inverter,
        batch=of.batch,
        received=moment(of.batch.received_at, zone),
        count=of.count,
        counted=number(of.count),
        first=moment(of.first, zone),
        last=moment(of.last, zone),
        standing_kwh=number(of.standing_kwh, DIGITS),
        standing_by=", ".join(dict.fromkeys(map(_stands, of.values))),
        second_kwh=number(of.second_kwh, DIGITS),
        change=_signed(of.second_kwh - of.standing_kwh),
        values=[value_row(one, zone) for one in of.values],
        more=of.count - len(of.values),
    )


def value_row(of: ReadingConflict, zone: ZoneInfo) -> ValueRow:
    """One second value beside the one that stands."""
    standing = of.standing_kwh  # type: ignore[attr-defined]
    return ValueRow(
        key=of.pk,
        at=moment(of.timestamp, zone),
        first=LATE if of.kind == ReadingConflict.Kind.LATE else number(standing, DIGITS),
        first_by="" if of.kind == ReadingConflict.Kind.LATE else _sender(of),
        second=number(of.kwh, DIGITS),
        difference=_signed(of.kwh - standing),
    )


def _stands(of: ReadingConflict) -> str:
    late = of.kind == ReadingConflict.Kind.LATE
    return "no reading that counts: the day was submitted before these came" if late else _sender(of)


def _sender(of: ReadingConflict) -> str:
    return f"{of.standing_actor}, upload {of.standing_batch}"  # type: ignore[attr-defined]


def _signed(kwh: float) -> str:
    told = number(abs(kwh), DIGITS)
    return f"+{told}" if kwh >= 0 else f"{MINUS}{told}"
