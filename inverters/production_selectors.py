"""Reads of production days as columns: what many inverters measured over a period, and the days around wanted ones."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from django.db.models import QuerySet

from inverters.columns import DayOf, blocks, columns
from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.curves import MISSING
from inverters.models import ProductionDay

DIGEST_BYTES = 32
DATE_BITS = 24
"""For days since 1970, beside an inverter's number."""


def keys_of(owner: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Inverter and date in one number, in the order of both; int64 (n,)."""
    return owner << DATE_BITS | days.astype(np.int64)


def parted(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inverters and dates that `keys_of` joined."""
    return keys >> DATE_BITS, (keys & (1 << DATE_BITS) - 1).astype("datetime64[D]")


@dataclass(frozen=True)
class DayMarks:
    """n production days by inverter and date, and what their readings were, as columns.

    owner : int64 (n,), the inverter. dates : datetime64[D] (n,). counts : int64 (n,), readings that count; zero where
    nothing is stored. digests : uint8 (n, 32), of those readings; zeros where nothing is stored.
    """

    owner: np.ndarray
    dates: np.ndarray
    counts: np.ndarray
    digests: np.ndarray

    COLUMNS: ClassVar[tuple[str | DayOf, ...]] = ("inverter_id", DayOf("date"), "reading_count", "digest")

    def __len__(self) -> int:
        return len(self.owner)

    @classmethod
    def of_rows(cls, asked: QuerySet[ProductionDay]) -> Self:
        """The rows of a query, in the order of inverter and date."""
        found = cls(*cls._arrays(columns(asked.order_by().values_list(*cls.COLUMNS))))
        return found.take(np.argsort(found.keys, kind="stable"))

    @classmethod
    def _arrays(cls, found: list[tuple[Any, ...]]) -> tuple[np.ndarray, ...]:
        owner, days, counts, digests = found
        return (
            np.array(owner, np.int64),
            np.array(days, np.int64).astype("datetime64[D]"),
            np.array(counts, np.int64),
            blocks(digests, "u1", DIGEST_BYTES),
        )

    @property
    def keys(self) -> np.ndarray:
        """See `keys_of`."""
        return keys_of(self.owner, self.dates)

    def take(self, rows: np.ndarray) -> Self:
        """The same of some of the days."""
        return type(self)(*(getattr(self, part.name)[rows] for part in fields(self)))

    def beside(self, other: Self) -> Self:
        """Both together, in the order of inverter and date."""
        pairs = ((getattr(self, part.name), getattr(other, part.name)) for part in fields(self))
        both = type(self)(*(np.concatenate(pair) for pair in pairs))
        return both.take(np.argsort(both.keys, kind="stable"))

    @classmethod
    def nothing(cls, owner: np.ndarray, days: np.ndarray) -> Self:
        """Days of which nothing is stored."""
        return cls(owner, days, *cls._nothing(len(owner)))

    @classmethod
    def _nothing(cls, count: int) -> tuple[np.ndarray, ...]:
        return np.zeros(count, np.int64), np.zeros((count, DIGEST_BYTES), np.uint8)


@dataclass(frozen=True)
class Production(DayMarks):
    """The same with all that a verdict takes from the readings.

    stored : bool (n,), whether there is a production day. milliwatt_hours : int64 (n, 24), `MISSING` where no reading
    fell. provisional : int64 (n,), readings whose interval had not ended. interval_minutes : float64 (n,), NaN where
    nothing is stored.
    """

    stored: np.ndarray
    milliwatt_hours: np.ndarray
    provisional: np.ndarray
    interval_minutes: np.ndarray

    COLUMNS: ClassVar[tuple[str | DayOf, ...]] = (*DayMarks.COLUMNS, "curve", "provisional_count", "interval_minutes")

    @classmethod
    def _arrays(cls, found: list[tuple[Any, ...]]) -> tuple[np.ndarray, ...]:
        curve, provisional, minutes = found[4:]
        marks = super()._arrays(found[:4])
        return (
            *marks,
            np.ones(len(curve), bool),
            blocks(curve, "<i8", SLOTS).astype(np.int64, copy=False),
            np.array(provisional, np.int64),
            np.array(minutes, np.float64),
        )

    @classmethod
    def _nothing(cls, count: int) -> tuple[np.ndarray, ...]:
        return (
            *super()._nothing(count),
            np.zeros(count, bool),
            np.full((count, SLOTS), MISSING, np.int64),
            np.zeros(count, np.int64),
            np.full(count, np.nan),
        )

    def total(self, row: int) -> "DayTotal | None":
        """A day's energy and number of readings; None where nothing is stored."""
        if not self.stored[row]:
            return None
        curve = self.milliwatt_hours[row]
        return DayTotal(int(curve[curve != MISSING].sum()), int(self.counts[row]))

    def digest(self, row: int) -> str:
        """The digest of a day's readings in hex; empty where nothing is stored."""
        return self.digests[row].tobytes().hex() if self.stored[row] else ""


class DayTotal(NamedTuple):
    """What the readings of a day come to."""

    milliwatt_hours: int
    reading_count: int

    @property
    def kwh(self) -> float:
        """The day's energy."""
        return self.milliwatt_hours / MILLIWATT_HOURS_PER_KWH


def over_period(ids: Iterable[int], first: date, last: date) -> QuerySet[ProductionDay]:
    """The production days of these inverters from first to last."""
    return ProductionDay.objects.filter(inverter_id__in=list(ids), date__range=(first, last))


def exactly(found: DayMarks, owner: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Where each wanted day lies among the found ones; int64 (n,), -1 where it is not."""
    keys, wanted = found.keys, keys_of(owner, days)
    at = np.searchsorted(keys, wanted)
    there = at < len(keys)
    there[there] = keys[at[there]] == wanted[there]
    return np.where(there, at, -1)


def hours_since_previous(known: Production, rows: np.ndarray, reach_days: int) -> np.ndarray:
    """From the last measured slot before each of these days to its midnight; float64 (n,). [hours]

    NaN where nothing was measured in the `reach_days` before it. Rows are positions in `known`.
    """
    measured = np.flatnonzero(known.counts > 0)
    before = np.searchsorted(measured, rows) - 1
    at = measured[np.maximum(before, 0)] if len(measured) else np.zeros(len(rows), np.int64)
    gap = (known.dates[rows] - known.dates[at]).astype(np.int64)
    near = (before >= 0) & (known.owner[at] == known.owner[rows]) & (gap >= 1) & (gap <= reach_days)
    last = SLOTS - 1 - np.argmax(known.milliwatt_hours[at][:, ::-1] != MISSING, axis=1)
    return np.where(near, gap * SLOTS - 1.0 - last, np.nan)
