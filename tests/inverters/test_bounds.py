from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inverters.bounds import window
from inverters.errors import MalformedUploadError

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = timedelta(microseconds=1)


def utc_of(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_no_bounds_are_open():
    assert window({}, BERLIN) == (None, None)
    assert window({"start_date": "", "end_date": ""}, BERLIN) == (None, None)


# bound as asked, instant meant
STARTS = [
    ("2025-01-15", "2025-01-15T00:00+01:00"),
    ("2025-07-15", "2025-07-15T00:00+02:00"),
    ("2025-01-15T10:00", "2025-01-15T10:00+01:00"),
    ("2025-01-15 10:00:00", "2025-01-15T10:00+01:00"),
    ("2025-01-15T10:00:00Z", "2025-01-15T10:00+00:00"),
    ("2025-01-15T10:00:00 05:30", "2025-01-15T10:00+05:30"),
    ("2025-01-15T10:00:00-05:00", "2025-01-15T10:00-05:00"),
]


@pytest.mark.parametrize(("asked", "meant"), STARTS)
def test_a_bound_is_local_time_unless_it_says_its_offset(asked, meant):
    assert window({"start_date": asked}, BERLIN)[0] == utc_of(meant)


# zone, a day that begins or ends as clocks change, its first moment and the next day's
DAYS = [
    ("Europe/Berlin", "2025-03-30", "2025-03-30T00:00+01:00", "2025-03-31T00:00+02:00"),
    ("Europe/Berlin", "2025-10-26", "2025-10-26T00:00+02:00", "2025-10-27T00:00+01:00"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00"),
    ("America/Sao_Paulo", "2018-02-17", "2018-02-17T00:00-02:00", "2018-02-18T00:00-03:00"),
]


@pytest.mark.parametrize(("zone", "day", "first", "following"), DAYS)
def test_a_bare_date_is_its_whole_day_where_clocks_change_too(zone, day, first, following):
    found = window({"start_date": day, "end_date": day}, ZoneInfo(zone))
    assert found == (utc_of(first), utc_of(following) - MOMENT)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("2025-03-30T02:30", "does not exist"),
        ("2024-10-27T02:30", "happened twice"),
        ("soon", "no time"),
        ("2025-13-01", "no time"),
        ("9999-12-31T23:59-12:00", "no time"),
        ("0001-01-01", "no time"),
    ],
)
def test_a_bound_that_cannot_be_asked_for_is_refused_by_name(asked, fault):
    with pytest.raises(MalformedUploadError, match=fault) as refusal:
        window({"start_date": asked}, BERLIN)
    assert [error.field for error in refusal.value.errors] == ["start_date"]
