"""Satellite hours in: asked for once for each grid cell and range, however many inverters stand there."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fcntl import LOCK_EX, flock
from hashlib import sha256

import numpy as np
from django.conf import settings
from django.db import transaction

from inverters import sky_selectors
from inverters.curves import utc
from inverters.errors import SatelliteError, SatelliteRefusedError
from inverters.models import SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.sources import nasa_power
from inverters.sources.irradiance import IrradianceHours
from lumix.ledger.services import append

ASK_AGAIN_AFTER = timedelta(hours=12)
"""An hour that was not published is asked for again after this long: it appears after months, not minutes."""

LONGEST_REQUEST = timedelta(days=365)
"""The service answers a year in one reply; more is cut into several requests."""

SAME_VALUE_WH_M2 = 0.005
"""Half of the last digit that the service prints: closer than this is the same value, not a revision."""

SOURCE = "NASA POWER"
"""What the service's own hours are said to come from; a file's name its file."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Reply:
    """An answer about the sky over one place, as it came."""

    place: Place
    kind: ReferenceKind
    source: str
    first_day: date
    last_day: date
    hours: IrradianceHours
    raw: bytes
    url: str = ""


@transaction.atomic
def store_reply(*, reply: Reply, actor: str, now: datetime) -> SatelliteFetch:
    """Keep a reply and its hours. A value that differs from the stored one becomes a further revision beside it."""
    known = np.isfinite(reply.hours.ghi_wh_m2)
    fetch = SatelliteFetch.objects.create(
        grid_lat=reply.place[0],
        grid_lon=reply.place[1],
        kind=reply.kind,
        source=reply.source,
        first_day=reply.first_day,
        last_day=reply.last_day,
        fetched_at=now,
        url=reply.url,
        raw=zlib.compress(reply.raw),
        sha256=sha256(reply.raw).hexdigest(),
        hours_published=int(known.sum()),
    )
    revised = _store_hours(fetch, reply.hours, known)
    append(
        actor=actor,
        type="satellite.stored",
        object=f"satellite:{fetch.pk}",
        data={
            "latitude": fetch.grid_lat,
            "longitude": fetch.grid_lon,
            "kind": str(fetch.kind),
            "source": fetch.source,
            "first_day": fetch.first_day,
            "last_day": fetch.last_day,
            "sha256": fetch.sha256,
            "hours_published": fetch.hours_published,
            "hours_revised": revised,
        },
        now=now,
    )
    return fetch


def _store_hours(fetch: SatelliteFetch, hours: IrradianceHours, known: np.ndarray) -> int:
    """Insert new and revised hours; returns how many were revised."""
    stored = sky_selectors.latest_hours(fetch, fetch.first_day, fetch.last_day)
    fresh, revised = [], 0
    columns = (column[known].tolist() for column in (hours.hour_us, hours.ghi_wh_m2, hours.clearsky_wh_m2))
    for hour_us, ghi, clearsky in zip(*columns, strict=True):
        before = stored.get(hour_us)
        if before and _same(before.ghi_wh_m2, ghi) and _same(before.clearsky_wh_m2, _known(clearsky)):
            continue
        revised += before is not None
        fresh.append(
            SatelliteHour(
                grid_lat=fetch.grid_lat,
                grid_lon=fetch.grid_lon,
                kind=fetch.kind,
                hour=utc(hour_us),
                revision=before.revision + 1 if before else 0,
                ghi_wh_m2=ghi,
                clearsky_wh_m2=_known(clearsky),
                fetch=fetch,
            )
        )
    # Two workers may have asked at once: the value is the same, and the first one stored stands.
    SatelliteHour.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)
    return revised


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _same(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(first - second) < SAME_VALUE_WH_M2


def fetch_missing(*, place: Place, days: list[date], actor: str, now: datetime) -> str | None:
    """Ask NASA POWER for the hours of these UTC days that are not stored yet. Slow: call it outside a transaction.

    Returns None where all is well, otherwise the sentence that says why hours are missing.
    """
    if not sky_selectors.days_to_ask_for(place, days, asked_since=now - ASK_AGAIN_AFTER):
        return None
    with _alone(place):  # whoever waited here finds most often that the hours have come meanwhile
        return _ask(place, sky_selectors.days_to_ask_for(place, days, asked_since=now - ASK_AGAIN_AFTER), actor, now)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Let one of this machine's processes and threads at a time ask about a place."""
    folder = settings.LUMIX_DATA_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"satellite_{place[0]:g}_{place[1]:g}").open("w") as handle:
        flock(handle, LOCK_EX)
        yield


def _ask(place: Place, missing: list[date], actor: str, now: datetime) -> str | None:
    try:
        for first, last in _requests(missing, now.astimezone(UTC).date()):
            found = nasa_power.fetch_hours(
                base_url=settings.NASA_POWER_BASE_URL,
                user=settings.NASA_POWER_USER,
                lat=place[0],
                lon=place[1],
                first=first,
                last=last,
            )
            reply = Reply(place, ReferenceKind.SATELLITE, SOURCE, first, last, found.hours, found.raw, found.url)
            store_reply(reply=reply, actor=actor, now=now)
    except SatelliteError as error:
        if isinstance(error, SatelliteRefusedError):
            keep_for_diagnosis(error)
        return str(error)
    return None


def _requests(missing: list[date], today: date) -> list[tuple[date, date]]:
    """Whole calendar months around the missing days, as few ranges as the service allows."""
    if not missing:
        return []
    first = missing[0].replace(day=1)
    last = min(_month_end(missing[-1]), today)
    ranges = []
    while first <= last:
        end = min(first + LONGEST_REQUEST, last)
        ranges.append((first, end))
        first = end + timedelta(days=1)
    return ranges


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def keep_for_diagnosis(error: SatelliteRefusedError) -> None:
    """The start of a reply that could not be believed, under its digest, for whoever looks into the alarm."""
    if error.excerpt:
        folder = settings.LUMIX_DATA_DIR / "refused_replies"
        folder.mkdir(exist_ok=True)
        (folder / sha256(error.excerpt).hexdigest()).write_bytes(error.excerpt)
