"""What needs a person, counted for the whole fleet."""

from dataclasses import dataclass

from django.db.models import Count, FloatField
from django.db.models.functions import Floor

from credits.flag_selectors import open_flags
from credits.models import CarbonCredit, Finding, Status, Waiver
from credits.models.credit import UNJUDGED
from credits.models.waiver import WaiverState
from credits.verification.checks.clock import CHANGES
from inverters.conflict_selectors import undecided
from inverters.models import Inverter

PUBLISHED, CLOCK, ARRAY_SIZE = "published", "clock", "array_size"
"""Causes of PENDING credits, see `reports.pending.causes`."""
SETTLED_BY_PEOPLE = (CLOCK, ARRAY_SIZE, UNJUDGED)


@dataclass(frozen=True)
class Waiting:
    """PENDING credits of one cause."""

    credits: int = 0
    inverters: int = 0


@dataclass(frozen=True)
class Waits:
    """What PENDING credits wait for, inverter by inverter. cells: 1° cells whose hours a measured day lacks."""

    clocks: Waiting
    array_sizes: Waiting
    unjudged: Waiting
    cells: int


@dataclass(frozen=True)
class Needs:
    """What waits for whom."""

    flags: int
    waivers: int
    conflicts: int
    waits: Waits
    findings: int = 0


def needs(waiting: Waits) -> Needs:
    """What people are to decide on, beside what waits."""
    return Needs(
        flags=open_flags().count(),
        waivers=Waiver.objects.filter(state=WaiverState.PROPOSED).count(),
        conflicts=undecided().count(),
        waits=waiting,
        findings=Finding.objects.filter(decision=None).count(),
    )


def waits() -> Waits:
    """Count it, in as many queries for three inverters as for ten thousand."""
    waiting = _waiting()
    return Waits(
        clocks=waiting.get(CLOCK, Waiting()),
        array_sizes=waiting.get(ARRAY_SIZE, Waiting()),
        unjudged=waiting.get(UNJUDGED, Waiting()),
        cells=_cells_without_hours(),
    )


def _waiting() -> dict[str, Waiting]:
    """By cause. Of clocks those that one correction can put right: a lag that changes within the month is no such."""
    waiting = CarbonCredit.objects.filter(status=Status.PENDING, cause__in=SETTLED_BY_PEOPLE)
    rows = waiting.exclude(cause=CLOCK, flagged_reason__contains=CHANGES).order_by().values("cause")
    added = rows.annotate(credits=Count("id"), inverters=Count("inverter_id", distinct=True))
    return {row["cause"]: Waiting(row["credits"], row["inverters"]) for row in added}


def _cells_without_hours() -> int:
    waiting = CarbonCredit.objects.filter(status=Status.PENDING, cause=PUBLISHED).order_by().values("inverter_id")
    places = Inverter.objects.filter(pk__in=waiting).order_by()
    cells = places.values_list(Floor("gps_lat", output_field=FloatField()), Floor("gps_lon", output_field=FloatField()))
    return cells.distinct().count()
