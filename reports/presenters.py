"""Figures, times and states in the words and units that people read; None and NaN become a dash."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince

from credits.adjustment_selectors import Adjusted
from credits.models import CarbonCredit, Status
from inverters.constants import MILLIWATT_HOURS_PER_KWH

NOTHING = "–"
MINUS = "−"
GRAMS_PER_TONNE = 1_000_000
ENERGY_UNITS = ((1e4, "kWh", 1.0), (1e7, "MWh", 1e3), (math.inf, "GWh", 1e6))
"""(below so many kWh, the unit, how many kWh one is)."""
LARGE, MIDDLING = 1000, 10
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True)
class Amount:
    """A figure and its unit, apart, so that a page can set them apart."""

    figure: str
    unit: str

    def __str__(self) -> str:
        return f"{self.figure}\N{NO-BREAK SPACE}{self.unit}".strip()


@dataclass(frozen=True)
class Moment:
    """An instant as it is read at a place, in UTC, and as machines read it."""

    local: str
    utc: str
    iso: str


@dataclass(frozen=True)
class Badge:
    """A state by word and by shape; colour only repeats it."""

    word: str
    shape: str


NO_CREDIT = Badge("No credit yet", "none")
STATUS_BADGES = {status: Badge(str(status.label), status.lower()) for status in Status}
BY_WAIVER = "by waiver"


def badge_of(credit: CarbonCredit) -> Badge:
    """A credit's status, and whether it rests on an auditor's waiver: that is shown wherever the status is."""
    badge = STATUS_BADGES[Status(credit.status)]
    return Badge(f"{badge.word} {BY_WAIVER}", badge.shape) if credit.verified_by_waiver else badge


def number(value: float | None, digits: int = 0) -> str:
    """A number by locale, rounded to so many digits."""
    if value is None or not math.isfinite(value):
        return NOTHING
    told = number_format(Decimal(f"{value:.{digits}f}"), digits, force_grouping=True)
    return told.replace("-", MINUS)


def digits_for(value: float) -> int:
    """Decimals that leave about three figures."""
    return 0 if value >= LARGE else 1 if value >= MIDDLING else 2


def energy(milliwatt_hours: int | None) -> Amount:
    """Energy in the unit that keeps it short."""
    if milliwatt_hours is None:
        return Amount(NOTHING, "")
    kwh = milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    unit, size = next((unit, size) for below, unit, size in ENERGY_UNITS if kwh < below)
    return Amount(number(kwh / size, digits_for(kwh / size)), unit)


def kwh(milliwatt_hours: int | None, digits: int = 0) -> str:
    """Energy in kilowatt-hours, for a column whose head names the unit."""
    return number(None if milliwatt_hours is None else milliwatt_hours / MILLIWATT_HOURS_PER_KWH, digits)


def tonnes(grams: float | None, digits: int = 3) -> Amount:
    """Mass of CO2 in tonnes."""
    return Amount(NOTHING, "") if grams is None else Amount(number(grams / GRAMS_PER_TONNE, digits), "t")


def adjusted_words(grams: int, since: Adjusted) -> str:
    """What submitted tonnes come to with what was taken and added since they were submitted."""
    parts = [(since.debited, f"{tonnes(since.debited, 6)} debited"), (since.added, f"{tonnes(since.added, 6)} added")]
    return f"{listed([words for mass, words in parts if mass])}: {tonnes(grams + since.grams, 6)} net"


def moment(instant: datetime, zone: ZoneInfo) -> Moment:
    """An instant in the time of a place."""
    there, utc = instant.astimezone(zone), instant.astimezone(UTC)
    local = f"{day(there.date())}, {there:%H:%M}"
    zone_name = there.strftime("%Z").replace("-", f"UTC{MINUS}").replace("+", "UTC+")
    return Moment(f"{local} {zone_name}", f"{utc:%Y-%m-%d %H:%M:%S} UTC", utc.isoformat())


def age(instant: datetime, now: datetime) -> str:
    """How long ago, in one unit."""
    return f"{timesince(instant, now, depth=1)} ago" if instant < now else "just now"


def day(of: date) -> str:
    """A day as it is written in a sentence."""
    return date_format(of, "j M Y")


def place(latitude: float, longitude: float) -> str:
    """Coordinates to about a kilometre."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{number(abs(latitude), 2)}° {north}, {number(abs(longitude), 2)}° {east}"


def facing(azimuth: float) -> str:
    """The nearest of the eight winds."""
    return COMPASS[round(azimuth / (360 / len(COMPASS))) % len(COMPASS)]


def inverters(count: int) -> str:
    """So many inverters."""
    return f"{number(count)} {'inverter' if count == 1 else 'inverters'}"


def listed(words: Sequence[str]) -> str:
    """Words with commas between them and an "and" before the last."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
