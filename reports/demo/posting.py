"""From a plant's power to the files its owner sends, and when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum

import numpy as np

from reports.demo.clouds import STEP_MINUTES
from reports.demo.sky import HOUR_US, Floats, Instants, Steps

WAT = timezone(timedelta(hours=1), "WAT")
"""Africa/Lagos keeps UTC+1 the year round."""
US = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
METER_DIGITS = 3  # kWh to the watt-hour, as most loggers write
SENT_AT = time(7, 10)  # the morning after, before the first class or customer
WEEK_DAYS = 7
LATE_WEEK, LATE_BY_DAYS = 4, 17
DAYS_UNTIL_PUBLISHED = 225
"""NASA's hourly sun lags by months: on 2026-06-01 it reached 2025-12-31. A period's end is surely out after so long."""


class Sending(Enum):
    """How an owner sends."""

    DAILY = "each morning"
    WEEKLY = "each week"
    LATE_WEEK = "each week, but one came weeks late"
    AFTER_PUBLICATION = "all at once, after the satellite's hours were published"


@dataclass(frozen=True)
class Upload:
    """One file as it was sent: instants (start of interval, as stamped) and kWh, each of shape (rows,)."""

    received_at: datetime
    file_name: str
    instant_us: Instants
    kwh: Floats


@dataclass(frozen=True)
class Period:
    """The demo's local days."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last_day - self.first_day).days + 1


def local_midnight_us(day: date) -> int:
    """Microseconds since 1970 of a day's start in West Africa Time."""
    return (datetime.combine(day, time(), tzinfo=WAT) - EPOCH) // US


def readings(
    steps: Steps, kw: Floats, minutes: int, clock_ahead_hours: float, period: Period
) -> tuple[Instants, Floats]:
    """Stamps and kWh of each interval that is known and stamped within the period."""
    width = minutes // STEP_MINUTES
    kwh = (kw.reshape(-1, width).sum(axis=1) * STEP_MINUTES / 60).round(METER_DIGITS)
    stamps = steps.instant_us[::width] + round(clock_ahead_hours * HOUR_US)
    within = (stamps >= local_midnight_us(period.first_day)) & (
        stamps < local_midnight_us(period.last_day + timedelta(days=1))
    )
    kept = within & np.isfinite(kwh)
    return stamps[kept], kwh[kept]


def parcels(sending: Sending, period: Period) -> list[tuple[date, date, date]]:
    """(first day, last day, morning it is sent) of each file."""
    size = {Sending.DAILY: 1, Sending.AFTER_PUBLICATION: period.days}.get(sending, WEEK_DAYS)
    sheets = []
    for number, offset in enumerate(range(0, period.days, size)):
        first = period.first_day + timedelta(days=offset)
        last = min(first + timedelta(days=size - 1), period.last_day)
        wait = 1
        if sending is Sending.LATE_WEEK and number == LATE_WEEK:
            wait = LATE_BY_DAYS
        if sending is Sending.AFTER_PUBLICATION:
            wait = DAYS_UNTIL_PUBLISHED
        sheets.append((first, last, last + timedelta(days=wait)))
    return sheets


def uploads(
    stamps: Instants, kwh: Floats, *, slug: str, sending: Sending, period: Period, hours_later: int
) -> list[Upload]:
    """The files of one plant in the order they arrive."""
    files = []
    for first, last, morning in parcels(sending, period):
        inside = (stamps >= local_midnight_us(first)) & (stamps < local_midnight_us(last + timedelta(days=1)))
        if not inside.any():
            continue
        received = datetime.combine(morning, SENT_AT, tzinfo=WAT) + timedelta(hours=hours_later)
        name = f"simulated-{slug}-{first.isoformat()}-to-{last.isoformat()}.csv"
        files.append(Upload(received, name, stamps[inside], kwh[inside]))
    return sorted(files, key=lambda file: file.received_at)
