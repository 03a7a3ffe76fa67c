"""From cells to columns: what readings of every format have in common once their cells are told apart."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.sources import energy
from inverters.sources.columns import ReadingColumns
from inverters.sources.faults import Faults, UnreadableRowError, shown
from inverters.sources.instants import StampReader
from inverters.sources.stamp_columns import STAMP


class Gathering:
    """Takes the cells of one upload block by block, keeps only numbers, and notes the rows that cannot be taken."""

    def __init__(
        self, *, zone: ZoneInfo, now: datetime, lenient: bool, noun: str, spelling: re.Pattern[str] = STAMP
    ) -> None:
        self.faults = Faults(lenient=lenient, noun=noun)
        self._stamps = StampReader(zone=zone, now=now, spelling=spelling)
        self.rows_sent = 0
        self.passed_over = 0
        self._blocks = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))]

    def add(self, lines: np.ndarray, stamps: Sequence[str], kwh: np.ndarray, kwh_as_sent: Sequence[object]) -> None:
        """Take one block of rows.

        lines: int64 (rows,), where each row stands. stamps: (rows,) texts. kwh: float64 (rows,) in kWh, NaN where it
        cannot be read. kwh_as_sent: (rows,) texts or numbers, to be quoted in errors.
        """
        self.rows_sent += len(lines)
        instant_us, read = self._stamps.column(stamps)
        milliwatt_hours, good = energy.milliwatt_hours(kwh)
        taken = read & good
        for row in np.flatnonzero(~taken).tolist():
            try:
                instant_us[row] = instant_us[row] if read[row] else self._stamps.one(stamps[row])
                energy.check(float(kwh[row]), _quoted(kwh_as_sent[row]))
                taken[row] = True
            except UnreadableRowError as fault:
                self.faults.add(int(lines[row]), fault.field, fault.message)
        self._blocks.append((lines[taken], instant_us[taken], milliwatt_hours[taken]))

    def reject(self, line: int, fault: UnreadableRowError) -> None:
        """Note a row that could not even be split into its cells."""
        self.rows_sent += 1
        self.faults.add(line, fault.field, fault.message)

    def columns(self) -> ReadingColumns:
        """Everything taken, each instant once. Raises MalformedUploadError for any fault, unless read leniently."""
        lines, instant_us, milliwatt_hours = (np.concatenate(column) for column in zip(*self._blocks, strict=True))
        self._blocks.clear()
        first = first_of_instant(instant_us)
        again = first != np.arange(len(first))
        differs = milliwatt_hours != milliwatt_hours[first]
        for row in np.flatnonzero(differs).tolist():
            self._note_two_values(lines[first[row]], milliwatt_hours[first[row]], lines[row], milliwatt_hours[row])
        self.faults.raise_if_strict()
        repeated = int(np.count_nonzero(again & ~differs))
        return ReadingColumns(
            instant_us[~again],
            milliwatt_hours[~again],
            self.faults.listed(),
            repeated,
            lines=lines[~again],
            passed_over=self.passed_over,
        )

    def _note_two_values(self, first_line: int, first: int, line: int, second: int) -> None:
        noun = self.faults.noun
        values = f"{first / MILLIWATT_HOURS_PER_KWH:.15g} there, {second / MILLIWATT_HOURS_PER_KWH:.15g} here"
        message = f"the instant of {noun} {first_line} again with another value ({values}): keep one of the two"
        self.faults.add(int(line), "kwh", message)


def first_of_instant(instant_us: np.ndarray) -> np.ndarray:
    """For each row the index of the first row with its instant (itself, where there is no earlier one).

    instant_us: int64 (rows,), in the order sent. Returns int64 (rows,).
    """
    if np.all(instant_us[1:] > instant_us[:-1]):
        return np.arange(len(instant_us))
    order = np.argsort(instant_us, kind="stable")
    begins = np.ones(len(order), bool)
    begins[1:] = np.diff(instant_us[order]) != 0
    first = np.empty_like(order)
    first[order] = order[begins][np.cumsum(begins) - 1]
    return first


def _quoted(sent: object) -> str:
    return shown(sent) if isinstance(sent, str) else repr(sent)
