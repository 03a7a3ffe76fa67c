from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inverters import curves
from inverters.constants import SLOTS
from inverters.curves import (
    HOUR_US,
    MINUTE_US,
    MISSING,
    DayCurve,
    LoggerClock,
    digest_rows,
    hourly_to_slots,
    microseconds,
    midnights_us,
    place,
    stamp_bounds_us,
    standard_offset_us,
    sum_days,
    utc,
)

LONG_AGO = date(1990, 1, 1)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Lagos",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Caracas",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]
INSTANTS = st.integers(microseconds(datetime(1991, 1, 1, tzinfo=UTC)), microseconds(datetime(2026, 1, 1, tzinfo=UTC)))


def us(text: str) -> int:
    return microseconds(datetime.fromisoformat(text))


def clock(zone: str, since: date = LONG_AGO, **reading: object) -> LoggerClock:
    return LoggerClock(since, ZoneInfo(zone), **reading)


def place_one(stamp: str, *clocks: LoggerClock) -> tuple[str, int]:
    placed = place(np.array([us(stamp)], np.int64), list(clocks))
    return str(placed.days[0]), int(placed.slots[0])


@pytest.mark.parametrize(
    "block",
    [np.zeros((1, 23), np.int64), np.zeros((1, 24)), np.zeros(24, np.int64), np.full((1, 24), -2, np.int64)],
    ids=["23 slots", "float", "one-dimensional", "negative"],
)
def test_a_day_curve_of_another_shape_type_or_sign_is_refused(block):
    with pytest.raises(ValueError, match=r"^a day curve (is an int64 array of shape|holds no negative energy$)"):
        DayCurve(block)


def test_a_missing_slot_is_nan_in_kwh_and_comes_back_from_its_block():
    block = np.full((2, SLOTS), MISSING, np.int64)
    block[0, 12], block[1, 0] = 5_500_000, 0
    curve = DayCurve(block)
    assert curve.kwh[0, 12] == 5.5
    assert curve.kwh[1, 0] == 0
    assert np.isnan(curve.kwh).sum() == 46
    assert [len(day) for day in curve.blocks()] == [192, 192]
    assert (DayCurve.from_blocks(curve.blocks()).milliwatt_hours == block).all()
    assert DayCurve.from_blocks([]).milliwatt_hours.shape == (0, SLOTS)


# Zones and clocks ----------------------------------------------------------------------------------------------------

# zone, year, hours of standard time
STANDARD = [
    ("Europe/Berlin", 2024, 1),
    ("America/New_York", 2024, -5),
    ("America/Sao_Paulo", 2018, -3),
    ("Australia/Sydney", 2024, 10),
    ("Africa/Lagos", 2024, 1),
    ("Asia/Kolkata", 2024, 5.5),
    ("Africa/Casablanca", 2024, 1),
    ("Europe/Dublin", 2024, 0),
]


@pytest.mark.parametrize(("zone", "year", "hours"), STANDARD)
def test_the_standard_offset_is_that_without_daylight_saving(zone, year, hours):
    assert standard_offset_us(ZoneInfo(zone), year) == hours * HOUR_US


# stamp, zone, day and slot by the zone's standard time
PLACES = [
    ("2024-07-01T00:30:00+02:00", "Europe/Berlin", "2024-06-30", 23),  # summer time is an hour ahead of the day's cut
    ("2024-01-01T00:30:00+01:00", "Europe/Berlin", "2024-01-01", 0),
    ("2024-07-01T00:30:00-04:00", "America/New_York", "2024-06-30", 23),
    ("2024-01-01T00:30:00+11:00", "Australia/Sydney", "2023-12-31", 23),
    ("2024-06-01T23:59:59.999999+01:00", "Africa/Lagos", "2024-06-01", 23),
    ("2024-06-01T18:30:00+00:00", "Asia/Kolkata", "2024-06-02", 0),
    ("2024-03-20T12:00:00+00:00", "Africa/Casablanca", "2024-03-20", 13),  # Ramadan: the law calls winter the exception
]


@pytest.mark.parametrize(("stamp", "zone", "day", "slot"), PLACES)
def test_days_are_cut_by_standard_time_the_year_round(stamp, zone, day, slot):
    assert place_one(stamp, clock(zone)) == (day, slot)


# how the logger's clock stands, what its 10:00 in Lagos means
CLOCKS = [
    ({"offset_minutes": 0}, ("2024-06-01", 10)),
    ({"offset_minutes": 420}, ("2024-06-01", 3)),
    ({"offset_minutes": -30}, ("2024-06-01", 10)),
    ({"offset_minutes": 601}, ("2024-05-31", 23)),
    ({"marks_end": True}, ("2024-06-01", 9)),
    ({"marks_end": True, "offset_minutes": 600}, ("2024-05-31", 23)),
]


