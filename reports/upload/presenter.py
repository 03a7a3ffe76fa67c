"""A preview as its page shows it."""

import math
from typing import Any, NamedTuple

import numpy as np
from django.utils.safestring import mark_safe

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import utc
from inverters.services.previews import RejectedRow
from inverters.services.rehearsal import Conflict, Preview, Row
from reports.charts import month
from reports.charts.month import DayColumn, MonthPicture
from reports.exports import Columns
from reports.presenters import day, energy, moment, number
from reports.upload.doubts import Reading, doubts


class Step(NamedTuple):
    """What one column of the picture stands for, where the file spans fewer days than `most_days`."""

    most_days: float
    unit: str
    label: str
    words: str


STEPS = (
    Step(45, "D", "%-d %b", "day by day"),
    Step(1_100, "M", "%b %y", "month by month"),
    Step(math.inf, "Y", "%Y", "year by year"),
)
SHOWN_ERRORS = 20
KWH_DIGITS = 3
HOUR_MINUTES = 60


def context(reading: Reading) -> dict[str, Any]:
    """All that the preview says."""
    shown, zone = reading.preview, reading.equipment.zone
    return {
        "preview": shown,
        "title": reading.layout.title,
        "tiles": _tiles(shown),
        "span": _span(shown),
        "interval": _interval(shown.interval_minutes),
        "quantity": reading.equipment.get_quantity_display(),
        "zone": str(reading.read_as.zone),
        "local_zone": str(zone),
        "doubts": list(doubts(reading)),
        "errors": shown.rejected[:SHOWN_ERRORS],
        "error_count": number(len(shown.rejected)),
        "more_errors": max(0, len(shown.rejected) - SHOWN_ERRORS),
        "passed_over": number(shown.passed_over) if shown.passed_over else "",
        "conflict_count": number(shown.conflict),
        "conflicts": [_conflict(one, zone) for one in shown.conflicts],
        "rows": [_row(row, zone) for row in shown.first],
        "last_rows": [_row(row, zone) for row in shown.last],
        "act": _act(shown),
        **_pictures(shown),
    }


def _tiles(shown: Preview) -> list[tuple[str, str, str]]:
    """Word, count and note for each thing that can become of a row."""
    replaced = f"{number(shown.replaced)} in place of provisional ones" if shown.replaced else ""
    return [
        ("New", number(shown.accepted), replaced or "will be stored"),
        ("Duplicates", number(shown.duplicate), "said before with the same value: nothing to do"),
        ("Conflicts", number(shown.conflict), "another value is stored: it stays, these wait beside it"),
        ("Rejected", number(len(shown.rejected)), "cannot be read: left out"),
    ]


def _act(shown: Preview) -> str:
    """What the button does; nothing where there is nothing to store."""
    told = []
    if shown.accepted:
        told.append(f"store {number(shown.accepted)} reading{'s'[: shown.accepted != 1]}")
    if shown.conflict:
        told.append(f"keep {number(shown.conflict)} second value{'s'[: shown.conflict != 1]} for a decision")
    words = " and ".join(told)
    left_out = f", leave {number(len(shown.rejected))} out" if words and shown.rejected else ""
    return f"{words[:1].upper()}{words[1:]}{left_out}"


def _span(shown: Preview) -> str:
    if not len(shown.days):
        return "no day"
    first, last = (day(one) for one in shown.days[[0, -1]].tolist())
    return first if first == last else f"{first} to {last}, {number(len(shown.days))} days"


def _interval(minutes: float) -> str:
    if minutes >= HOUR_MINUTES and minutes % HOUR_MINUTES == 0:
        hours = int(minutes // HOUR_MINUTES)
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{number(minutes, 0 if minutes == int(minutes) else 1)} minutes"


def _row(row: Row, zone: Any) -> dict[str, Any]:
    line, stamp, milliwatt_hours = row
    return {"line": line, "moment": moment(utc(stamp), zone), "kwh": _kwh(milliwatt_hours)}


def _conflict(one: Conflict, zone: Any) -> dict[str, Any]:
    row = (one.line, one.stamp_us, one.milliwatt_hours)
    return {**_row(row, zone), "stored": _kwh(one.stored_milliwatt_hours)}


def _kwh(milliwatt_hours: int) -> str:
    return number(milliwatt_hours / MILLIWATT_HOURS_PER_KWH, KWH_DIGITS)


def _pictures(shown: Preview) -> dict[str, Any]:
    columns, each = _columns(shown)
    if not columns:
        return {"total": energy(0)}
    total = energy(int(shown.day_milliwatt_hours.sum()))
    picture = MonthPicture(f"The file's energy, {each}", f"{total} in all", "kWh", columns)
    drawn = {name: mark_safe(month.draw(picture, frame)) for name, frame in FRAMES.items()}  # noqa: S308 (escaped by svg)
    return {"total": total, "each": each, **drawn}


FRAMES = {"wide": month.WIDE, "narrow": month.NARROW}


def _columns(shown: Preview) -> tuple[list[DayColumn], str]:
    """One column a day, or a month or a year where there are many; nothing where nothing came."""
    if not len(shown.days):
        return [], ""
    span = int((shown.days[-1] - shown.days[0]).astype(int))
    step = next(step for step in STEPS if span < step.most_days)
    steps = shown.days.astype(f"datetime64[{step.unit}]")
    found = dict(zip(*_summed(steps, shown.day_milliwatt_hours), strict=True))
    every = np.arange(steps[0], steps[-1] + 1).tolist()
    return [_column(f"{one:{step.label}}", found.get(one)) for one in every], step.words


def _summed(steps: np.ndarray, milliwatt_hours: np.ndarray) -> tuple[list[Any], list[int]]:
    names, where = np.unique(steps, return_inverse=True)
    sums = np.zeros(len(names), np.int64)
    np.add.at(sums, where, milliwatt_hours)
    return names.tolist(), sums.tolist()


def _column(label: str, milliwatt_hours: int | None) -> DayColumn:
    if milliwatt_hours is None:
        return DayColumn(label, None, f"{label}: nothing in the file")
    kwh = milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    return DayColumn(label, {"measured": kwh}, f"{label}: {energy(milliwatt_hours)}")


def rejected_columns(value: str) -> Columns[RejectedRow]:
    """The file of rejected rows, which can be sent again once it is mended. value: the head of the readings' column."""
    return {
        "line": lambda row: row.line,
        "timestamp": lambda row: row.stamp,
        value: lambda row: row.value,
        "field": lambda row: row.field,
        "message": lambda row: row.message,
        "cure": lambda row: row.cure,
    }
