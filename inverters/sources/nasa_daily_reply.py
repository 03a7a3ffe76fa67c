"""A reply of NASA POWER's daily API: from bytes to whole days, believed only if it answers what was asked.

Days are those of local solar time and not of UTC: at whatever longitude, such a day holds one whole daylight, which is
that of the calendar's day there. What hourly values must never be asked in is right for daily sums.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from inverters.errors import SatelliteRefusedError
from inverters.sources.nasa_reply import CLEARSKY_GHI, GHI, check_place, facts_of
from inverters.sources.strict_json import UnbelievableError, dig, numbers, parsed, shown

UNITS = ("kW-hr/m^2/day", "kWh/m^2/day")
"""One unit in the spelling of API 2.8 and as its documents write it."""

TIME_STANDARD = "LST"
KEY_DIGITS = len("20250620")
WH_PER_KWH = 1_000.0
MAX_DAY_WH_M2 = 14_000.0
"""Above the air a horizontal plane gets at most 13.4 kWh/m² a day, at a pole in its summer (1,361 W/m², 3 % nearer)."""


@dataclass(frozen=True)
class DailyIrradiation:
    """Days in the order of time, each once.

    days: datetime64[D] (m,), in local solar time.
    ghi_wh_m2, clearsky_wh_m2: float64 (m,), the day's energy on a square metre; NaN: not published. [Wh/m²]
    """

    days: np.ndarray
    ghi_wh_m2: np.ndarray
    clearsky_wh_m2: np.ndarray

    def __post_init__(self) -> None:
        for values in (self.ghi_wh_m2, self.clearsky_wh_m2):
            if values.shape != self.days.shape or values.dtype != np.float64:
                raise ValueError("irradiations are float64, one for each day")

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class DailyAnswer:
    """What a believable reply says, in our own words."""

    irradiation: DailyIrradiation
    sources: tuple[str, ...]
    api_version: str
    messages: tuple[str, ...]


def read_daily_reply(body: bytes, *, lat: float, lon: float, first: date, last: date) -> DailyAnswer:
    """Read the reply to a question for one point and days in local solar time, both ends included.

    Raises
    ------
    SatelliteRefusedError
        The reply is unreadable, or of another place, unit, time standard or shape, or physically impossible.

    References
    ----------
    NASA POWER daily API, https://power.larc.nasa.gov/docs/services/api/temporal/daily/; community RE answers in
    kW-hr/m^2/day, AG in MJ/m^2/day.
    """
    try:
        reply = parsed(body)
        check_place(reply, lat, lon)
        standard = dig(reply, "header", "time_standard")
        if standard != TIME_STANDARD:
            raise UnbelievableError(f"its days are of {shown(standard)}, not of {TIME_STANDARD}")
        return DailyAnswer(_days(reply, first, last), *facts_of(reply))
    except UnbelievableError as error:
        raise SatelliteRefusedError(f"The satellite service's daily answer is refused: {error}.", body) from error


def _days(reply: Any, first: date, last: date) -> DailyIrradiation:
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last + timedelta(days=1), "D"))
    keys = [text.replace("-", "") for text in np.datetime_as_string(days).tolist()]
    ghi = _column(reply, GHI, keys)
    knows_clearsky = CLEARSKY_GHI in dig(reply, "properties", "parameter")
    clearsky = _column(reply, CLEARSKY_GHI, keys) if knows_clearsky else np.full(len(keys), np.nan)
    return DailyIrradiation(days, ghi, clearsky)


def _column(reply: Any, name: str, keys: list[str]) -> np.ndarray:
    series = dig(reply, "properties", "parameter", name)
    unit = dig(reply, "parameters", name, "units")
    if unit not in UNITS:
        raise UnbelievableError(f"{name} comes in {shown(unit)}, not in {UNITS[0]}")
    _check_keys(series, name, keys)
    fill_value = numbers([dig(reply, "header", "fill_value")], "header.fill_value")[0]
    said = numbers(series.values(), name)
    values = np.where((said == fill_value) | (said < 0), np.nan, said * WH_PER_KWH)
    if np.any(values > MAX_DAY_WH_M2):
        raise UnbelievableError(f"{name} holds {np.nanmax(said):g} {unit}, more than the sun can bring in a day")
    value_of = dict(zip(series, values.tolist(), strict=True))
    return np.array([value_of.get(key, np.nan) for key in keys])


def _check_keys(series: Any, name: str, asked: list[str]) -> None:
    if not isinstance(series, dict):
        raise UnbelievableError(f"it has another shape, without days in {name}")
    if not all(len(key) == KEY_DIGITS and key.isascii() and key.isdigit() for key in series):
        raise UnbelievableError(f"{name} is not given by the day")
    if series and not series.keys() & set(asked):
        raise UnbelievableError(f"{name} is about other days than were asked")
