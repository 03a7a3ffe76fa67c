"""Production days: no entry tells of them, for they follow from the readings and are summed once more."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from inverters.archive_selectors import all_readings
from inverters.curves import place, sum_days
from inverters.ledger_checks.owners import owners
from inverters.models import Equipment, InverterReading, ProductionDay
from lumix.ledger.deep import DeepReport, Difference, Entry, RowCheck
from lumix.ledger.tellings import Key, Telling, Told

COLUMNS = ("milliwatt_hours", "reading_count", "interval_minutes", "provisional_count", "curve", "digest")
SUMMED = COLUMNS[:3]
Facts = dict[str, object]
State = InverterReading.State


class Days(RowCheck):
    """That each stored day is the sum of its readings."""

    name = "production day"

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """None: the readings tell."""
        return ()

    def rows(self, owner: int | None) -> Iterator[tuple[Key, Facts]]:
        """Every production day by inverter and date."""
        for inverter in owners(owner):
            for day, facts in _stored(inverter).items():
                yield (inverter, day.toordinal()), facts

    def differences(self, told: Iterator[Told], owner: int | None, report: DeepReport) -> Iterator[Difference]:
        """Where a day and the sum of its readings part."""
        for inverter in owners(owner):
            stored, summed = _stored(inverter), _summed(inverter)
            report.rows[self.name] += len(stored)
            for day in sorted(stored.keys() | summed.keys()):
                if detail := _difference(stored.get(day), summed.get(day)):
                    yield Difference(self.called((inverter, day.toordinal())), None, detail)

    def called(self, key: Key) -> str:
        """By inverter and date."""
        return f"production day of inverter {key[0]} on {date.fromordinal(key[1])}"


def _stored(inverter: int) -> dict[date, Facts]:
    found = ProductionDay.objects.filter(inverter_id=inverter).order_by("date").values("date", *COLUMNS)
    return {row.pop("date"): row | {name: bytes(row[name]) for name in ("curve", "digest")} for row in found}


def _summed(inverter: int) -> dict[date, Facts]:
    """What the readings come to by the clocks of today; provisional ones are counted and worth nothing yet."""
    rows = all_readings(inverter)
    clocks = [version.clock for version in Equipment.objects.filter(inverter_id=inverter).order_by("valid_from")]
    placed = place(rows.stamps_us, clocks)
    final = rows.states == State.FINAL
    sums = sum_days(placed.days[final], placed.slots[final], rows.stamps_us[final], rows.milliwatt_hours[final])
    columns = (sums.milliwatt_hours, sums.counts, sums.interval_minutes)
    found: dict[date, Facts] = {
        day: dict(zip(COLUMNS, (*values, 0, curve, digest), strict=True))
        for day, *values, curve, digest in zip(
            sums.days.tolist(), *(part.tolist() for part in columns), sums.curve.blocks(), sums.digests, strict=True
        )
    }
    waiting = placed.days[rows.states == State.PROVISIONAL]
    for day, count in zip(*(part.tolist() for part in np.unique(waiting, return_counts=True)), strict=True):
        found.setdefault(day, {"milliwatt_hours": 0, "reading_count": 0})["provisional_count"] = count
    return found


def _difference(stored: Facts | None, summed: Facts | None) -> str:
    if summed is None:
        return "the row is there and no reading of that day is"
    if stored is None:
        return "its readings are there and the row is not"
    wrong = [name for name, value in summed.items() if stored[name] != value]
    told = [f"{name} is {stored[name]} and the readings give {summed[name]}" for name in wrong if name in SUMMED]
    return ", ".join(told) or (f"its {' and '.join(wrong)} are not those of its readings" if wrong else "")
