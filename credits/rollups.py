"""What is kept of the credits in sums."""

from credits.models import CarbonCredit, CreditTotal
from lumix.rollups.rollup import Rollup

CREDIT_TOTALS = Rollup(
    source=CarbonCredit,
    target=CreditTotal,
    keys=("date", "status", "cause", "verified_by_waiver"),
    sums={"credits": "1", "milliwatt_hours": "milliwatt_hours", "grams": "grams"},
)
