"""The bounds of a question about time, read as readings are: without an offset they are the inverter's local time."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from inverters.errors import MalformedUploadError, RowError


def window(params: Mapping[str, str], zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """`start_date` and `end_date`, both included, as instants; None where one is not given."""
    return _bound(params, "start_date", zone, time.min), _bound(params, "end_date", zone, time.max)


def _bound(params: Mapping[str, str], name: str, zone: ZoneInfo, hour_of_a_date: time) -> datetime | None:
    text = params.get(name, "").replace(" ", "+")  # an unescaped + of an offset arrives as a space
    if not text:
        return None
    try:
        if len(text) == len("2025-01-15"):
            return datetime.combine(date.fromisoformat(text), hour_of_a_date, zone)
        instant = datetime.fromisoformat(text)
    except ValueError as stray:
        message = f"{text!r} is no time: write for example 2025-01-15T00:00:00 or 2025-01-15."
        raise MalformedUploadError(message, [RowError(None, name, message)]) from stray
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)
