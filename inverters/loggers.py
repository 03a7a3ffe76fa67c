"""Loggers: what sends an inverter's readings, and the clocks by which their stamps are read.

An upload asks for them twice, and a gateway's upload is one reading: the ORM took ten times longer to word these
statements than the database to answer them, so they are written out.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.backends.utils import CursorWrapper

from inverters.curves import LoggerClock
from inverters.errors import UnknownInverterError
from inverters.models.equipment import ReadingStamps

_LOCK = "SELECT 1 FROM inverters_inverter WHERE id = %s FOR NO KEY UPDATE"
_VERSIONS = (
    "SELECT valid_from, timezone, clock_offset_minutes, reading_stamps FROM inverters_equipment "
    "WHERE inverter_id = %s ORDER BY valid_from"
)


@dataclass(frozen=True)
class Logger:
    """The logger of one inverter. clocks: at least one, by `valid_from`, one for each version of its equipment."""

    inverter_id: int
    clocks: list[LoggerClock]

    def clock_on(self, day: date) -> LoggerClock:
        """The one that runs on that day; the first one for days before any."""
        return next((clock for clock in reversed(self.clocks) if clock.valid_from <= day), self.clocks[0])


def logger_of(inverter_id: int) -> Logger:
    """An inverter's logger. Raises UnknownInverterError."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [inverter_id])
        return _logger(inverter_id, cursor)


def locked(inverter_id: int) -> Logger:
    """The logger, behind the lock that lets one transaction at a time write its readings: no two sum a day at once.

    On SQLite `BEGIN IMMEDIATE` has seen to that. The clocks are asked for behind the lock, for one may have been set
    right while it was waited for.
    """
    if connection.vendor != "postgresql":
        return logger_of(inverter_id)
    with connection.cursor() as cursor:  # two statements, each with a sight of its own, sent at once
        cursor.execute(f"{_LOCK}; {_VERSIONS}", [inverter_id, inverter_id])
        cursor.nextset()
        return _logger(inverter_id, cursor)


def _logger(inverter_id: int, cursor: CursorWrapper) -> Logger:
    clocks = [_clock(*row) for row in cursor.fetchall()]
    if not clocks:
        raise UnknownInverterError(inverter_id)
    return Logger(inverter_id, clocks)


def _clock(valid_from: date | str, timezone: str, offset_minutes: int, stamps: str) -> LoggerClock:
    since = date.fromisoformat(valid_from) if isinstance(valid_from, str) else valid_from
    return LoggerClock(since, ZoneInfo(timezone), offset_minutes, stamps == ReadingStamps.END)
