"""The targets of the rule on real days with their months: Golden, scored from the 31st day on."""

import numpy as np
import pytest

from benchmarks.cases import CASES, NAMED, with_noise
from benchmarks.rules import View
from benchmarks.rules import judged as judged_case
from credits.verification import expected

from .making import golden
from .months import ahead, judged, unstated

SCORED = slice(30, None)
LEAST_ENERGY = {
    "honest": 0.95,
    "honest, 5 % of hours lost": 0.90,
    "honest, two outages a day": 0.90,
    "honest, battery full at 85 %": 0.90,
    "honest, battery full at 50 %": 0.65,
    "honest, dust takes 30 %": 0.95,
    "honest, twin on the same roof": 0.95,
}


def noisy_sky(days, draw=0):
    return with_noise(days, 150.0, draw)


VIEWS = {
    "stated": (lambda days: days, 0.0),
    "unstated": (unstated, 0.05),
    "noise": (noisy_sky, 0.15),
    "unstated, noise": (lambda days: unstated(noisy_sky(days)), 0.2),
}


@pytest.mark.parametrize("case", LEAST_ENERGY)
@pytest.mark.parametrize("view", VIEWS)
def test_honest_energy_verifies_and_no_honest_day_is_flagged(case, view):
    seen, allowance = VIEWS[view]
    days = seen(NAMED[case].sent(golden()))
    status, energy = judged(days).status[SCORED], np.nansum(days.kwh, axis=1)[SCORED]
    assert (status == "FLAGGED").mean() <= 0.01
    assert energy[status == "VERIFIED"].sum() / energy.sum() >= LEAST_ENERGY[case] - allowance


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_target_is_met_where_copies_are_looked_for(case):
    ours, _ = judged_case(case, [View(golden(), expected.derive(golden()))])
    assert ours.meets(case.target), ours


WRONG_CLOCKS = [1, -1, 7, -5]


@pytest.mark.parametrize("hours", WRONG_CLOCKS)
def test_no_day_of_a_wrong_clock_verifies_or_flags(hours):
    status = judged(ahead(golden(), hours)).status[SCORED]
    assert (status == "PENDING").mean() >= 0.98


@pytest.mark.parametrize("hours", WRONG_CLOCKS)
def test_under_a_noisy_satellite_one_day_of_a_wrong_clock_in_forty_may_pass_by_luck(hours):
    clock = ahead(golden(), hours)
    status = np.array([judged(noisy_sky(clock, draw)).status[SCORED] for draw in range(10)])
    assert (status == "VERIFIED").mean() <= 0.025
    assert (status == "FLAGGED").mean() <= 0.01