@pytest.mark.parametrize(("reading", "meant"), CLOCKS)
def test_a_stamp_is_set_back_by_its_clocks_error_and_its_end_mark(reading, meant):
    assert place_one("2024-06-01T10:00:00+01:00", clock("Africa/Lagos", **reading)) == meant


def test_each_version_of_the_equipment_reads_the_stamps_from_its_own_first_midnight_on():
    clocks = clock("Africa/Lagos", offset_minutes=420), clock("Africa/Lagos", date(2024, 6, 1))
    assert place_one("2024-05-31T23:00:00+01:00", *clocks) == ("2024-05-31", 16)
    assert place_one("2024-06-01T00:00:00+01:00", *clocks) == ("2024-06-01", 0)
    assert place_one("1985-01-01T00:00:00+01:00", *clocks) == ("1984-12-31", 17)


def test_stamps_of_several_versions_are_read_at_once_as_one_by_one(monkeypatch):
    monkeypatch.setattr(curves, "ROWS_AT_ONCE", 3)
    clocks = [
        clock("Africa/Lagos", offset_minutes=420),
        clock("Asia/Kolkata", date(2024, 6, 1), marks_end=True),
        clock("Africa/Lagos", date(2024, 6, 2), offset_minutes=-30),
    ]
    stamps = us("2024-05-31T18:00+00:00") + np.arange(40) * HOUR_US
    placed = place(stamps, clocks)
    for row, stamp in enumerate(stamps):
        alone = place(np.array([stamp]), clocks)
        for name, column in vars(placed).items():
            assert column[row] == getattr(alone, name)[0]
    assert {name: column.dtype for name, column in vars(placed).items()} == {
        "instants_us": np.int64, "days": "datetime64[D]", "slots": np.int8, "marks_end": bool,
    }  # fmt: skip
    assert len(set(placed.marks_end.tolist())) == 2


def test_the_stamps_of_some_days_begin_at_the_first_midnight_and_end_before_the_last():
    days = np.array(["2024-06-03", "2024-06-01"], "datetime64[D]")
    clocks = [clock("Africa/Lagos"), clock("UTC", offset_minutes=30)]
    first, last = us("2024-05-31T23:00+00:00"), us("2024-06-04T00:30+00:00")
    assert stamp_bounds_us(days, clocks) == (first, last)
    assert type(standard_offset_us(ZoneInfo("Asia/Kolkata"), 2024)) is int


@pytest.mark.parametrize(("year", "hour"), [(2007, 4.0), (2008, 4.5), (2017, 4.0)])
def test_midnight_follows_the_years_own_standard_time(year, hour):
    found = midnights_us(np.array([f"{year}-06-01"], "datetime64[D]"), ZoneInfo("America/Caracas"))
    assert found.tolist() == [us(f"{year}-06-01T00:00+00:00") + int(hour * HOUR_US)]
    assert found.dtype == np.int64


def test_no_days_have_no_midnights():
    found = midnights_us(np.zeros((0, 2), "datetime64[D]"), ZoneInfo("Africa/Lagos"))
    assert (found.shape, found.dtype) == ((0, 2), np.int64)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/Caracas", "Pacific/Apia", "Asia/Pyongyang"])
def test_where_standard_time_changes_with_the_year_every_instant_lies_behind_its_days_midnight(zone):
    stamps = np.arange(us("2010-12-25T00:00+00:00"), us("2020-01-05T00:00+00:00"), 30 * MINUTE_US)
    placed = place(stamps, [clock(zone)])
    midnight, after = (midnights_us(days, ZoneInfo(zone)) for days in (placed.days, placed.days + 1))
    assert ((midnight <= stamps) & (stamps < after)).all()
    assert (np.diff(placed.days) >= np.timedelta64(0, "D")).all()
    assert set(placed.slots.tolist()) == set(range(SLOTS))


@st.composite
def versions(draw: st.DrawFn) -> list[LoggerClock]:
    sinces = draw(st.lists(st.dates(date(1995, 1, 1), date(2025, 1, 1)), max_size=3, unique=True))
    return [
        LoggerClock(
            since, ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.integers(-840, 840)), marks_end=draw(st.booleans())
        )
        for since in [LONG_AGO, *sorted(sinces)]
    ]


