from datetime import date, datetime, timedelta

import numpy as np
import pytest

from reports.demo.posting import (
    DAYS_UNTIL_PUBLISHED,
    LATE_BY_DAYS,
    LATE_WEEK,
    WAT,
    Period,
    Sending,
    local_midnight_us,
    parcels,
    readings,
    uploads,
)
from reports.demo.sky import HOUR_US, Steps

PERIOD = Period(date(2025, 9, 2), date(2025, 10, 31))
STEPS = Steps(date(2025, 9, 1), 61)


@pytest.fixture(scope="module")
def power():
    return np.random.default_rng(4).uniform(0, 8, (61, 96))


def test_the_period_counts_both_ends():
    assert PERIOD.days == 60


def test_a_nigerian_day_begins_at_eleven_at_night_utc():
    assert local_midnight_us(date(2025, 9, 2)) == STEPS.start_us + 23 * HOUR_US


@pytest.mark.parametrize(("minutes", "rows"), [(15, 5760), (30, 2880), (60, 1440)])
def test_a_logger_writes_each_interval_of_the_period_once(power, minutes, rows):
    stamps, kwh = readings(STEPS, power, minutes, 0, PERIOD)
    assert len(stamps) == len(kwh) == len(set(stamps)) == rows
    assert set(np.diff(stamps)) == {minutes * 60_000_000}


def test_energy_is_power_times_time_to_the_watt_hour(power):
    _, kwh = readings(STEPS, power, 60, 0, PERIOD)
    assert kwh[0] == pytest.approx(power[0, 92:96].mean(), abs=0.0005)
    assert (kwh == kwh.round(3)).all()


def test_the_interval_does_not_change_the_energy(power):
    totals = [readings(STEPS, power, minutes, 0, PERIOD)[1].sum() for minutes in (15, 30, 60)]
    assert totals == pytest.approx([totals[0]] * 3, rel=1e-4)


def test_a_fast_clock_moves_the_stamps_and_keeps_the_values(power):
    stamps, kwh = readings(STEPS, power, 60, 0, PERIOD)
    ahead, same = readings(STEPS, power, 60, 7, PERIOD)
    assert (ahead == stamps).all()
    assert (same[7:] == kwh[:-7]).all()


def test_an_unknown_quarter_loses_its_hour_and_is_not_zero(power):
    broken = power.copy()
    broken[10, 40] = np.nan
    stamps, kwh = readings(STEPS, broken, 60, 0, PERIOD)
    assert len(stamps) == 1439
    assert STEPS.instant_us[10 * 96 + 40] not in stamps
    assert np.isfinite(kwh).all()


@pytest.mark.parametrize(
    ("sending", "files"),
    [(Sending.DAILY, 60), (Sending.WEEKLY, 9), (Sending.LATE_WEEK, 9), (Sending.AFTER_PUBLICATION, 1)],
)
def test_each_way_of_sending_covers_every_day_once(sending, files):
    sheets = parcels(sending, PERIOD)
    days = [first + timedelta(days=n) for first, last, _ in sheets for n in range((last - first).days + 1)]
    assert len(sheets) == files
    assert days == [PERIOD.first_day + timedelta(days=n) for n in range(60)]


@pytest.mark.parametrize("sending", list(Sending))
def test_files_arrive_in_order_and_after_what_they_hold(power, sending):
    stamps, kwh = readings(STEPS, power, 60, 0, PERIOD)
    files = uploads(stamps, kwh, slug="x", sending=sending, period=PERIOD, hours_later=0)
    received = [file.received_at for file in files]
    assert received == sorted(received)
    assert all(file.instant_us.max() + HOUR_US <= file.received_at.timestamp() * 1e6 for file in files)
    assert sum(len(file.kwh) for file in files) == len(kwh)


def test_only_one_week_comes_late():
    waits = [(morning - last).days for _, last, morning in parcels(Sending.LATE_WEEK, PERIOD)]
    assert waits[LATE_WEEK] == LATE_BY_DAYS
    assert waits.count(1) == 8


def test_who_waits_for_the_satellite_sends_long_after():
    ((_, last, morning),) = parcels(Sending.AFTER_PUBLICATION, PERIOD)
    assert (morning - last).days == DAYS_UNTIL_PUBLISHED
    assert morning > date(2026, 6, 1)


def test_a_file_is_named_for_its_plant_and_days_and_sent_in_the_morning(power):
    stamps, kwh = readings(STEPS, power, 60, 0, PERIOD)
    first = uploads(stamps, kwh, slug="jos-brewery", sending=Sending.WEEKLY, period=PERIOD, hours_later=26)[0]
    assert first.file_name == "simulated-jos-brewery-2025-09-02-to-2025-09-08.csv"
    assert first.received_at == datetime(2025, 9, 10, 9, 10, tzinfo=WAT)


def test_a_day_without_readings_makes_no_file():
    none = np.array([], dtype=np.int64)
    assert uploads(none, np.array([]), slug="x", sending=Sending.DAILY, period=PERIOD, hours_later=0) == []
