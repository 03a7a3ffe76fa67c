"""Reads of the satellite's daily product: provisional, never a verdict's reference."""

from collections import defaultdict
from datetime import date, datetime

from inverters.models import SatelliteDailyFetch, SatelliteDay

Place = tuple[float, float]


def daily_values(wanted: set[tuple[Place, date]]) -> dict[tuple[Place, date], SatelliteDay]:
    """The newest stored value of each cell's day, where there is one, in one query for each cell."""
    days: dict[Place, set[date]] = defaultdict(set)
    for place, day in wanted:
        days[place].add(day)
    found: dict[tuple[Place, date], SatelliteDay] = {}
    for place, some in days.items():
        rows = SatelliteDay.objects.filter(grid_lat=place[0], grid_lon=place[1], day__range=(min(some), max(some)))
        found |= {
            (place, row.day): row for row in rows.select_related("fetch").defer("fetch__raw").order_by("revision")
        }
    return {key: found[key] for key in wanted if key in found}


def daily_to_ask_for(place: Place, days: list[date], asked_since: datetime) -> list[date]:
    """Which of these days have no daily value and were not asked for lately, in order."""
    at = {"grid_lat": place[0], "grid_lon": place[1]}
    stored = set(SatelliteDay.objects.filter(**at, day__in=days, revision=0).values_list("day", flat=True))
    asked = list(
        SatelliteDailyFetch.objects.filter(**at, fetched_at__gt=asked_since).values_list("first_day", "last_day")
    )
    return sorted(day for day in set(days) - stored if not any(first <= day <= last for first, last in asked))
