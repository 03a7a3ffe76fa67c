"""The satellite's daily product in: provisional values, kept apart from the hours that verdicts are made of."""

import zlib
from datetime import date, datetime
from hashlib import sha256

import numpy as np
from django.conf import settings
from django.db import transaction

from inverters.daily_selectors import daily_to_ask_for, daily_values
from inverters.errors import SatelliteError, SatelliteRefusedError
from inverters.models import SatelliteDailyFetch, SatelliteDay
from inverters.services.satellite import ASK_AGAIN_AFTER, LONGEST_REQUEST, Place, keep_for_diagnosis
from inverters.sources import nasa_power_daily
from inverters.sources.nasa_daily_reply import DailyIrradiation
from inverters.sources.nasa_power_daily import FetchedDays
from lumix.ledger.services import append

SOURCE = "NASA POWER daily"
SAME_VALUE_WH_M2 = 5.0
"""Half of the last digit that the service prints (0.01 kWh/m²): closer than this is the same value, not a revision."""


def fetch_daily(*, place: Place, days: list[date], actor: str, now: datetime) -> str | None:
    """Ask for the daily values of these days that are not stored yet. Slow: call it outside a transaction.

    Returns None where all is well, otherwise the sentence that says why values are missing.
    """
    if not settings.NASA_POWER_DAILY_URL:
        return None
    missing = daily_to_ask_for(place, days, asked_since=now - ASK_AGAIN_AFTER)
    try:
        while missing:
            first, last = missing[0], min(missing[-1], missing[0] + LONGEST_REQUEST)
            found = nasa_power_daily.fetch_days(
                base_url=settings.NASA_POWER_DAILY_URL,
                user=settings.NASA_POWER_USER,
                lat=place[0],
                lon=place[1],
                first=first,
                last=last,
            )
            store_daily(place=place, found=found, actor=actor, now=now)
            missing = [day for day in missing if day > last]
    except SatelliteError as error:
        if isinstance(error, SatelliteRefusedError):
            keep_for_diagnosis(error)
        return str(error)
    return None


@transaction.atomic
def store_daily(*, place: Place, found: FetchedDays, actor: str, now: datetime) -> SatelliteDailyFetch:
    """Keep a reply and its days. A value that differs from the stored one becomes a further revision beside it."""
    irradiation = found.irradiation
    first, last = irradiation.days[[0, -1]].tolist()
    fetch = SatelliteDailyFetch.objects.create(
        grid_lat=place[0],
        grid_lon=place[1],
        source=SOURCE,
        first_day=first,
        last_day=last,
        fetched_at=now,
        url=found.url,
        raw=zlib.compress(found.raw),
        sha256=sha256(found.raw).hexdigest(),
        days_published=int(np.isfinite(irradiation.ghi_wh_m2).sum()),
    )
    _store_days(fetch, irradiation)
    append(
        actor=actor,
        type="satellite.daily_stored",
        object=f"satellite_daily:{fetch.pk}",
        data={
            "latitude": fetch.grid_lat,
            "longitude": fetch.grid_lon,
            "source": fetch.source,
            "first_day": fetch.first_day,
            "last_day": fetch.last_day,
            "sha256": fetch.sha256,
            "days_published": fetch.days_published,
        },
        now=now,
    )
    return fetch


def _store_days(fetch: SatelliteDailyFetch, irradiation: DailyIrradiation) -> None:
    place = fetch.grid_lat, fetch.grid_lon
    known = np.isfinite(irradiation.ghi_wh_m2)
    columns = (irradiation.days, irradiation.ghi_wh_m2, irradiation.clearsky_wh_m2)
    stored = daily_values({(place, day) for day in irradiation.days[known].tolist()})
    fresh = []
    for day, ghi, clearsky in zip(*(column[known].tolist() for column in columns), strict=True):
        before = stored.get((place, day))
        if before and abs(before.ghi_wh_m2 - ghi) < SAME_VALUE_WH_M2:
            continue
        fresh.append(
            SatelliteDay(
                grid_lat=place[0],
                grid_lon=place[1],
                day=day,
                revision=before.revision + 1 if before else 0,
                ghi_wh_m2=ghi,
                clearsky_wh_m2=None if np.isnan(clearsky) else clearsky,
                fetch=fetch,
            )
        )
    # Two workers may have asked at once: the value is the same, and the first one stored stands.
    SatelliteDay.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)
