"""What people read: the other rooms' rows, joined and added up."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from credits.adjustment_selectors import Adjusted, adjusted
from credits.models import CarbonCredit, CreditTotal, Status
from credits.selectors import credits
from inverters.archive_list_selectors import EVER_US, nearest
from inverters.archive_selectors import in_archive
from inverters.models import Inverter, InverterReading, ProductionDay, ProductionTotal
from lumix.ledger.selectors import read_snapshot

MILLION = 1_000_000
RECENT_READINGS = 100


@dataclass(frozen=True)
class Totals:
    """Credits added up by status, in whole grams of CO2, so that every sum is exact.

    waived_count, waived_grams: those among them that are verified by an auditor's waiver.
    """

    count: dict[str, int]
    grams: dict[str, int]
    waived_count: dict[str, int] = field(default_factory=dict)
    waived_grams: dict[str, int] = field(default_factory=dict)

    @property
    def credits(self) -> int:
        """How many there are."""
        return sum(self.count.values())

    @property
    def tonnes(self) -> dict[str, float]:
        """What each status comes to."""
        return {status: grams / MILLION for status, grams in self.grams.items()}

    @property
    def total_tonnes(self) -> float:
        """What they come to, whatever their status."""
        return sum(self.grams.values()) / MILLION


def totals(of: QuerySet[CarbonCredit] | None = None) -> Totals:
    """Count and mass by status: of these credits, or of all, from the totals that are kept of those."""
    rows: QuerySet[Any] = CreditTotal.objects.all() if of is None else of
    waived = Q(verified_by_waiver=True)
    added = rows.order_by().values("status").annotate(
        count=Sum("credits") if of is None else Count("id"),
        mass=Sum("grams"),
        waived_count=Sum("credits", filter=waived, default=0) if of is None else Count("id", filter=waived),
        waived_mass=Sum("grams", filter=waived, default=0),
    )  # fmt: skip
    found: dict[str, Any] = {row["status"]: row for row in added}
    return Totals(
        count={status: found.get(status, {}).get("count", 0) for status in Status.values},
        grams={status: found.get(status, {}).get("mass", 0) for status in Status.values},
        waived_count={status: row["waived_count"] for status, row in found.items() if row["waived_count"]},
        waived_grams={status: row["waived_mass"] for status, row in found.items() if row["waived_count"]},
    )


def fleet_summary() -> dict[str, object]:
    """The fleet in the published field names."""
    found = totals()
    energy = ProductionTotal.objects.aggregate(total=Sum("milliwatt_hours"))["total"] or 0
    return {
        "total_inverters": Inverter.objects.count(),
        "total_kwh": energy / MILLION,
        "total_credits": found.credits,
        "pending_credits": found.count[Status.PENDING],
        "verified_credits": found.count[Status.VERIFIED],
        "flagged_credits": found.count[Status.FLAGGED],
        "submitted_credits": found.count[Status.SUBMITTED],
        "total_tonnes_co2": found.total_tonnes,
        "pending_tonnes_co2": found.tonnes[Status.PENDING],
        "verified_tonnes_co2": found.tonnes[Status.VERIFIED],
        "flagged_tonnes_co2": found.tonnes[Status.FLAGGED],
        "submitted_tonnes_co2": found.tonnes[Status.SUBMITTED],
        **by_waiver(found),
        **net_of(found, adjusted()),
    }


def net_of(found: Totals, since: Adjusted) -> dict[str, object]:
    """What submitted tonnes come to with what was debited and added since; the credits themselves are final."""
    return {
        "submitted_debited_tonnes_co2": since.debited / MILLION,
        "submitted_added_tonnes_co2": since.added / MILLION,
        "submitted_net_tonnes_co2": (found.grams[Status.SUBMITTED] + since.grams) / MILLION,
    }


def by_waiver(found: Totals) -> dict[str, object]:
    """How much of what is verified or submitted rests on an auditor's waiver."""
    return {
        "verified_by_waiver_credits": found.waived_count.get(Status.VERIFIED, 0),
        "verified_by_waiver_tonnes_co2": found.waived_grams.get(Status.VERIFIED, 0) / MILLION,
        "submitted_by_waiver_credits": found.waived_count.get(Status.SUBMITTED, 0),
        "submitted_by_waiver_tonnes_co2": found.waived_grams.get(Status.SUBMITTED, 0) / MILLION,
    }


@dataclass(frozen=True)
class InverterAudit:
    """One inverter as an auditor sees it."""

    inverter: Inverter
    readings_count: int
    total_kwh: float
    totals: Totals
    credits: QuerySet[CarbonCredit]
    recent_readings: list[tuple[int, datetime, float, int]]


@read_snapshot()
def inverter_audit(inverter: Inverter) -> InverterAudit:
    """All that is on record about an inverter; its latest readings first."""
    readings = InverterReading.objects.filter(inverter=inverter)
    latest = list(readings.order_by("-timestamp")[:RECENT_READINGS])
    recent = [
        (one.pk, one.timestamp, one.kwh, one.state)
        for one in nearest(latest, inverter.pk, EVER_US, RECENT_READINGS, newest=True)
    ]
    energy = ProductionDay.objects.filter(inverter=inverter).aggregate(total=Sum("milliwatt_hours"))["total"] or 0
    mine = credits().filter(inverter=inverter).order_by("date")
    count = readings.count() + in_archive(inverter.pk).readings
    return InverterAudit(inverter, count, energy / MILLION, totals(mine), mine, recent)
