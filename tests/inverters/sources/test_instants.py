from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters.sources.faults import UnreadableRowError
from inverters.sources.instants import WORTH_A_COLUMN, StampReader
from inverters.sources.local_time import epoch_us
from tests.inverters.sources import reading_texts
from tests.inverters.sources.plain_readings import plain_instant

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LAGOS, BERLIN = ZoneInfo("Africa/Lagos"), ZoneInfo("Europe/Berlin")
MANNERS = [
    *(
        "2025-01-15T10:00",
        "2025-01-15T10:00:00",
        "2025-01-15 10:00:00.5",
        "2025-01-15T10:00:00.123456",
        "2025-01-15T10:00Z",
    ),
    *("2025-01-15 10:00:00Z", "2025-01-15T10:00:00+01:00", "2025-01-15T10:00:00-0930", "2025-01-15T10:00:00.123+14:00"),
]


def reader(zone=LAGOS):
    return StampReader(zone=zone, now=NOW)


def one_or_none(zone, text):
    try:
        return reader(zone).one(text)
    except UnreadableRowError:
        return None


def utc_us(*parts):
    return epoch_us(datetime(*parts, tzinfo=UTC))


@pytest.mark.parametrize("zone", [LAGOS, BERLIN, ZoneInfo("Asia/Kathmandu")], ids=str)
@pytest.mark.parametrize("stamp", MANNERS)
def test_every_manner_reads_alike_singly_in_a_column_and_plainly(stamp, zone):
    column = reader(zone).column([stamp] * WORTH_A_COLUMN)
    assert column.read.all()
    assert set(column.instant_us.tolist()) == {reader(zone).one(stamp)} == {plain_instant(stamp, zone, NOW)}


def test_microseconds_are_kept():
    assert reader().one("2025-01-15T10:00:00.123456Z") == utc_us(2025, 1, 15, 10, 0, 0, 123456)


def test_a_stamp_without_offset_is_wall_clock_time_of_the_zone():
    assert reader().one("2025-01-15T10:00:00") == utc_us(2025, 1, 15, 9)
    assert reader(BERLIN).one("2025-07-15T10:00:00") == utc_us(2025, 7, 15, 8)


def test_an_offset_outweighs_the_zone():
    assert reader(BERLIN).one("2025-07-15T10:00:00-09:30") == utc_us(2025, 7, 15, 19, 30)


def test_an_hour_that_does_not_exist_is_refused_with_its_cure():
    with pytest.raises(UnreadableRowError, match=r"does not exist in Europe/Berlin.*send times with their offset"):
        reader(BERLIN).one("2024-03-31T02:30:00")


def test_an_hour_that_happened_twice_is_refused_naming_both_offsets():
    with pytest.raises(UnreadableRowError, match=r"2024-10-27T02:30:00\+02:00 or 2024-10-27T02:30:00\+01:00"):
        reader(BERLIN).one("2024-10-27T02:30:00")


def test_the_doubtful_hour_is_plain_where_an_offset_is_written():
    assert reader(BERLIN).one("2024-10-27T02:30:00+01:00") == utc_us(2024, 10, 27, 1, 30)


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])
def test_a_column_over_a_clock_change_reads_like_single_stamps(day):
    texts = [f"{day}T{minute // 60:02d}:{minute % 60:02d}" for minute in range(0, 24 * 60, 15)]
    column = reader(BERLIN).column(texts)
    singly = [reader(BERLIN).one(text) if read else None for text, read in zip(texts, column.read, strict=True)]
    assert [us if read else None for us, read in zip(column.instant_us.tolist(), column.read, strict=True)] == singly
    assert sum(one_or_none(BERLIN, text) is None for text in texts) == 4


