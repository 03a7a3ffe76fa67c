"""The bounds of a question about time, read as readings are: without an offset they are the inverter's local time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from inverters.curves import utc
from inverters.errors import MalformedUploadError, RowError
from inverters.sources.local_time import ClockChangeError, local_epoch_us

FIRST_OF_DAY = time.min
LAST_OF_DAY = time.max.replace(fold=1)
"""Where clocks go back at midnight, the day's last moment is the second of that name."""


def window(params: Mapping[str, str], zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """`start_date` and `end_date`, both included, as instants; None where one is not given."""
    return _bound(params, "start_date", zone, FIRST_OF_DAY), _bound(params, "end_date", zone, LAST_OF_DAY)


def _bound(params: Mapping[str, str], name: str, zone: ZoneInfo, hour_of_a_date: time) -> datetime | None:
    text = params.get(name, "")
    if not text:
        return None
    try:
        return _instant(text.replace(" ", "+"), zone, hour_of_a_date)  # an unescaped + of an offset arrives as a space
    except ClockChangeError as stray:
        raise _refusal(name, str(stray)) from stray
    except (ValueError, OverflowError) as stray:
        raise _refusal(
            name, f"{text!r} is no time that can be asked for: write for example 2025-01-15T00:00:00 or 2025-01-15."
        ) from stray


def _refusal(name: str, message: str) -> MalformedUploadError:
    return MalformedUploadError(message, [RowError(None, name, message)])


def _instant(text: str, zone: ZoneInfo, hour_of_a_date: time) -> datetime:
    if len(text) == len("2025-01-15"):
        return datetime.combine(date.fromisoformat(text), hour_of_a_date, zone).astimezone(UTC)
    told = datetime.fromisoformat(text)
    return told.astimezone(UTC) if told.tzinfo else utc(local_epoch_us(told, zone))
