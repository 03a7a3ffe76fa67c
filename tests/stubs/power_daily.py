"""A reply of NASA POWER's daily API, for spoiling: the shape that API 2.8 answers with."""

from datetime import date, datetime, timedelta

from tests.stubs.power_stub import CLEARSKY, FILL, GHI


def daily_reply(query: dict[str, str], kwh_m2: float = 5.0) -> dict:
    """A believable reply: the same irradiation on every day, the cloudless sky a fifth above."""
    first, last = (datetime.strptime(query[name], "%Y%m%d").date() for name in ("start", "end"))
    days = {f"{day:%Y%m%d}": kwh_m2 for day in _days(first, last)}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [float(query["longitude"]), float(query["latitude"]), 12.0]},
        "properties": {"parameter": {GHI: days, CLEARSKY: {key: value * 1.2 for key, value in days.items()}}},
        "header": {
            "title": "NASA/POWER Source Native Resolution Daily Data",
            "api": {"version": "v2.8.0", "name": "POWER Daily API"},
            "sources": ["SYN1DEG", "FLASHFLUX"],
            "fill_value": FILL,
            "time_standard": query["time-standard"],
            "start": query["start"],
            "end": query["end"],
        },
        "messages": [],
        "parameters": {name: {"units": "kW-hr/m^2/day", "longname": name} for name in (GHI, CLEARSKY)},
        "times": {"data": 0.5, "process": 0.02},
    }


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