@given(versions(), st.lists(INSTANTS, min_size=1, unique=True))
def test_no_reading_is_lost_or_doubled_however_often_the_equipment_changes(clocks, stamps):
    stamps = np.sort(np.array(stamps, np.int64))
    placed = place(stamps, clocks)
    for day in np.unique(placed.days):
        start, stop = stamp_bounds_us(np.array([day]), clocks)
        mine = stamps[placed.days == day]
        assert start <= mine.min()
        assert mine.max() < stop
    sums = sum_days(placed.days, placed.slots, stamps, np.ones(len(stamps), np.int64))
    assert sums.milliwatt_hours.sum() == sums.counts.sum() == len(stamps)


@given(versions(), st.lists(INSTANTS, min_size=2, unique=True))
def test_a_day_comes_out_alike_alone_and_among_others(clocks, stamps):
    stamps = np.sort(np.array(stamps, np.int64))
    placed, energy = place(stamps, clocks), np.arange(len(stamps))
    together = sum_days(placed.days, placed.slots, stamps, energy)
    for number, day in enumerate(together.days):
        mine = placed.days == day
        alone = sum_days(placed.days[mine], placed.slots[mine], stamps[mine], energy[mine])
        assert alone.digests == [together.digests[number]]
        assert alone.interval_minutes == together.interval_minutes[number]


# Sums of days --------------------------------------------------------------------------------------------------------


def plainly_summed(clock_: LoggerClock, rows: list[tuple[int, int]]) -> dict[date, tuple]:
    """The same sums one reading after another, by dates and dictionaries alone."""
    found: dict[date, dict] = defaultdict(lambda: {"slots": Counter(), "bytes": b"", "stamps": []})
    for stamp, energy in sorted(rows):
        instant = utc(stamp) - timedelta(minutes=clock_.offset_minutes, microseconds=int(clock_.marks_end))
        winter = min(datetime(instant.year, month, 1, tzinfo=clock_.zone).utcoffset() for month in (1, 7))
        local = instant + winter
        day = found[local.date()]
        day["slots"][local.hour] += energy
        day["stamps"].append(stamp)
        day["bytes"] += stamp.to_bytes(8, "big", signed=True) + energy.to_bytes(8, "big", signed=True)
    return {
        name: (
            [day["slots"].get(slot, MISSING) for slot in range(SLOTS)],
            sum(day["slots"].values()),
            len(day["stamps"]),
            commonest_gap(day["stamps"]),
            sha256(day["bytes"]).digest(),
        )
        for name, day in found.items()
    }


def commonest_gap(stamps: list[int]) -> float:
    gaps = Counter(later - earlier for earlier, later in pairwise(stamps))
    return min((-times, gap) for gap, times in gaps.items())[1] / MINUTE_US if gaps else 1440


