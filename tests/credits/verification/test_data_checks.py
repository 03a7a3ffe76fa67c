from dataclasses import replace

import numpy as np
import pytest

from .asking import check, verdict
from .making import batch, changed, honest

NAN = np.nan


@pytest.mark.parametrize("quantity", ["ac_output", "load", "export"])
def test_only_pv_generation_verifies(quantity):
    days = honest(quantity=quantity)
    assert verdict(days).status == "PENDING"
    assert quantity.replace("_", " ") in verdict(days).reason.lower()


@pytest.mark.parametrize("quantity", ["ac_output", "load", "export"])
def test_what_is_no_generation_is_never_flagged(quantity):
    assert verdict(honest(quantity=quantity, performance_ratio=4.0)).status == "PENDING"


def test_a_day_not_yet_over_is_pending():
    assert verdict(honest(day_over=False)).reason == "The local day has not ended yet."


def test_provisional_readings_leave_the_day_pending():
    result = verdict(honest(provisional=3))
    assert (result.status, result.reason[:10]) == ("PENDING", "3 readings")


@pytest.mark.parametrize(("minutes", "outcome"), [(5.0, "pass"), (60.0, "pass"), (61.0, "fail"), (NAN, "inconclusive")])
def test_an_interval_is_at_most_an_hour(minutes, outcome):
    assert check(honest(interval_minutes=minutes), "interval").outcome == outcome


def test_a_whole_day_in_one_reading_is_pending_whatever_its_hour():
    for slot in (0, 12, 23):
        days = replace(changed(batch(1), {slot: 30.0}), interval_minutes=np.array([1440.0]))
        assert verdict(days).status == "PENDING"


@pytest.mark.parametrize(
    ("lost", "outcome"),
    [
        ((), "pass"),
        ((12,), "pass"),
        ((7, 16), "pass"),
        ((12, 13), "fail"),
        (range(6, 19), "fail"),
        (range(19, 24), "pass"),
    ],
)
def test_enough_daylight_weighs_each_hour_by_its_sun(lost, outcome):
    assert check(changed(honest(), dict.fromkeys(lost, NAN)), "daylight").outcome == outcome


def test_a_gap_at_noon_leaves_the_day_pending_and_names_its_hours():
    result = verdict(changed(honest(), {11: NAN, 12: NAN, 13: NAN}))
    assert result.status == "PENDING"
    assert "11:00 to 14:00" in result.reason
    assert "11:00 to 14:00" in result.cure


def test_a_logger_that_sleeps_at_night_is_judged_like_any_other():
    days = honest()
    asleep = changed(days, dict.fromkeys([0, 1, 2, 3, 4, 20, 21, 22, 23], NAN))
    assert verdict(asleep).status == "VERIFIED"
    assert verdict(asleep).correlation == verdict(days).correlation


def test_an_empty_day_is_pending():
    result = verdict(replace(honest(), kwh=np.full((1, 24), NAN)))
    assert result.status == "PENDING"
    assert result.correlation is None


@pytest.mark.parametrize("slot", [0, 6, 12, 23])
def test_a_single_slot_is_pending(slot):
    assert verdict(changed(replace(honest(), kwh=np.full((1, 24), NAN)), {slot: 1.0})).status == "PENDING"


def test_a_day_without_output_is_an_outage_and_no_fraud():
    result = verdict(replace(honest(), kwh=np.zeros((1, 24))))
    assert result.status == "PENDING"
    assert "outage" in result.reason


