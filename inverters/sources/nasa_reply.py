"""A reply of NASA POWER's hourly API: from bytes to hours, believed only if it answers what was asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from inverters.errors import SatelliteRefusedError
from inverters.sources.irradiance import MAX_WH_M2, IrradianceHours
from inverters.sources.strict_json import UnbelievableError, dig, numbers, parsed, shown, texts

GHI = "ALLSKY_SFC_SW_DWN"
CLEARSKY_GHI = "CLRSKY_SFC_SW_DWN"
UNIT = "Wh/m^2"
TIME_STANDARD = "UTC"
PLACE_TOLERANCE_DEGREES = 0.01
KEY_DIGITS = len("2025062004")


@dataclass(frozen=True)
class Answer:
    """What a believable reply says, in our own words."""

    hours: IrradianceHours
    sources: tuple[str, ...]
    api_version: str
    messages: tuple[str, ...]


def read_reply(body: bytes, *, lat: float, lon: float, first: date, last: date) -> Answer:
    """Read the reply to a question for one point and whole days, UTC.

    Parameters
    ----------
    body
        JSON of the hourly point API, version 2.
    lat, lon
        The point that was asked for [degrees].
    first, last
        The days that were asked for, both included.

    Returns
    -------
    Answer
        With every hour of the days asked, NaN where the reply has none, its fill value or a negative number.

    Raises
    ------
    SatelliteRefusedError
        The reply is unreadable, or of another place, unit, time standard or shape, or physically impossible.

    References
    ----------
    NASA POWER hourly API, https://power.larc.nasa.gov/docs/services/api/temporal/hourly/: hours are named by their
    start; without `time-standard=UTC` they are local solar time.
    """
    try:
        reply = parsed(body)
        check_place(reply, lat, lon)
        _check_time_standard(reply)
        return Answer(_hours(reply, first, last), *facts_of(reply))
    except UnbelievableError as error:
        raise SatelliteRefusedError(f"The satellite service's answer is refused: {error}.", body) from error


def messages_of(body: bytes) -> tuple[str, ...]:
    """The `messages` of an error reply, in which the service says what it minds; empty where there are none."""
    try:
        return texts(dig(parsed(body), "messages"))
    except UnbelievableError:
        return ()


def check_place(reply: Any, lat: float, lon: float) -> None:
    """Refuse a reply about another point than the one asked, as UnbelievableError."""
    coordinates = dig(reply, "geometry", "coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < len(("lon", "lat")):
        raise UnbelievableError("it has another shape, without a place")
    its_lon, its_lat = (float(number) for number in numbers(coordinates[:2], "geometry.coordinates"))
    if max(abs(its_lat - lat), abs(its_lon - lon)) > PLACE_TOLERANCE_DEGREES:
        raise UnbelievableError(
            f"it is about latitude {its_lat:g}, longitude {its_lon:g}; latitude {lat:g}, longitude {lon:g} was asked"
        )


def _check_time_standard(reply: Any) -> None:
    standard = dig(reply, "header", "time_standard")
    if standard != TIME_STANDARD:
        raise UnbelievableError(f"its hours are {shown(standard)}, not {TIME_STANDARD}")


def _hours(reply: Any, first: date, last: date) -> IrradianceHours:
    starts = np.arange(np.datetime64(first, "h"), np.datetime64(last + timedelta(days=1), "h"))
    keys = [text.translate(str.maketrans("", "", "-T")) for text in np.datetime_as_string(starts).tolist()]
    ghi = _column(reply, GHI, keys)
    knows_clearsky = CLEARSKY_GHI in dig(reply, "properties", "parameter")
    clearsky = _column(reply, CLEARSKY_GHI, keys) if knows_clearsky else np.full(len(keys), np.nan)
    return IrradianceHours(starts.astype("datetime64[us]").astype(np.int64), ghi, clearsky)


def _column(reply: Any, name: str, keys: list[str]) -> np.ndarray:
    series = dig(reply, "properties", "parameter", name)
    _check_unit(reply, name)
    _check_keys(series, name, keys)
    fill_value = numbers([dig(reply, "header", "fill_value")], "header.fill_value")[0]
    said = numbers(series.values(), name)
    if np.any(said[said != fill_value] > MAX_WH_M2):
        raise UnbelievableError(f"{name} holds {said.max():g} {UNIT}, more than the sun can bring in an hour")
    value_of = dict(zip(series, np.where((said == fill_value) | (said < 0), np.nan, said).tolist(), strict=True))
    return np.array([value_of.get(key, np.nan) for key in keys])


def _check_unit(reply: Any, name: str) -> None:
    unit = dig(reply, "parameters", name, "units")
    if unit != UNIT:
        raise UnbelievableError(f"{name} comes in {shown(unit)}, not in {UNIT}")


def _check_keys(series: Any, name: str, asked: list[str]) -> None:
    if not isinstance(series, dict):
        raise UnbelievableError(f"it has another shape, without hours in {name}")
    if not all(len(key) == KEY_DIGITS and key.isascii() and key.isdigit() for key in series):
        raise UnbelievableError(f"{name} is not given by the hour")
    if series and not series.keys() & set(asked):
        raise UnbelievableError(f"{name} is about other days than were asked")


def facts_of(reply: Any) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """What a reply says of itself: its sources, its API's version, its messages."""
    header = dig(reply, "header")
    api = header.get("api")
    version = api.get("version") if isinstance(api, dict) else None
    return texts(header.get("sources")), shown(version), texts(reply.get("messages"))