@given(
    st.sampled_from(["Europe/Berlin", "Africa/Lagos", "Asia/Kolkata", "America/New_York"]),
    st.integers(-840, 840),
    st.booleans(),
    st.dictionaries(st.integers(0, 2_000), st.integers(0, 10**12), min_size=1, max_size=60),
)
def test_the_sums_of_days_are_those_of_a_slow_plain_sum(zone, offset, marks_end, rows):
    mine = clock(zone, offset_minutes=offset, marks_end=marks_end)
    begin = us("2024-03-25T00:00+00:00")
    stamps = np.array(sorted(begin + step * 5 * MINUTE_US for step in rows), np.int64)
    energy = np.array([rows[(int(stamp) - begin) // (5 * MINUTE_US)] for stamp in stamps], np.int64)
    placed = place(stamps, [mine])
    sums = sum_days(placed.days, placed.slots, stamps, energy)
    columns = sums.curve.milliwatt_hours, sums.milliwatt_hours, sums.counts, sums.interval_minutes
    found = zip(*(column.tolist() for column in columns), sums.digests, strict=True)
    plain = plainly_summed(mine, list(zip(stamps.tolist(), energy.tolist(), strict=True)))
    assert dict(zip(sums.days.tolist(), found, strict=True)) == plain


def test_readings_whose_days_are_not_in_the_order_of_their_stamps_are_summed_by_day():
    rng = np.random.default_rng(1)
    days = np.datetime64("2024-06-01") + np.r_[0, rng.integers(0, 3, 59)]
    slots, stamps, energy = rng.integers(0, 24, 60).astype(np.int8), np.arange(60) * HOUR_US, rng.integers(0, 9, 60)
    together = sum_days(days, slots, stamps, energy)
    assert together.days.tolist() == [date(2024, 6, day) for day in (1, 2, 3)]
    for number, day in enumerate(together.days):
        mine = days == day
        alone = sum_days(days[mine], slots[mine], stamps[mine], energy[mine])
        assert together.milliwatt_hours[number] == alone.milliwatt_hours[0]
        assert (together.counts[number], together.digests[number]) == (mine.sum(), alone.digests[0])
        assert together.interval_minutes[number] == alone.interval_minutes[0]
        assert (together.curve.milliwatt_hours[number] == alone.curve.milliwatt_hours[0]).all()


def test_no_readings_sum_to_no_days():
    none = np.array([], np.int64)
    sums = sum_days(none.astype("datetime64[D]"), none, none, none)
    assert (len(sums.days), sums.curve.milliwatt_hours.shape, sums.digests) == (0, (0, SLOTS), [])


# Digests and spacings ------------------------------------------------------------------------------------------------


def test_the_digest_of_readings_is_that_of_two_big_endian_numbers_a_reading():
    stamps, energy = np.array([1, -2], np.int64), np.array([5_500_000, 0], np.int64)
    golden = bytes.fromhex("0000000000000001000000000053ec60fffffffffffffffe0000000000000000")
    assert digest_rows(stamps, energy) == sha256(golden).digest()
    assert digest_rows(stamps[:0], energy[:0]) == sha256(b"").digest()


def test_a_digest_does_not_hang_on_how_many_rows_are_taken_at_once(monkeypatch):
    stamps, energy = np.arange(10), np.arange(10) * 7
    whole = digest_rows(stamps, energy)
    monkeypatch.setattr(curves, "ROWS_AT_ONCE", 3)
    assert digest_rows(stamps, energy) == whole


# minutes of the day's stamps, the interval they show
SPACINGS = [([600], 1440), ([0, 15, 30, 45], 15), ([0, 5, 10, 70], 5), ([0, 60, 90], 30), ([0, 60, 120, 150, 180], 30)]


@pytest.mark.parametrize(("minutes", "interval"), SPACINGS)
def test_the_interval_is_the_commonest_spacing_and_the_smaller_of_two(minutes, interval):
    stamps = us("2024-06-01T00:00+00:00") + np.array(minutes) * MINUTE_US
    placed = place(stamps, [clock("UTC")])
    assert sum_days(placed.days, placed.slots, stamps, stamps * 0).interval_minutes.tolist() == [interval]


def test_a_spacing_is_kept_to_the_microsecond():
    stamps = us("2024-06-01T00:00+00:00") + np.array([0, 1, 2]) * (MINUTE_US + 1)
    placed = place(stamps, [clock("UTC")])
    assert sum_days(placed.days, placed.slots, stamps, stamps * 0).interval_minutes == pytest.approx(
        [1 + 1 / MINUTE_US], abs=1e-9
    )


# The sky's hours as slots --------------------------------------------------------------------------------------------


def test_hours_of_a_whole_hour_zone_are_taken_as_they_are_and_nan_beyond_the_series():
    hourly = np.arange(30.0)
    slots = hourly_to_slots(0, hourly, np.array([-2 * HOUR_US, 0, 10 * HOUR_US]))
    assert slots[0, 2:].tolist() == hourly[:22].tolist()
    assert np.isnan(slots[0, :2]).all()
    assert slots[1].tolist() == hourly[:24].tolist()
    assert np.isnan(slots[2]).sum() == 4


@pytest.mark.parametrize(("minutes", "share"), [(30, 0.5), (15, 0.25), (45, 0.75)])
def test_a_zone_between_the_hours_takes_each_slot_from_two_by_their_shares(minutes, share):
    hourly = np.array([0.0, 100.0] * 13)
    slots = hourly_to_slots(0, hourly, np.array([minutes * MINUTE_US]))[0]
    assert slots[:2].tolist() == [100 * share, 100 * (1 - share)]


@pytest.mark.parametrize("minutes", [0, 30])
def test_every_slot_is_taken_from_the_hours_it_overlaps_wherever_the_series_begins(minutes):
    first, hourly = us("2024-06-01T05:00+00:00"), np.arange(1.0, 31.0)
    midnights = first + (np.array([-30, -24, -2, -1, 0, 5, 28, 40]) * 60 + minutes) * MINUTE_US
    for row, midnight in zip(hourly_to_slots(first, hourly, midnights), midnights, strict=True):
        begins = (midnight - first) / HOUR_US + np.arange(SLOTS)
        within = (begins >= 0) & (np.ceil(begins) <= len(hourly) - 1)
        np.testing.assert_array_equal(row, np.where(within, begins + 1, np.nan))


def test_a_slot_that_misses_one_of_its_two_hours_is_missing():
    hourly = np.arange(26.0)
    hourly[5] = np.nan
    slots = hourly_to_slots(0, hourly, np.array([30 * MINUTE_US]))[0]
    assert np.flatnonzero(np.isnan(slots)).tolist() == [4, 5]


@given(INSTANTS)
def test_an_instant_survives_the_way_to_a_datetime_and_back(instant):
    assert microseconds(utc(instant)) == instant
