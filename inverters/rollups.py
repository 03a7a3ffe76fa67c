"""What is kept of the production days in sums."""

from inverters.models import ProductionDay, ProductionTotal
from lumix.rollups.rollup import Rollup

PRODUCTION_TOTALS = Rollup(
    source=ProductionDay,
    target=ProductionTotal,
    keys=("date",),
    sums={"inverters": "1", "milliwatt_hours": "{row}.milliwatt_hours"},
    counts_where="{row}.reading_count > 0",
)
