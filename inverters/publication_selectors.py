"""Reads for commit before reveal: when a day's readings were here, and what is known of when its hours were public.

What is stored is enough: an hour's first revision points to the reply that brought it, and every asking of the service
is kept, those in which an hour was not published yet among them. A file that was imported says nothing about NASA: its
hours were *first stored here* when it came, and how long they had been public is not known.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import DateTimeField, ExpressionWrapper, F, Max, Value
from django.db.models.functions import TruncHour

from inverters.constants import SLOTS
from inverters.curves import DAY_US, HOUR_US, microseconds, utc
from inverters.models import InverterReading, SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.selectors import Evidence

LAST_SLOT = timedelta(hours=SLOTS - 1)
MINUTE_US = 60_000_000
CLOCKS_REACH = timedelta(hours=14)
"""As far as a logger's clock is corrected."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Publication:
    """What is known of one day's satellite hours.

    first_stored_at: when the first of them came here, None while there are none. last_absent_at: when the service was
    last asked for them and had none, before that; None where nobody asked. from_file: whether a file brought them.
    """

    first_stored_at: datetime | None
    last_absent_at: datetime | None
    from_file: bool


def last_received(evidence: Evidence) -> list[datetime | None]:
    """When the last of each day's readings that count came, in two queries; None for a day without readings.

    Readings are told apart by the hour, so one that holds a midnight, where zones differ by half hours, counts for both
    of its days.
    """
    received: list[datetime | None] = [None] * len(evidence)
    clocks = [equipment.clock for equipment in evidence.equipment]
    for marks_end in {clock.marks_end for clock in clocks}:
        rows = [row for row, clock in enumerate(clocks) if clock.marks_end == marks_end]
        came = _came(evidence, rows, marks_end)
        for row in rows:
            first = int(evidence.midnights_us[row]) + clocks[row].offset_minutes * MINUTE_US
            hours = came[evidence.inverters[row].pk]
            received[row] = max((at for hour, at in hours if first - HOUR_US < hour < first + DAY_US), default=None)
    return received


def _came(evidence: Evidence, rows: list[int], marks_end: bool) -> dict[int, list[tuple[int, datetime]]]:
    """For each inverter the hours of these days, in microseconds as its clock has them, and when their last came.

    A stamp at the end of its interval belongs to the moment before it.
    """
    starts = evidence.midnights_us[rows]
    stamp = F("timestamp") - Value(timedelta(microseconds=1)) if marks_end else F("timestamp")
    found = (
        InverterReading.objects.filter(
            inverter_id__in={evidence.inverters[row].pk for row in rows},
            state=InverterReading.State.FINAL,
            timestamp__gte=utc(int(starts.min())) - CLOCKS_REACH,
            timestamp__lte=utc(int(starts.max()) + DAY_US) + CLOCKS_REACH,
        )
        .order_by()
        .values_list("inverter_id", TruncHour(ExpressionWrapper(stamp, DateTimeField())))
        .annotate(received=Max("batch__received_at"))
    )
    came: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for inverter_id, hour, at in found:
        came[inverter_id].append((microseconds(hour), at))
    return came


def publications(evidence: Evidence) -> list[Publication]:
    """What is known of when each day's satellite hours were public, in two queries for each cell."""
    found = [Publication(None, None, False)] * len(evidence)
    rows_of: dict[Place, list[int]] = defaultdict(list)
    for row, inverter in enumerate(evidence.inverters):
        if evidence.sky.kinds[row] == ReferenceKind.SATELLITE:
            rows_of[inverter.cell].append(row)
    for place, rows in rows_of.items():
        for row, publication in zip(rows, _of_cell(place, evidence.midnights_us[rows]), strict=True):
            found[row] = publication
    return found


def _of_cell(place: Place, midnights: np.ndarray) -> list[Publication]:
    at = {"grid_lat": place[0], "grid_lon": place[1], "kind": ReferenceKind.SATELLITE}
    hours = SatelliteHour.objects.filter(
        **at, revision=0, hour__gte=utc(int(midnights.min())), hour__lt=utc(int(midnights.max()) + DAY_US)
    )
    stored = np.array([(microseconds(hour), fetch) for hour, fetch in hours.values_list("hour", "fetch_id")], np.int64)
    fetches = {fetch.pk: fetch for fetch in SatelliteFetch.objects.filter(**at).defer("raw")}
    return [_of_day(int(midnight), stored.reshape(-1, 2), fetches) for midnight in midnights]


def _of_day(midnight: int, stored: np.ndarray, fetches: dict[int, SatelliteFetch]) -> Publication:
    inside = (stored[:, 0] >= midnight) & (stored[:, 0] < midnight + DAY_US)
    first = min((fetches[key] for key in np.unique(stored[inside, 1]).tolist()), key=_when, default=None)
    start = utc(midnight)
    days = start.date(), (start + LAST_SLOT).date()
    absent = [
        fetch.fetched_at
        for fetch in fetches.values()
        if fetch.url and fetch.first_day <= days[0] and days[1] <= fetch.last_day
        if first is None or fetch.fetched_at < first.fetched_at
    ]
    return Publication(first.fetched_at if first else None, max(absent, default=None), bool(first and not first.url))


def _when(fetch: SatelliteFetch) -> datetime:
    return fetch.fetched_at
