"""What a correction would do, told before it is done: the day under another clock, and the credits that would move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.db.models import Count

from credits.models import CarbonCredit, Status, Verdict
from credits.selectors import latest_verdicts
from inverters.archive_selectors import readings_between
from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.curves import place, stamp_bounds_us
from inverters.models import Inverter, InverterReading
from inverters.models.equipment import FIRST_DAY
from inverters.selectors import equipment_on
from reports.flags.thumbs_selectors import thumbs


@dataclass(frozen=True)
class ClockPreview:
    """A day now and under another clock. kwh: float64 (24,), NaN is not measured. now_r, then_r: with the satellite."""

    now_kwh: np.ndarray
    then_kwh: np.ndarray
    ghi_wh_m2: np.ndarray
    rating_kw: float
    now_r: float | None
    then_r: float | None
    moving: Mapping[str, int]


def clock_preview(inverter: Inverter, day: date, minutes: int, valid_from: date, until: date | None) -> ClockPreview:
    """What a clock taken to run so far ahead would make of the day, and how many credits of which status hang on it."""
    [shown] = thumbs([(inverter.pk, day)]).values()
    then = day_under(inverter, day, minutes)
    return ClockPreview(
        now_kwh=shown.kwh,
        then_kwh=then,
        ghi_wh_m2=shown.ghi_wh_m2,
        rating_kw=shown.rating_kw,
        now_r=_agreement(shown.kwh, shown.ghi_wh_m2),
        then_r=_agreement(then, shown.ghi_wh_m2),
        moving=standing_since(inverter, valid_from - timedelta(days=1), until),
    )


def day_under(inverter: Inverter, day: date, minutes: int) -> np.ndarray:
    """The day's hours [kWh] as they would be if the logger's clock ran so many minutes ahead; nothing is written."""
    clock = replace(equipment_on(inverter, day).clock, offset_minutes=minutes, valid_from=FIRST_DAY)
    wanted = np.array([day], "datetime64[D]")
    rows = readings_between(inverter.pk, *stamp_bounds_us(wanted, [clock]))
    placed = place(rows.stamps_us, [clock])
    mine = (placed.days == wanted[0]) & (rows.states == InverterReading.State.FINAL)
    hours = np.full(SLOTS, np.nan)
    measured = np.unique(placed.slots[mine])
    hours[measured] = 0.0
    np.add.at(hours, placed.slots[mine], rows.milliwatt_hours[mine] / MILLIWATT_HOURS_PER_KWH)
    return hours


def _agreement(kwh: np.ndarray, ghi: np.ndarray) -> float | None:
    """Pearson's r of energy and irradiance over the hours that both know; None where either does not vary."""
    known = np.isfinite(kwh) & np.isfinite(ghi)
    if known.sum() < 2 or not kwh[known].std() or not ghi[known].std():  # noqa: PLR2004
        return None
    return float(np.corrcoef(kwh[known], ghi[known])[0, 1])


def standing_since(inverter: Inverter, since: date, until: date | None = None) -> dict[str, int]:
    """How many credits stand in each status from a day on."""
    rows = CarbonCredit.objects.filter(inverter=inverter, date__gte=since)
    rows = rows.filter(date__lte=until + timedelta(days=1)) if until else rows
    counts = dict(rows.order_by().values("status").annotate(count=Count("id")).values_list("status", "count"))
    return {status: counts[status] for status in Status.values if status in counts}


def newest_verdict(inverter: Inverter, day: date) -> Verdict | None:
    """The last judging of a day."""
    credit = CarbonCredit.objects.filter(inverter=inverter, date=day).first()
    return latest_verdicts([credit.pk]).get(credit.pk) if credit else None