@pytest.mark.parametrize(
    ("stamp", "cure"),
    [
        ("", "is empty"),
        ("2025-01-15", "write 2025-01-15T10:00:00"),
        ("15/01/2025 10:00", "write year-month-day"),
        ("2025-W03-3T10:00:00", "write year-month-day"),
        ("2025-01-15T10:00:00.1234567", "write year-month-day"),
        ("2025-01-15T10:00:00,5", "write year-month-day"),
        ("2025-01-15T10:00:00\n", "write year-month-day"),
        ("2025-01-15T10:00:00z", "write year-month-day"),
        ("2025-13-15T10:00:00", "calendar"),
        ("2025-02-29T10:00:00", "calendar"),
        ("2025-00-10T10:00:00", "calendar"),
        ("2025-01-00T10:00:00", "calendar"),
        ("2025-01-32T10:00:00", "calendar"),
        ("0000-01-10T10:00:00", "calendar"),
        ("2025-01-15T24:00:00", "calendar"),
        ("2025-01-15T10:00:00+15:00", "calendar"),
        ("2025-01-15T10:00:00+01:60", "calendar"),
        ("1989-12-31T23:59:59Z", "before 1990"),
        ("1970-01-01T00:00:00", "before 1990"),
        ("0001-01-01T00:00:00+14:00", "before 1990"),
        ("2026-06-01T12:10:00.000001Z", "in the future"),
        ("9999-12-31T23:59:59-14:00", "in the future"),
    ],
)
def test_a_stamp_that_is_not_taken_says_why_singly_and_stays_unread_in_a_column(stamp, cure):
    with pytest.raises(UnreadableRowError, match=cure) as caught:
        reader().one(stamp)
    assert caught.value.field == "timestamp"
    assert not reader().column([stamp] * WORTH_A_COLUMN).read.any()


def test_ten_minutes_ahead_is_not_yet_the_future():
    assert reader().one("2026-06-01T12:10:00Z") == epoch_us(NOW + timedelta(minutes=10))


def test_the_first_instant_of_1990_is_taken_in_any_zone():
    assert reader().one("1990-01-01T01:00:00") == utc_us(1990, 1, 1) == reader().one("1989-12-31T23:00:00-01:00")


def test_an_odd_stamp_leaves_its_own_row_unread_and_no_other():
    texts = ["2025-01-15T10:00:00"] * WORTH_A_COLUMN
    odd = [
        "2025-01-15 10:00:00",
        "2025-01-15T1:00:000",
        "2025-01-15T1O:00:00",
        "2025-01-15T1µ:00:00",
        "2025-01-15T10:00:00 ",
    ]
    texts[7:12] = odd
    assert np.flatnonzero(~reader().column(texts).read).tolist() == [7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    "letter", [chr(code) for code in range(32, 127) if not chr(code).isdigit()] + list("µ５٥\ud800")
)
def test_only_a_digit_reads_as_a_digit(letter):
    texts = ["2025-01-15T10:00:00", *[f"2025-01-15T10:0{letter}:00"] * WORTH_A_COLUMN]
    assert reader().column(texts).read.tolist() == [True, *[False] * WORTH_A_COLUMN]


def test_an_unreadable_first_row_leaves_the_rest_to_be_read_singly():
    texts = ["x" * 19, *["2025-01-15T10:00:00"] * WORTH_A_COLUMN]
    assert not reader().column(texts).read.any()


def test_few_stamps_are_left_to_be_read_singly():
    assert not reader().column(["2025-01-15T10:00:00"] * (WORTH_A_COLUMN - 1)).read.any()


texts_alike = st.lists(
    st.one_of(reading_texts.stamps(), reading_texts.spoilt(reading_texts.stamps())), min_size=1, max_size=8
)


@settings(max_examples=100, deadline=None)
@given(texts_alike, st.sampled_from(reading_texts.ZONES))
def test_what_a_column_reads_the_single_stamp_and_the_plain_reading_read_too(texts, zone):
    column = reader(zone).column(texts * WORTH_A_COLUMN)
    for text, instant_us, read in zip(texts, column.instant_us.tolist(), column.read.tolist(), strict=False):
        assert one_or_none(zone, text) == plain_instant(text, zone, NOW)
        assert not read or instant_us == one_or_none(zone, text)
