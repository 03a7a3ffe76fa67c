"""The arithmetic of stamps on whole columns of digits, for stamps that are all spelt in one manner."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from inverters.sources.local_time import DAY_US, MINUTE_US, SECOND_US

# ISO 8601's calendar form alone: what else fromisoformat takes (2025-W03-3, 20250115) is oftener a slip than meant.
STAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?P<offset>Z|(?P<sign>[+-])(?P<offset_hour>\d\d):?(?P<offset_minute>\d\d))?",
    re.ASCII,
)
NUMBERS = ("year", "month", "day", "hour", "minute", "second", "fraction", "offset_hour", "offset_minute")
LARGEST = {"hour": 23, "minute": 59, "second": 59, "offset_hour": 14, "offset_minute": 59}  # +14:00 is Kiritimati's
FRACTION_DIGITS = 6
ZERO = np.uint8(ord("0"))
NINE = 9
MONTHS = 12


class WallClock(NamedTuple):
    """What a column of stamps says, each an array (rows,).

    local_us: int64, the wall clock read as if it were UTC [µs since 1970-01-01].
    offset_us: int64, the offset from UTC that was written [µs]; 0 where none was.
    read: bool, False where the stamp is spelt otherwise or is no time of the calendar; the integers mean nothing there.
    """

    local_us: np.ndarray
    offset_us: np.ndarray
    read: np.ndarray


def wall_clock(texts: Sequence[str], manner: re.Match[str]) -> WallClock:
    """Read stamps of one length that are spelt in the manner of the first, whose match with STAMP is `manner`."""
    codes = np.frombuffer("".join(texts).encode("ascii", "replace"), np.uint8).reshape(len(texts), -1)
    digits = codes - ZERO  # what is no digit wraps around to more than nine
    is_digit = np.array([letter.isdigit() for letter in manner.string])
    spelt_alike = (digits[:, is_digit] <= NINE).all(axis=1) & (codes[:, ~is_digit] == codes[0, ~is_digit]).all(axis=1)
    part = {name: _number(digits, *manner.span(name)) for name in NUMBERS}
    part["fraction"] *= 10 ** (FRACTION_DIGITS - len(manner["fraction"] or ""))
    days, exists = _days(part["year"], part["month"], part["day"])
    in_range = np.logical_and.reduce([part[name] <= largest for name, largest in LARGEST.items()])
    minutes = part["hour"] * 60 + part["minute"]
    local_us = days * DAY_US + minutes * MINUTE_US + part["second"] * SECOND_US + part["fraction"]
    offset_us = (part["offset_hour"] * 60 + part["offset_minute"]) * MINUTE_US
    return WallClock(local_us, -offset_us if manner["sign"] == "-" else offset_us, spelt_alike & exists & in_range)


def _number(digits: np.ndarray, start: int, stop: int) -> np.ndarray:
    """The number that stands in the columns from start to stop; 0 where the manner has no such part (an empty span)."""
    number = np.zeros(len(digits), np.int64)
    for position in range(start, stop):
        number = number * 10 + digits[:, position]
    return number


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Days since 1970-01-01, and True where the calendar has such a day."""
    months = (year - 1970) * MONTHS + month - 1
    starts = _month_starts(months)
    exists = (month >= 1) & (month <= MONTHS) & (day >= 1) & (day <= _month_starts(months + 1) - starts)
    return starts + day - 1, exists


def _month_starts(months: np.ndarray) -> np.ndarray:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
