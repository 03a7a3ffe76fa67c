from datetime import date, timedelta

import pytest

from reports.fleet.worst import silent_days, state_of, worst
from tests.reports.standing_facts import KWH, NEWEST, neighbours, standing


def ago(days):
    return NEWEST - timedelta(days=days)


@pytest.mark.parametrize(("last", "days"), [(0, 0), (1, 0), (2, 2), (40, 40)])
def test_one_missing_day_is_not_yet_silence(last, days):
    assert silent_days(standing(last_day=ago(last)), NEWEST) == days


@pytest.mark.parametrize(("registered", "days"), [(date(2026, 11, 19), 0), (date(2026, 11, 10), 10)])
def test_one_that_never_sent_is_silent_since_it_was_registered(registered, days):
    assert silent_days(standing(last_day=None, registered=registered), NEWEST) == days


def test_a_fleet_without_data_is_not_called_silent():
    assert silent_days(standing(last_day=None), None) == 0


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "verified"),
        ({"status": "PENDING"}, "pending"),
        ({"status": "SUBMITTED"}, "verified"),
        ({"status": None}, "none"),
        ({"last_day": ago(2)}, "silent"),
        ({"last_day": None, "status": None, "registered": NEWEST}, "none"),
        ({"last_day": None, "status": None, "registered": ago(9)}, "silent"),
        ({"flagged_credits": 1}, "flagged"),
        ({"flagged_credits": 1, "last_day": ago(9)}, "flagged"),
    ],
)
def test_the_worst_thing_about_an_inverter_is_its_state(facts, state):
    assert state_of(standing(**facts), NEWEST) == state


def test_who_is_well_is_not_in_the_list():
    assert worst(neighbours(), NEWEST) == []


def test_flagged_energy_is_at_stake():
    [found] = worst([standing(flagged_credits=2, flagged_milliwatt_hours=7 * KWH)], NEWEST)

    assert (found.silent_days, found.share, found.stake) == (0, None, 7 * KWH)


@pytest.mark.parametrize(("days", "kwh"), [(3, 120), (30, 1200), (400, 1200)])
def test_a_silent_one_is_missed_for_a_month_at_most(days, kwh):
    silent = standing(9, last_day=ago(days), month_milliwatt_hours=0, measured_days=0)

    [found] = worst([*neighbours(), silent], NEWEST)

    assert (found.silent_days, found.stake) == (days, kwh * KWH)


@pytest.mark.parametrize(("share", "low"), [(0.35, True), (0.59, True), (0.6, False), (0.9, False)])
def test_low_is_what_dust_does_not_explain(share, low):
    one = standing(9, month_milliwatt_hours=round(30 * 40 * KWH * share))

    found = worst([*neighbours(), one], NEWEST)

    assert [(each.standing.id, round(each.share, 2)) for each in found] == ([(9, share)] if low else [])


def test_what_a_low_one_lacks_is_at_stake():
    [found] = worst([*neighbours(), standing(9, month_milliwatt_hours=30 * 10 * KWH)], NEWEST)

    assert found.stake == 30 * 30 * KWH


@pytest.mark.parametrize(
    "others",
    [neighbours(2), [standing(number, latitude=9.0) for number in range(1, 9)]],
    ids=["too few neighbours", "neighbours in another cell"],
)
def test_nobody_is_low_without_enough_neighbours(others):
    assert worst([*others, standing(9, month_milliwatt_hours=30 * 10 * KWH)], NEWEST) == []


def test_a_few_days_say_nothing_about_what_is_usual():
    new = standing(9, month_milliwatt_hours=4 * KWH, measured_days=4)

    assert worst([*neighbours(), new], NEWEST) == []


def test_the_most_energy_comes_first_and_only_ten_of_them():
    fleet = [standing(n, flagged_credits=1, flagged_milliwatt_hours=n % 7 * KWH) for n in range(1, 30)]

    found = worst(fleet, NEWEST)

    assert [each.standing.id for each in found[:5]] == [6, 13, 20, 27, 5]
    assert len(found) == 10
