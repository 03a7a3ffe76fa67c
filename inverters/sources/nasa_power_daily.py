"""NASA POWER's daily point API: within about a week it says what a day brought, months before the hours are there."""

import logging
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from inverters.errors import SatelliteRefusedError
from inverters.sources.breaker import breaker_for
from inverters.sources.http import get
from inverters.sources.nasa_daily_reply import DAYS, DailyIrradiation, read_daily_reply
from inverters.sources.nasa_power import check_settings, minded, question, shown_url

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FetchedDays:
    """An answer and where it comes from.

    irradiation: every day asked, NaN where the service has published none.
    raw: the body of the reply as it came, unpacked. url: what was asked, without credentials and the user's name.
    sources, api_version, messages: what the reply says of itself.
    """

    irradiation: DailyIrradiation
    raw: bytes
    url: str
    sources: tuple[str, ...]
    api_version: str
    messages: tuple[str, ...]


def fetch_days(*, base_url: str, user: str, lat: float, lon: float, first: date, last: date) -> FetchedDays:
    """Ask for the irradiation of whole days (local solar time, both ends included) at a point.

    Raises SatelliteUnavailableError and SatelliteRefusedError as `nasa_power.fetch_hours` does.
    """
    if last < first:
        raise ValueError("the last day asked for lies before the first")
    check_settings(base_url, user, "NASA_POWER_DAILY_URL")
    params = question(lat, lon, first, last, DAYS.time_standard)
    url = shown_url(base_url, params)
    try:
        with breaker_for(base_url).asking():
            reply = get(base_url, params | {"user": user})
        if reply.status != HTTPStatus.OK:
            raise minded(reply)
        answer = read_daily_reply(reply.body, lat=lat, lon=lon, first=first, last=last)
    except SatelliteRefusedError as refusal:
        logger.error("%s Asked: %s", refusal, url)
        raise
    return FetchedDays(**vars(answer), raw=reply.body, url=url)
