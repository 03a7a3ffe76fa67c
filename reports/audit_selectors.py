"""What an inverter's audit page asks: one day with its evidence, credit and verdict, and what else is on record."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from credits.models import CarbonCredit, Verdict
from credits.selectors import credits, latest_verdicts
from inverters.models import Equipment, Inverter, ProductionDay, ReadingBatch, ReadingConflict
from inverters.models.equipment import FIRST_DAY
from inverters.selectors import SkyRecord, equipment_digest, evidence_of
from reports.paging import Order, Page, page
from reports.selectors import Totals, totals

CREDITS_SIZE = 31
LATEST = 20
BY_DAY = Order(("-date",), date.fromisoformat)


@dataclass(frozen=True)
class AuditDay:
    """One inverter's day. kwh, ghi_wh_m2, clearsky_wh_m2: float64 (24,) by local standard hour, NaN is missing."""

    inverter: Inverter
    equipment: Equipment
    day: date
    production: ProductionDay | None
    kwh: np.ndarray
    sky: SkyRecord
    credit: CarbonCredit | None
    verdict: Verdict | None
    previous: date | None
    next: date | None

    @property
    def ghi_wh_m2(self) -> np.ndarray:
        """The reference's irradiation."""
        return self.sky.ghi_wh_m2[0]

    @property
    def clearsky_wh_m2(self) -> np.ndarray:
        """The same under a cloudless sky."""
        return self.sky.clearsky_wh_m2[0]

    @property
    def stored_digests(self) -> dict[str, str]:
        """Digests of the evidence as it is stored now, under the verdict's names for them."""
        return {
            "readings_digest": bytes(self.production.digest).hex() if self.production else "",
            "satellite_digest": self.sky.digest(0),
            "equipment_digest": equipment_digest(self.equipment, self.inverter),
        }


def audit_day(inverter: Inverter, day: date) -> AuditDay:
    """All that one day of an inverter was or will be judged by, and what came of it."""
    evidence = evidence_of([(inverter.pk, day)])
    credit = credits().filter(inverter=inverter, date=day).first()
    measured = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0)
    return AuditDay(
        inverter=evidence.inverters[0],
        equipment=evidence.equipment[0],
        day=day,
        production=evidence.production[0],
        kwh=evidence.curve.kwh[0],
        sky=evidence.sky,
        credit=credit,
        verdict=latest_verdicts([credit.pk]).get(credit.pk) if credit else None,
        previous=measured.filter(date__lt=day).order_by("-date").values_list("date", flat=True).first(),
        next=measured.filter(date__gt=day).order_by("date").values_list("date", flat=True).first(),
    )


def latest_day(inverter: Inverter) -> date | None:
    """The newest day with readings."""
    days = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0)
    return days.order_by("-date").values_list("date", flat=True).first()


def is_auditable(day: date, today: date) -> bool:
    """Whether readings of that day can exist at all; somewhere on earth it is tomorrow already."""
    return FIRST_DAY <= day <= today + timedelta(days=1)


@dataclass(frozen=True)
class OnRecord:
    """What is on record about an inverter besides the day. conflicts: the latest of `conflict_count`."""

    totals: Totals
    credits: Page
    conflict_count: int
    conflicts: list[ReadingConflict]
    batches: list[ReadingBatch]


def on_record(inverter: Inverter, *, after: str = "", before: str = "") -> OnRecord:
    """An inverter's credits by day, its quarantine and its uploads, the newest first. Raises BadCursorError."""
    mine = CarbonCredit.objects.filter(inverter=inverter)
    conflicts = ReadingConflict.objects.filter(inverter=inverter, kind=ReadingConflict.Kind.CONFLICT)
    return OnRecord(
        totals=totals(mine),
        credits=page(mine, BY_DAY, CREDITS_SIZE, after=after, before=before),
        conflict_count=conflicts.count(),
        conflicts=list(conflicts.select_related("batch").order_by("-timestamp", "-id")[:LATEST]),
        batches=list(ReadingBatch.objects.filter(inverter=inverter).defer("answer").order_by("-id")[:LATEST]),
    )
