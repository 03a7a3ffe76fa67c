"""Evidence of days that lie far apart: only their own hours are read, and not all that lies between."""

from collections.abc import Sequence

import numpy as np

from inverters.constants import SLOTS
from inverters.curves import HOUR_US, hourly_to_slots, microseconds, utc
from inverters.models import Inverter, ProductionDay, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.production_selectors import Production
from inverters.selectors import Evidence, InverterDay, midnights_of, setups_on, with_days
from inverters.sky_selectors import Place, SkyRecord

HOURS_READ = SLOTS + 1
"""A zone of half hours lies between two hours of the satellite."""


def sparse_evidence(inverters: Sequence[Inverter], wanted: list[InverterDay]) -> Evidence:
    """Production, equipment and the satellite's sky of these inverter-days, in two queries.

    inverters: with their equipment. A sensor on the ground is not asked, nor what came before each day.
    """
    known = {inverter.pk: inverter for inverter in inverters}
    owner = np.array([key for key, _ in wanted], np.int64)
    days = np.array([day for _, day in wanted], "datetime64[D]")
    setups, setup = setups_on(known, owner, days)
    midnights = midnights_of(days, setups, setup)
    rows = ProductionDay.objects.filter(inverter_id__in=list(known), date__in={day for _, day in wanted})
    production, at = with_days(Production.of_rows(rows), owner, days)
    return Evidence(
        setups=setups,
        setup=setup,
        production=production.take(at),
        hours_since_previous=np.full(len(wanted), np.nan),
        midnights_us=midnights,
        sky=_sky([setups[one].inverter.cell for one in setup.tolist()], midnights),
    )


def _sky(cells: list[Place], midnights: np.ndarray) -> SkyRecord:
    ghi = np.full((len(cells), SLOTS), np.nan)
    hours = _hours(set(cells), np.unique(midnights // HOUR_US)[:, None] + np.arange(HOURS_READ))
    first = int(midnights.min() // HOUR_US) if len(midnights) else 0
    for cell in hours:
        rows = [row for row, place in enumerate(cells) if place == cell]
        series = np.full(int(midnights.max() // HOUR_US) - first + HOURS_READ, np.nan)
        at = np.array(list(hours[cell]), np.int64) - first
        series[at] = list(hours[cell].values())
        ghi[rows] = hourly_to_slots(first * HOUR_US, series, midnights[rows])
    count = len(cells)
    return SkyRecord.of_days(
        ghi, np.full((count, SLOTS), np.nan), [str(ReferenceKind.SATELLITE)] * count, [""] * count, [None] * count
    )


def _hours(cells: set[Place], wanted: np.ndarray) -> dict[Place, dict[int, float]]:
    """The latest revision of these hours, counted from the epoch, by cell."""
    stamps = [utc(int(hour) * HOUR_US) for hour in np.unique(wanted)]
    rows = SatelliteHour.objects.filter(kind=ReferenceKind.SATELLITE, hour__in=stamps)
    for name, values in zip(("grid_lat", "grid_lon"), zip(*cells, strict=True), strict=False):
        rows = rows.filter(**{f"{name}__in": set(values)})
    found: dict[Place, dict[int, float]] = {cell: {} for cell in cells}
    for lat, lon, hour, value in rows.order_by("revision").values_list("grid_lat", "grid_lon", "hour", "ghi_wh_m2"):
        if (lat, lon) in found:
            found[lat, lon][microseconds(hour) // HOUR_US] = value
    return found
