"""Local days on fixed hourly slots: which slot an instant falls in, what a day sums to, how it is kept and digested.

Pure: standard library and numpy. A day is cut at local midnight of the zone's *standard* time the year round, so that
every day has 24 slots. Energy is whole milliwatt-hours: a float sum of one day's readings depends on their order.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS

MISSING = -1
"""A slot that no reading fell in. Zero is a measurement; this is none."""

HOUR_US = 3_600_000_000
DAY_US = SLOTS * HOUR_US
MINUTE_US = 60_000_000
ROWS_AT_ONCE = 65_536
SPACING_BITS = 38
"""Enough for any two stamps of one day, in microseconds; the number of the day stands above them."""

SINGLE_READING_INTERVAL_MINUTES = 1440.0
"""What one reading in a whole day can stand for at most: the day."""


@dataclass(frozen=True)
class DayCurve:
    """Energy of n local days.

    milliwatt_hours: int64 array (n, 24), the energy of each local standard hour; `MISSING` where no reading fell.
    """

    milliwatt_hours: np.ndarray

    def __post_init__(self) -> None:
        block = self.milliwatt_hours
        if block.dtype != np.int64 or block.ndim != 2 or block.shape[1] != SLOTS:  # noqa: PLR2004
            raise ValueError(f"a day curve is an int64 array of shape (days, {SLOTS}), not {block.dtype} {block.shape}")
        if (block < MISSING).any():
            raise ValueError("a day curve holds no negative energy")

    @property
    def kwh(self) -> np.ndarray:
        """The same as float64 kWh, NaN where nothing was measured."""
        return np.where(self.milliwatt_hours == MISSING, np.nan, self.milliwatt_hours / MILLIWATT_HOURS_PER_KWH)

    def blocks(self) -> list[bytes]:
        """Each day as 192 bytes: 24 little-endian int64."""
        return [row.tobytes() for row in self.milliwatt_hours.astype("<i8")]

    @classmethod
    def from_blocks(cls, blocks: list[bytes]) -> "DayCurve":
        """Days as `blocks` wrote them."""
        return cls(np.frombuffer(b"".join(blocks), "<i8").astype(np.int64).reshape(-1, SLOTS))


@dataclass(frozen=True)
class DaySums:
    """What the readings of some local days come to; all arrays have one entry a day, in order of the day.

    days: datetime64[D]. curve: the hourly energy. milliwatt_hours: int64 totals. counts: int64 number of readings.
    interval_minutes: float64, the commonest spacing of the day's readings. digests: SHA-256 of each day's readings.
    """

    days: np.ndarray
    curve: DayCurve
    milliwatt_hours: np.ndarray
    counts: np.ndarray
    interval_minutes: np.ndarray
    digests: list[bytes]


def standard_offset_us(zone: ZoneInfo, year: int) -> int:
    """The zone's offset from UTC without daylight saving in that year [microseconds].

    The smaller of January's and July's, which holds on both hemispheres and where the law calls winter the exception.
    """
    offsets = [datetime(year, month, 1, tzinfo=zone).utcoffset() or timedelta(0) for month in (1, 7)]
    return min(offsets) // timedelta(microseconds=1)


def _standard_offsets_us(zone: ZoneInfo, years: np.ndarray) -> np.ndarray:
    """The standard offset of each year, by a table: a million rows hold a handful of years."""
    if not years.size:
        return np.zeros(years.shape, np.int64)
    first = int(years.min())
    return _offsets_us(zone, first, int(years.max()))[years - first]


@lru_cache(maxsize=1_024)
def _offsets_us(zone: ZoneInfo, first: int, last: int) -> np.ndarray:
    """The standard offset of each of these years."""
    return np.array([standard_offset_us(zone, year) for year in range(first, last + 1)], np.int64)


def _year(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[Y]").astype(np.int64) + 1970


def midnights_us(days: np.ndarray, zone: ZoneInfo) -> np.ndarray:
    """The UTC instant at which each local standard day begins.

    days: datetime64[D] array. Returns int64 microseconds since 1970-01-01T00:00Z of the same shape.
    """
    return days.astype("datetime64[us]").astype(np.int64) - _standard_offsets_us(zone, _year(days))


def _cut(instants_us: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """The local standard day (datetime64[D]) of each instant, and how long after its midnight it lies [microseconds].

    A day lasts until the next one's midnight: where a zone changes its standard time at the turn of a year, the last
    day of the old year is longer or shorter for it, and no instant is lost or doubled between the two.
    """
    near = instants_us.astype("datetime64[us]")
    days = (near + _standard_offsets_us(zone, _year(near)).astype("timedelta64[us]")).astype("datetime64[D]")
    days += (instants_us >= midnights_us(days + 1, zone)).astype(np.int64)
    days -= (instants_us < midnights_us(days, zone)).astype(np.int64)
    return days, instants_us - midnights_us(days, zone)


@dataclass(frozen=True)
class LoggerClock:
    """How an inverter's stamps are to be read from a day on.

    A clock that runs ahead is set back by its offset. A stamp that marks the *end* of its interval belongs to the
    moment just before it; for intervals of up to an hour that names the slot without knowing the interval.
    """

    valid_from: date
    zone: ZoneInfo
    offset_minutes: int = 0
    marks_end: bool = False

    @property
    def error_us(self) -> int:
        """What to take off a stamp to reach the moment its energy belongs to [microseconds]."""
        return self.offset_minutes * MINUTE_US + self.marks_end

    def midnights_us(self, days: np.ndarray) -> np.ndarray:
        """The stamps, as this clock writes them, at which local days begin (see `midnights_us`)."""
        return midnights_us(days, self.zone) + self.error_us

    @property
    def first_stamp_us(self) -> int:
        """The first stamp that this version reads."""
        return int(self.midnights_us(np.array([self.valid_from], "datetime64[D]"))[0])


@dataclass(frozen=True)
class Placed:
    """Where stamps lie: true instants (int64 microseconds), local standard days (datetime64[D]), slots (int8).

    marks_end: bool, whether the stamp stands at the end of its interval.
    """

    instants_us: np.ndarray
    days: np.ndarray
    slots: np.ndarray
    marks_end: np.ndarray


def place(stamps_us: np.ndarray, clocks: list[LoggerClock]) -> Placed:
    """The true instant, local standard day and hourly slot (0 to 23) of each stamp.

    stamps_us: int64 (rows,). clocks: at least one, by `valid_from`; each stamp is read by exactly one of them, and
    those before the first by the first, so that no change of equipment loses or doubles a reading.
    """
    count = len(stamps_us)
    if len(clocks) == 1 and count <= ROWS_AT_ONCE:
        return Placed(*_read(stamps_us, clocks[0]))
    firsts = np.maximum.accumulate(np.array([clock.first_stamp_us for clock in clocks[1:]], np.int64))
    placed = Placed(*(np.empty(count, kind) for kind in (np.int64, "datetime64[D]", np.int8, bool)))
    for start in range(0, count, ROWS_AT_ONCE):  # a million rows at once would need all the steps between at once
        version = np.searchsorted(firsts, stamps_us[start : start + ROWS_AT_ONCE], side="right")
        for number in np.unique(version).tolist():
            mine = start + np.flatnonzero(version == number)
            for whole, part in zip(vars(placed).values(), _read(stamps_us[mine], clocks[number]), strict=True):
                whole[mine] = part
    return placed


def _read(stamps_us: np.ndarray, clock: LoggerClock) -> tuple[np.ndarray, ...]:
    """Stamps of one clock as the columns of `Placed`."""
    instants = stamps_us - clock.error_us
    days, elapsed = _cut(instants, clock.zone)
    slots = np.minimum(elapsed // HOUR_US, SLOTS - 1).astype(np.int8)
    return instants, days, slots, np.full(len(stamps_us), clock.marks_end)


def stamp_bounds_us(days: np.ndarray, clocks: list[LoggerClock]) -> tuple[int, int]:
    """Between which stamps all readings of these days lie: from the first up to, and without, the second."""
    ends = np.array([days.min(), days.max() + 1])
    starts, stops = zip(*(clock.midnights_us(ends).tolist() for clock in clocks), strict=True)
    return min(starts), max(stops)


def digest_rows(stamps_us: np.ndarray, milliwatt_hours: np.ndarray) -> bytes:
    """SHA-256 of readings sorted by stamp, each two big-endian int64: microseconds since the epoch, milliwatt-hours."""
    digest = sha256()
    for start in range(0, len(stamps_us), ROWS_AT_ONCE):
        piece = slice(start, start + ROWS_AT_ONCE)
        digest.update(np.column_stack((stamps_us[piece], milliwatt_hours[piece])).astype(">i8").tobytes())
    return digest.digest()


def sum_days(days: np.ndarray, slots: np.ndarray, stamps_us: np.ndarray, milliwatt_hours: np.ndarray) -> DaySums:
    """The sums of readings that are sorted by stamp.

    days: datetime64[D] (rows,); slots: int8 (rows,); stamps_us: int64 (rows,), as sent; milliwatt_hours: int64
    (rows,). Where the equipment changes to a zone further west, days are not in the order of the stamps.
    """
    if (days[1:] < days[:-1]).any():
        order = np.argsort(days, kind="stable")
        days, slots, stamps_us, milliwatt_hours = (part[order] for part in (days, slots, stamps_us, milliwatt_hours))
    begins = np.ones(len(days), bool)
    begins[1:] = days[1:] != days[:-1]
    first, where = np.flatnonzero(begins), np.cumsum(begins) - 1
    names = days[first]
    block = np.zeros((len(names), SLOTS), np.int64)
    np.add.at(block, (where, slots), milliwatt_hours)
    measured = np.zeros(block.shape, bool)
    measured[where, slots] = True
    cuts = first[1:]
    digests = [
        digest_rows(stamps, energy)
        for stamps, energy in zip(np.split(stamps_us, cuts), np.split(milliwatt_hours, cuts), strict=True)
    ]
    return DaySums(
        days=names,
        curve=DayCurve(np.where(measured, block, MISSING)),
        milliwatt_hours=block.sum(axis=1),
        counts=np.diff(first, append=len(days)),
        interval_minutes=_commonest_spacing(where, stamps_us, len(names)),
        digests=digests[: len(names)],
    )


def _commonest_spacing(where: np.ndarray, stamps_us: np.ndarray, days: int) -> np.ndarray:
    """The commonest difference between neighbouring stamps of one day [minutes].

    The smaller one where two are equal.
    """
    inside = where[1:] == where[:-1]
    kinds, times = np.unique((where[1:] << SPACING_BITS | np.diff(stamps_us))[inside], return_counts=True)
    order = np.lexsort((-kinds, times))  # of each day the commonest comes last, and is the one that stays
    interval = np.full(days, SINGLE_READING_INTERVAL_MINUTES)
    interval[kinds[order] >> SPACING_BITS] = (kinds[order] & (1 << SPACING_BITS) - 1) / MINUTE_US
    return interval


def hourly_to_slots(first_hour_us: int, hourly: np.ndarray, midnights: np.ndarray) -> np.ndarray:
    """A gapless hourly UTC series cut into local days.

    first_hour_us: start of the series' first hour. hourly: float64 (hours,). midnights: int64 (n,), see `midnights_us`.
    Returns float64 (n, 24). A day that begins between two UTC hours takes each slot from the two it overlaps, by their
    shares; hours outside the series and slots with a missing share are NaN.
    """
    start = (midnights - first_hour_us)[:, None] + np.arange(SLOTS) * HOUR_US
    index, share = start // HOUR_US, start % HOUR_US / HOUR_US
    padded = np.append(hourly, np.nan)
    early = padded[np.where((index >= 0) & (index < len(hourly)), index, len(hourly))]
    late = padded[np.where((index + 1 >= 0) & (index + 1 < len(hourly)), index + 1, len(hourly))]
    return np.where(share == 0, early, early * (1 - share) + late * share)


def utc(instant_us: int) -> datetime:
    """A microsecond count as an aware datetime."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=instant_us)


def microseconds(instant: datetime) -> int:
    """An aware datetime as microseconds since 1970-01-01T00:00Z, exactly."""
    return (instant - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
