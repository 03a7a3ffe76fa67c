"""Text stamps to instants, a whole column at a time; what a column cannot settle is read, or refused, singly."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from inverters.constants import FUTURE_TOLERANCE_SECONDS
from inverters.sources.faults import UnreadableRowError, shown
from inverters.sources.local_time import (
    DAY_US,
    MINUTE_US,
    SECOND_US,
    ClockChangeError,
    epoch_us,
    local_epoch_us,
    steady_offset_us,
)
from inverters.sources.stamp_columns import FRACTION_DIGITS, LARGEST, NUMBERS, STAMP, wall_clock

DATE_ONLY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
EARLIEST_YEAR = 1990  # no inverter on a roof is older; a stamp that is comes from a logger with a reset clock
EARLIEST_US = epoch_us(datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC))
WORTH_A_COLUMN = 32  # fewer rows are read sooner one by one


class Column(NamedTuple):
    """instant_us: int64 (rows,); read: bool (rows,), False where the stamp must be looked at singly."""

    instant_us: np.ndarray
    read: np.ndarray


class StampReader:
    """Reads what one place sends at one moment: stamps without offset are wall-clock time of `zone`."""

    def __init__(self, *, zone: ZoneInfo, now: datetime, spelling: re.Pattern[str] = STAMP) -> None:
        self.zone = zone
        self.spelling = spelling
        self.latest_us = epoch_us(now) + FUTURE_TOLERANCE_SECONDS * SECOND_US

    def column(self, texts: Sequence[str]) -> Column:
        """Read many stamps. Rows spelt alike cost little; an odd one stays unread, for `one` to take or to refuse."""
        column = Column(np.zeros(len(texts), np.int64), np.zeros(len(texts), bool))
        if len(texts) < WORTH_A_COLUMN:
            return column
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        for length in np.unique(lengths):
            rows = np.flatnonzero(lengths == length)
            alike = texts if len(rows) == len(texts) else [texts[row] for row in rows.tolist()]
            column.instant_us[rows], column.read[rows] = self._alike(alike)
        return column

    def one(self, text: str) -> int:
        """Instant [µs since 1970-01-01T00:00Z] of one stamp. Raises UnreadableRowError with the cure."""
        text = text.strip(" \t")
        spelling = self.spelling.fullmatch(text)
        if spelling is None:
            raise UnreadableRowError("timestamp", _misspelt(text) if self.spelling is STAMP else _unlike_others(text))
        instant_us = self._to_utc(_calendar_time(spelling), spelling)
        if instant_us > self.latest_us:
            raise UnreadableRowError(
                "timestamp", f"{text} is in the future: set the logger's clock and time zone right"
            )
        if instant_us < EARLIEST_US:
            raise UnreadableRowError("timestamp", f"{text} is before {EARLIEST_YEAR}: set the logger's clock right")
        return instant_us

    def _to_utc(self, local: datetime, spelling: re.Match[str]) -> int:
        as_utc_us = epoch_us(local.replace(tzinfo=UTC))
        if spelling["offset"]:
            return as_utc_us - _offset_us(spelling)
        if not EARLIEST_US - DAY_US <= as_utc_us <= self.latest_us + DAY_US:
            return as_utc_us  # out of bounds in any zone, and zones cannot be asked about the years 1 and 9999
        try:
            return local_epoch_us(local, self.zone)
        except ClockChangeError as change:
            raise UnreadableRowError("timestamp", str(change)) from None

    def _alike(self, texts: Sequence[str]) -> Column:
        """Stamps of one length; those not spelt in the manner of the first stay unread."""
        manner = self.spelling.fullmatch(texts[0])
        if manner is None:
            return Column(np.zeros(len(texts), np.int64), np.zeros(len(texts), bool))
        local_us, offset_us, read = wall_clock(texts, manner)
        if not manner["offset"]:
            offset_us, steady = self._zone_offsets(local_us)
            read = read & steady
        instant_us = local_us - offset_us
        return Column(instant_us, read & (instant_us >= EARLIEST_US) & (instant_us <= self.latest_us))

    def _zone_offsets(self, local_us: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The zone's offset [µs] on each wall clock's day, and False where clocks change about that day."""
        days = np.clip(local_us, EARLIEST_US - DAY_US, self.latest_us + DAY_US) // DAY_US
        distinct, which = np.unique(days, return_inverse=True)
        offsets = [steady_offset_us(self.zone, day) for day in distinct.tolist()]
        steady = np.array([offset is not None for offset in offsets])
        return np.array([offset or 0 for offset in offsets], np.int64)[which], steady[which]


def _calendar_time(spelling: re.Match[str]) -> datetime:
    part = {name: int(spelling[name] or 0) for name in NUMBERS}
    part["fraction"] = int((spelling["fraction"] or "").ljust(FRACTION_DIGITS, "0"))
    try:
        if any(part[name] > largest for name, largest in LARGEST.items()):
            raise ValueError
        return datetime(*[part[name] for name in NUMBERS[: NUMBERS.index("offset_hour")]])  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        message = (
            f"{spelling.string} is no date and time of the calendar (hours 00 to 23, offsets to 14:59): correct it"
        )
        raise UnreadableRowError("timestamp", message) from None


def _offset_us(spelling: re.Match[str]) -> int:
    offset_us = (int(spelling["offset_hour"] or 0) * 60 + int(spelling["offset_minute"] or 0)) * MINUTE_US
    return -offset_us if spelling["sign"] == "-" else offset_us


def _misspelt(text: str) -> str:
    if not text:
        return "the timestamp is empty: write the time, such as 2025-01-15T10:00:00"
    if DATE_ONLY.fullmatch(text):
        return f"{text} has no time of day: write {text}T10:00:00 for ten o'clock"
    return f"{shown(text)} is not a timestamp: write year-month-dayThour:minute:second, such as 2025-01-15T10:00:00"


def _unlike_others(text: str) -> str:
    return f"{shown(text)} is not spelt as the other timestamps of the file: write it as they are"
