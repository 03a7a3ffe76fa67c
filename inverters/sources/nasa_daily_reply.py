"""A reply of NASA POWER's daily API: from bytes to whole days, believed only if it answers what was asked.

Days are those of local solar time and not of UTC: at whatever longitude, such a day holds one whole daylight, which is
that of the calendar's day there. What hourly values must never be asked in is right for daily sums.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from inverters.errors import SatelliteRefusedError
from inverters.sources.nasa_columns import Steps, check_header, columns, facts_of
from inverters.sources.strict_json import UnbelievableError, parsed

MAX_DAY_WH_M2 = 14_000.0
"""Above the air a horizontal plane gets at most 13.4 kWh/m² a day, at a pole in its summer (1,361 W/m², 3 % nearer)."""

# One unit in the spelling of API 2.8 and as its documents write it.
DAYS = Steps("day", "LST", len("20250620"), ("kW-hr/m^2/day", "kWh/m^2/day"), 1_000.0, MAX_DAY_WH_M2)


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
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last + timedelta(days=1), "D"))
    asked = [text.replace("-", "") for text in np.datetime_as_string(days).tolist()]
    try:
        reply = parsed(body)
        check_header(reply, lat, lon, DAYS)
        return DailyAnswer(DailyIrradiation(days, *columns(reply, asked, DAYS)), *facts_of(reply))
    except UnbelievableError as error:
        raise SatelliteRefusedError(f"The satellite service's daily answer is refused: {error}.", body) from error
