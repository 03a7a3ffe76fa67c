from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters.sources.local_time import ClockChangeError, epoch_us, local_epoch_us, local_texts, steady_offset_us
from tests.inverters.sources.reading_texts import ZONES

HOUR_US = 3_600_000_000
BERLIN = ZoneInfo("Europe/Berlin")


def day_number(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def test_epoch_microseconds_are_exact_on_both_sides_of_1970():
    assert epoch_us(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert epoch_us(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 253_402_300_799_999_999


@pytest.mark.parametrize(
    ("zone", "day", "offset_us"),
    [
        ("Africa/Lagos", "2024-03-31", HOUR_US),
        ("Asia/Kathmandu", "2024-06-01", 5 * HOUR_US + HOUR_US * 3 // 4),
        ("America/St_Johns", "2024-01-10", -(3 * HOUR_US + HOUR_US // 2)),
        ("Europe/Berlin", "2024-07-01", 2 * HOUR_US),
        ("Europe/Berlin", "2024-03-31", None),
        ("Europe/Berlin", "2024-10-27", None),
        ("Pacific/Apia", "2011-12-30", None),
    ],
)
def test_a_day_has_one_offset_unless_clocks_change_about_it(zone, day, offset_us):
    assert steady_offset_us(ZoneInfo(zone), day_number(day)) == offset_us


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Europe/Berlin", "2024-03-31T02:00"),
        ("Europe/Berlin", "2024-03-31T02:59:59.999999"),
        ("Australia/Lord_Howe", "2024-10-06T02:15"),
        ("Pacific/Apia", "2011-12-30T12:00"),
    ],
)
def test_a_skipped_time_is_refused(zone, local):
    with pytest.raises(ClockChangeError, match="does not exist"):
        local_epoch_us(datetime.fromisoformat(local), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "local"), [("Europe/Berlin", "2024-10-27T02:00"), ("Australia/Lord_Howe", "2024-04-07T01:45")]
)
def test_a_repeated_time_is_refused(zone, local):
    with pytest.raises(ClockChangeError, match="happened twice"):
        local_epoch_us(datetime.fromisoformat(local), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("local", "utc_hour"), [("2024-03-31T01:59", 0), ("2024-03-31T03:00", 1), ("2024-10-27T03:00", 2)]
)
def test_the_times_beside_a_change_are_plain(local, utc_hour):
    local = datetime.fromisoformat(local)
    assert local_epoch_us(local, BERLIN) == epoch_us(local.replace(hour=utc_hour, tzinfo=UTC))


def test_the_cure_for_a_skipped_time_is_itself_a_stamp_that_can_be_sent():
    with pytest.raises(ClockChangeError, match=r"such as 2024-03-31T02:30:00\+01:00"):
        local_epoch_us(datetime(2024, 3, 31, 2, 30), BERLIN)


@settings(max_examples=150, deadline=None)
@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 6, 1)), st.sampled_from(ZONES))
def test_every_time_of_a_steady_day_has_the_steady_offset(local, zone):
    steady = steady_offset_us(zone, (local.date() - date(1970, 1, 1)).days)
    if steady is not None:
        assert local_epoch_us(local, zone) == epoch_us(local.replace(tzinfo=UTC)) - steady


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_no_clock_change_since_1990_hides_in_a_day_called_steady(zone):
    hour, last = datetime(1990, 1, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    while hour < last:
        before, after = hour.astimezone(zone), (hour + timedelta(hours=6)).astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            for local in (before, after):
                assert steady_offset_us(zone, (local.date() - date(1970, 1, 1)).days) is None
        hour += timedelta(hours=6)


@given(st.lists(st.integers(631_152_000_000_000, 1_900_000_000_000_000), max_size=20), st.sampled_from(ZONES))
@settings(deadline=None)
def test_a_column_of_instants_reads_letter_for_letter_as_isoformat_says_each(instants, zone):
    said = [
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone(zone).isoformat() for us in instants
    ]
    assert local_texts(np.array(instants, np.int64), zone) == said


def test_the_hours_about_a_change_of_clocks_are_said_with_the_offset_of_each():
    change = epoch_us(datetime(2024, 10, 27, 1, tzinfo=UTC))
    told = local_texts(np.array([change - HOUR_US, change], np.int64), BERLIN)
    assert told == ["2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00"]
