"""A reply of NASA POWER's hourly API: from bytes to hours, believed only if it answers what was asked."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from inverters.errors import SatelliteRefusedError
from inverters.sources.irradiance import MAX_WH_M2, IrradianceHours
from inverters.sources.nasa_columns import Steps, check_header, columns, facts_of
from inverters.sources.strict_json import UnbelievableError, dig, parsed, texts

HOURS = Steps("hour", "UTC", len("2025062004"), ("Wh/m^2",), 1.0, MAX_WH_M2)


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
    starts = np.arange(np.datetime64(first, "h"), np.datetime64(last + timedelta(days=1), "h"))
    asked = [text.translate(str.maketrans("", "", "-T")) for text in np.datetime_as_string(starts).tolist()]
    try:
        reply = parsed(body)
        check_header(reply, lat, lon, HOURS)
        ghi, clearsky = columns(reply, asked, HOURS)
        hours = IrradianceHours(starts.astype("datetime64[us]").astype(np.int64), ghi, clearsky)
        return Answer(hours, *facts_of(reply))
    except UnbelievableError as error:
        raise SatelliteRefusedError(f"The satellite service's answer is refused: {error}.", body) from error


def messages_of(body: bytes) -> tuple[str, ...]:
    """The `messages` of an error reply, in which the service says what it minds; empty where there are none."""
    try:
        return texts(dig(parsed(body), "messages"))
    except UnbelievableError:
        return ()
