"""One inverter's day as it is judged, joined from the other rooms: evidence, what the sky allowed, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from credits.finding_selectors import standing_finding
from credits.flag_selectors import gave_way, upholding
from credits.models import CarbonCredit, Finding, FlagDecision, Status, Verdict
from credits.services import allowed
from credits.services.allowed import AllowedDays
from credits.services.reveal import Reveal, reveals
from inverters.models import Equipment, Inverter
from inverters.production_selectors import DayTotal
from inverters.reading_selectors import digest_from_rows
from inverters.selectors import equipment_digest, evidence_of
from inverters.sky_selectors import SkyRecord
from reports.audit import selectors as audit_selectors
from reports.audit.selectors import Beside


@dataclass(frozen=True)
class AuditDay:
    """One day and the month about it.

    around: the month's days with what the sky let one expect, the day among them. credits: of the month, by date.
    from_rows: the digest of the day's readings, worked out from the stored rows. received: which came first, readings
    or sky, where no verdict says it. beside: inverters of the same satellite cell on the same day. upheld: by what the
    day's flag was upheld. finding: the one that is open or was upheld against it while it is flagged. gave_way: whether
    its flag gave way to a waiver that awaits an auditor.
    """

    inverter: Inverter
    day: date
    around: AllowedDays
    credits: dict[date, CarbonCredit]
    verdict: Verdict | None
    from_rows: str
    received: Reveal | None
    newest_hour: datetime | None
    beside: list[Beside]
    previous: date | None
    next: date | None
    upheld: FlagDecision | None
    finding: Finding | None
    gave_way: bool

    @property
    def equipment(self) -> Equipment:
        return self.around.evidence.equipment(self.around.at)

    @property
    def production(self) -> DayTotal | None:
        return self.around.evidence.production.total(self.around.at)

    @property
    def credit(self) -> CarbonCredit | None:
        return self.credits.get(self.day)

    @property
    def sky(self) -> SkyRecord:
        return self.around.evidence.sky

    @property
    def kwh(self) -> np.ndarray:
        """What was measured, float64 (24,), NaN is missing."""
        return self.around.evidence.curve.kwh[self.around.at]

    @property
    def ghi_wh_m2(self) -> np.ndarray:
        """The reference's irradiation, float64 (24,), NaN is not published."""
        return self.sky.ghi_wh_m2[self.around.at]

    @property
    def stored_digests(self) -> dict[str, str]:
        """Digests of the evidence as it is stored now, under the verdict's names for them."""
        return {
            "readings_digest": self.from_rows if self.production else "",
            "satellite_digest": self.sky.digest(self.around.at),
            "equipment_digest": equipment_digest(self.equipment, self.inverter),
        }


def audit_day(inverter: Inverter, day: date, now: datetime) -> AuditDay:
    """All that one day of an inverter was or will be judged by, and what came of it. Nothing is asked or written."""
    around = allowed.around(inverter_id=inverter.pk, day=day, now=now)
    credits = audit_selectors.credits_of(inverter, around.dates)
    credit = credits.get(day)
    verdict = audit_selectors.verdict_of(credit)
    previous, following = audit_selectors.neighbouring_days(inverter, day)
    return AuditDay(
        inverter=inverter,
        day=day,
        around=around,
        credits=credits,
        verdict=verdict,
        from_rows=digest_from_rows(inverter, day),
        received=None if verdict else reveals(evidence_of([(inverter.pk, day)]))[0],
        newest_hour=audit_selectors.newest_hour(inverter),
        beside=audit_selectors.beside(inverter, day),
        previous=previous,
        next=following,
        upheld=upholding(credit) if credit else None,
        finding=standing_finding([credit.pk]) if credit and credit.status == Status.FLAGGED else None,
        gave_way=bool(credit and gave_way().filter(pk=credit.pk).exists()),
    )
