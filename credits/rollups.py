"""What is kept of the credits in sums."""

from credits.models import CarbonCredit, CreditTotal, InverterTotal, Status
from lumix.rollups.rollup import Rollup

CREDIT_TOTALS = Rollup(
    source=CarbonCredit,
    target=CreditTotal,
    keys=("date", "status", "cause", "verified_by_waiver"),
    sums={"credits": "1", "milliwatt_hours": "{row}.milliwatt_hours", "grams": "{row}.grams"},
)

INVERTER_TOTALS = Rollup(
    source=CarbonCredit,
    target=InverterTotal,
    keys=("inverter",),
    sums={status.lower(): f"CASE WHEN {{row}}.status = '{status}' THEN 1 ELSE 0 END" for status in Status.values},
)
