"""What the fields of an inverter mean for its days, in sentences that change while somebody types."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from inverters.curves import standard_offset_us
from inverters.services.master_data import timezone_at
from reports.presenters import MINUS, facing, number

SMALL_ARRAY, LARGE_ARRAY = 0.5, 2.0
"""Of the inverter's rating: beyond, one of both was probably mistyped."""


class Effect(NamedTuple):
    """What one part of the form means."""

    title: str
    sentence: str


def effects(told: Mapping[str, Any], now: datetime) -> Iterator[Effect]:
    """The sentences for what has been typed in so far; what is missing or wrong says nothing."""
    if told.get("timezone"):
        yield Effect("Time zone", zone_sentence(told, now))
    yield Effect("Orientation", orientation_sentence(told.get("surface_tilt"), told.get("surface_azimuth")))
    yield Effect("Array", array_sentence(told.get("capacity_kw"), told.get("dc_capacity_kwp")))
    if told.get("commissioned"):
        yield Effect("Life", f"Days before {told['commissioned']} are kept and shown, and cannot be credited.")


def zone_sentence(told: Mapping[str, Any], now: datetime) -> str:
    """The zone, its standard offset, and when a day begins and ends by it."""
    zone = ZoneInfo(told["timezone"])
    standard = timedelta(microseconds=standard_offset_us(zone, now.year))
    begins = f"{datetime(now.year, 1, 2, tzinfo=UTC) - standard:%H:%M}"
    keeps = "the year round" if _keeps_one_time(zone, now.year) else "as standard time; summer time moves no day"
    sentence = (
        f"{zone}, UTC{_signed(standard)} {keeps}: a day runs from 00:00 to 24:00 of that time, which is {begins} to "
        f"{begins} UTC, and readings without an offset are read as local time."
    )
    if (there := _zone_there(told)) and there != str(zone):
        sentence += f" The place itself lies in {there}: is that meant?"
    return sentence


def _zone_there(told: Mapping[str, Any]) -> str:
    latitude, longitude = told.get("gps_lat"), told.get("gps_lon")
    return timezone_at(latitude, longitude) if latitude is not None and longitude is not None else ""


def _keeps_one_time(zone: ZoneInfo, year: int) -> bool:
    return len({datetime(year, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)}) == 1


def _signed(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{MINUS if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def orientation_sentence(tilt: float | None, azimuth: float | None) -> str:
    """What a known orientation gives, or an unknown one costs."""
    if tilt is not None and azimuth is not None:
        return (
            f"{number(tilt)}° towards the {facing(azimuth)}: what the sky allows is reckoned in the plane of the "
            "modules, which finds invented energy best."
        )
    missing = "Unknown" if tilt is None and azimuth is None else "Known by half"
    return (
        f"{missing}: the orientation that allows the most is assumed. No honest day fails for it, and it costs "
        "sharpness: more invented energy passes unseen. Tilt and azimuth can be added at any time."
    )


def array_sentence(capacity_kw: float | None, array_kwp: float | None) -> str:
    """What a known array gives, or an unknown one costs."""
    if array_kwp is None:
        return (
            "Unknown: the inverter's rating stands for it. Days up to one and a half times what that allows wait "
            "PENDING until the array's size is stated; above, they are flagged."
        )
    if not capacity_kw:
        return "Known: the day's ceiling is reckoned from the array."
    ratio = array_kwp / capacity_kw
    doubt = "" if SMALL_ARRAY <= ratio <= LARGE_ARRAY else " That is unusual: is one of the two mistyped?"
    known = "the day's ceiling is reckoned from the array, the hour's from both."
    return f"{number(ratio, 2)} times the inverter: {known}{doubt}"
