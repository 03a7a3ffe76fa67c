"""NASA POWER's hourly point API: one question for a point and a range of days, answered or refused."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit, urlunsplit

from inverters.errors import SatelliteRefusedError
from inverters.sources.breaker import CircuitBreaker, breaker_for
from inverters.sources.http import DEADLINE_SECONDS, Pace, get
from inverters.sources.http_exchange import Reply
from inverters.sources.irradiance import IrradianceHours
from inverters.sources.nasa_columns import CLEARSKY_GHI, GHI
from inverters.sources.nasa_reply import HOURS, Answer, messages_of, read_reply

COMMUNITY = "RE"  # answers in Wh/m²; AG would answer in MJ
REFUSED_USERS = frozenset({"", "anonymous"})

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FetchedHours:
    """An answer and where it comes from.

    hours: every hour of the days asked, NaN where the service has published none.
    raw: the body of the reply as it came, unpacked: the evidence.
    url: what was asked, without credentials and the user's name.
    fetched_at: when the answer was there, aware, UTC.
    sources, api_version, messages: what the reply says of itself.
    """

    hours: IrradianceHours
    raw: bytes
    url: str
    fetched_at: datetime
    sources: tuple[str, ...]
    api_version: str
    messages: tuple[str, ...]


def utc_now() -> datetime:
    """The time of day by this machine's clock."""
    return datetime.now(UTC)


def fetch_hours(
    *,
    base_url: str,
    user: str,
    lat: float,
    lon: float,
    first: date,
    last: date,
    deadline_seconds: float = DEADLINE_SECONDS,
    now: Callable[[], datetime] = utc_now,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
    breaker: CircuitBreaker | None = None,
) -> FetchedHours:
    """Ask for the irradiance of whole days (UTC, both ends included) at a point.

    `clock` (monotonic, in seconds), `pause` and `breaker` are there for tests; askings of one address share a breaker.

    Raises
    ------
    SatelliteUnavailableError
        No answer within the deadline, or too many failures just before: ask again later.
    SatelliteRefusedError
        An answer that cannot be believed, or a question that the service minds; logged as an alarm.
    """
    if last < first:
        raise ValueError("the last day asked for lies before the first")
    check_settings(base_url, user)
    params = question(lat, lon, first, last, HOURS.time_standard)
    url = shown_url(base_url, params)
    try:
        with (breaker or breaker_for(base_url)).asking():
            reply = get(base_url, params | {"user": user}, Pace(deadline_seconds, clock, pause))
        fetched_at = now()
        answer = _answer(reply, lat, lon, first, last)
    except SatelliteRefusedError as refusal:
        logger.error("%s Asked: %s", refusal, url)
        raise
    return FetchedHours(**vars(answer), raw=reply.body, url=url, fetched_at=fetched_at)


def question(lat: float, lon: float, first: date, last: date, time_standard: str) -> dict[str, str]:
    """What either API is asked for a point and whole days, but for who asks."""
    return {
        "parameters": f"{GHI},{CLEARSKY_GHI}",
        "community": COMMUNITY,
        "latitude": str(lat),
        "longitude": str(lon),
        "start": f"{first:%Y%m%d}",
        "end": f"{last:%Y%m%d}",
        "format": "JSON",
        "time-standard": time_standard,
    }


def shown_url(base_url: str, params: dict[str, str]) -> str:
    """What is asked, without credentials."""
    address = urlsplit(base_url)
    host = address.netloc.rpartition("@")[2]
    return urlunsplit((address.scheme, host, address.path, urlencode(params, safe=","), ""))


def check_settings(base_url: str, user: str, setting: str = "NASA_POWER_BASE_URL") -> None:
    """Refuse an address or a name that the service could not be asked with; `setting` is where the address is set."""
    try:
        address = urlsplit(base_url)
        is_web = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise SatelliteRefusedError(f"The address of the satellite service is no web address: set {setting}.")
    if user.strip().lower() in REFUSED_USERS:
        raise SatelliteRefusedError("The satellite service wants to know who asks: set NASA_POWER_USER to a name.")


def _answer(reply: Reply, lat: float, lon: float, first: date, last: date) -> Answer:
    if reply.status == HTTPStatus.OK:
        return read_reply(reply.body, lat=lat, lon=lon, first=first, last=last)
    raise minded(reply)


def minded(reply: Reply) -> SatelliteRefusedError:
    """The refusal of a question, in the service's own words."""
    said = "; ".join(messages_of(reply.body)) or "it does not say why"
    return SatelliteRefusedError(
        f"The satellite service minds the question (status {reply.status}): {said}.", reply.body
    )
