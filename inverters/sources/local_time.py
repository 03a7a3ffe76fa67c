"""Wall-clock time of a zone to UTC, where an hour that does not exist or exists twice is refused, never guessed."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
DAY_US = 86_400 * SECOND_US
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A local day lies between 14 hours before and 36 hours after UTC's midnight of its date; these hours enclose it.
HOURS_AROUND_A_LOCAL_DAY = (-24, 0, 24, 48)


class ClockChangeError(ValueError):
    """A wall-clock time that a change of the clocks skips or repeats; the sentence holds the cure."""


def epoch_us(instant: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z of an aware datetime, exactly."""
    return (instant - EPOCH) // MICROSECOND


@lru_cache(maxsize=65_536)
def steady_offset_us(zone: ZoneInfo, day: int) -> int | None:
    """Offset from UTC [µs] that holds throughout a local day (days since 1970-01-01); None where clocks change then."""
    midnight = EPOCH + timedelta(days=day)
    offsets = {_offset_us((midnight + timedelta(hours=hours)).astimezone(zone)) for hours in HOURS_AROUND_A_LOCAL_DAY}
    return offsets.pop() if len(offsets) == 1 else None


def local_texts(instants_us: np.ndarray, zone: ZoneInfo) -> list[str]:
    """Instants as ISO 8601 in a zone's own time with its offset, letter for letter as `datetime.isoformat` says them.

    instants_us: int64 (rows,), microseconds since 1970-01-01T00:00Z.
    """
    days, which = np.unique(instants_us // DAY_US, return_inverse=True)
    known = [steady_offset_us(zone, day) for day in days.tolist()]
    offsets = np.array([offset or 0 for offset in known], np.int64)[which]
    endings = [_offset_text(offset or 0) for offset in known]
    clocks = np.datetime_as_string((instants_us + offsets).astype("datetime64[us]"), unit="s").tolist()
    texts = [clock + endings[day] for clock, day in zip(clocks, which.tolist(), strict=True)]
    whole = np.array([offset is not None and offset % MINUTE_US == 0 for offset in known], bool)[which]
    for odd in np.flatnonzero(~whole | (instants_us % SECOND_US != 0)).tolist():
        texts[odd] = (EPOCH + timedelta(microseconds=int(instants_us[odd]))).astimezone(zone).isoformat()
    return texts


def local_epoch_us(local: datetime, zone: ZoneInfo) -> int:
    """Instant [µs since 1970-01-01T00:00Z] of a naive wall-clock time. Raises ClockChangeError."""
    before, after = (_offset_us(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    stamp = local.isoformat()
    if before < after:
        raise ClockChangeError(
            f"{stamp} does not exist in {zone}, where clocks went forward: send times with their offset, "
            f"such as {stamp}{_offset_text(before)}"
        )
    if before > after:
        raise ClockChangeError(
            f"{stamp} happened twice in {zone}, where clocks went back: say which with the offset, "
            f"{stamp}{_offset_text(before)} or {stamp}{_offset_text(after)}"
        )
    return epoch_us(local.replace(tzinfo=UTC)) - before


def _offset_us(local: datetime) -> int:
    return (local.utcoffset() or timedelta()) // MICROSECOND


def _offset_text(offset_us: int) -> str:
    minutes = abs(offset_us) // (60 * SECOND_US)
    return f"{'-' if offset_us < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