@pytest.mark.parametrize(
    ("gap", "energy", "hours", "lump", "status"),
    [
        ((10, 11), 12.0, 1.0, True, "PENDING"),  # three hours of a 6 kWp array
        ((10, 11), 20.0, 1.0, True, "PENDING"),
        ((10, 11), 21.0, 1.0, False, "FLAGGED"),  # more than three hours hold
        ((), 12.0, 1.0, False, "FLAGGED"),  # no gap, no excuse
        ((9, 10, 11), 5.0, 1.0, False, "PENDING"),  # an hour's energy, but the daylight is missing
        (range(12), 60.0, 1.0, True, "PENDING"),
        (range(12), 200.0, 1.0, False, "FLAGGED"),
        (range(12), 200.0, 48.0, True, "PENDING"),  # the gap began two days ago
        (range(12), 9000.0, NAN, True, "PENDING"),  # the first reading ever
    ],
)
def test_a_lump_after_a_gap_is_pending_within_what_the_gap_could_hold(gap, energy, hours, lump, status):
    days = changed(honest(hours_since_previous=hours), dict.fromkeys(gap, NAN) | {12: energy})
    assert (check(days, "lump").outcome == "fail") == lump
    assert verdict(days).status == status


def test_a_lump_in_the_first_slot_may_be_yesterdays():
    assert verdict(changed(honest(hours_since_previous=30.0), {0: 40.0})).status == "PENDING"
    assert verdict(changed(honest(hours_since_previous=1.0), {0: 40.0})).status == "FLAGGED"


@pytest.mark.parametrize(
    ("slots", "outcome"), [({9: 1.5, 10: 1.5, 11: 1.5}, "pass"), (dict.fromkeys(range(9, 13), 1.5), "fail")]
)
def test_a_value_that_repeats_through_the_day_looks_stuck(slots, outcome):
    assert check(changed(honest(), slots), "stuck").outcome == outcome


def test_a_clipped_inverter_may_repeat_its_rating():
    days = honest(capacity_kw=3.0, performance_ratio=0.85)
    clipped = replace(days, kwh=np.minimum(days.kwh, 3.0))
    assert (clipped.kwh == 3.0).sum() >= 4
    assert verdict(clipped).status == "VERIFIED"


def test_zeros_are_an_outage_and_not_stuck():
    assert check(changed(honest(), dict.fromkeys(range(9, 15), 0.0)), "stuck").outcome == "pass"


def test_stuck_values_name_value_and_length():
    sentence = check(changed(honest(), dict.fromkeys(range(9, 14), 1.25)), "stuck").sentence
    assert sentence.startswith("The same value, 1.25 kWh, stands in 5 daylight hours")


def test_load_output_through_the_night_is_pending_with_the_cure():
    load = np.array(
        [0.5, 0.4, 0.4, 0.4, 0.5, 0.6, 0.8, 0.9, 0.8, 0.9, 1, 1, 1.1, 1, 1, 0.9, 1, 1.3, 1.9, 2.6, 2.4, 2, 1.2, 0.8]
    )
    result = verdict(replace(honest(), kwh=load[None]))
    assert result.status == "PENDING"
    assert "looks like load output" in result.reason
    assert "PV yield" in result.cure


def test_a_load_that_draws_on_the_grid_is_not_bounded_by_the_sun():
    days = honest(capacity_kw=5.0, dc_capacity_kwp=2.0)
    result = verdict(replace(days, kwh=np.where(days.kwh > 0, 4.5, 1.0)))
    assert result.status == "PENDING"


def test_a_day_whose_satellite_is_unpublished_is_pending_with_the_note():
    days = replace(honest(), ghi_wh_m2=np.full((1, 24), NAN))
    assert "four months late" in verdict(days).reason
    noted = replace(days, reference_note=np.array(["The satellite service did not answer in 15 s."]))
    assert verdict(noted).reason.endswith("The satellite service did not answer in 15 s.")


def test_unpublished_edges_do_not_hold_a_day_back():
    days = honest()
    edges = np.isin(np.arange(24), [0, 6, 18, 23])
    assert verdict(replace(days, ghi_wh_m2=np.where(edges, NAN, days.ghi_wh_m2))).status == "VERIFIED"


def test_in_the_polar_night_nothing_verifies_and_nothing_flags():
    days = batch(1, latitude=80.0, midnight="2024-12-20T23:00", kwh=0.0, ghi_wh_m2=0.0)
    assert verdict(days).status == "PENDING"
    assert check(days, "daylight").outcome == "inconclusive"
