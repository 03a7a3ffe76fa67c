"""What people read: the other rooms' rows, joined and added up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from credits.models import CarbonCredit, Status
from credits.selectors import credits
from inverters.models import Inverter, InverterReading, ProductionDay

MILLION = 1_000_000
RECENT_READINGS = 100


@dataclass(frozen=True)
class Totals:
    """Credits added up. Energy in kWh, mass in tonnes of CO2."""

    count: dict[str, int]
    tonnes: dict[str, float]

    @property
    def credits(self) -> int:
        """How many there are."""
        return sum(self.count.values())

    @property
    def total_tonnes(self) -> float:
        """What they come to, whatever their status."""
        return round(sum(self.tonnes.values()), 6)


def totals(of: QuerySet[CarbonCredit] | None = None) -> Totals:
    """Count and tonnes by status."""
    rows = (CarbonCredit.objects.all() if of is None else of).order_by().values("status")
    found: dict[str, Any] = {
        row["status"]: row for row in rows.annotate(count=Count("id"), grams=Sum("grams"))
    }
    return Totals(
        count={status: found.get(status, {}).get("count", 0) for status in Status.values},
        tonnes={status: found.get(status, {}).get("grams", 0) / MILLION for status in Status.values},
    )


def fleet_summary() -> dict[str, object]:
    """The fleet in the published field names."""
    found = totals()
    energy = ProductionDay.objects.aggregate(total=Sum("milliwatt_hours"))["total"] or 0
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


def inverter_audit(inverter: Inverter) -> InverterAudit:
    """All that is on record about an inverter; its latest readings first."""
    readings = InverterReading.objects.filter(inverter=inverter)
    energy = ProductionDay.objects.filter(inverter=inverter).aggregate(total=Sum("milliwatt_hours"))["total"] or 0
    mine = credits().filter(inverter=inverter).order_by("date")
    recent = readings.order_by("-timestamp").values_list("id", "timestamp", "kwh", "state")[:RECENT_READINGS]
    return InverterAudit(inverter, readings.count(), energy / MILLION, totals(mine), mine, list(recent))
