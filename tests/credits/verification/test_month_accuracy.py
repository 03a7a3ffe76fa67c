"""The targets of the rule on real days with their months: Golden, scored from the 31st day on."""

from dataclasses import replace

import numpy as np
import pytest

from .making import golden
from .months import ahead, bell, judged, noisy, unstated, with_kwh
from .test_accuracy import full_battery, two_outages, with_noise

SCORED = slice(30, None)


def lost_hours(days):
    lost = np.random.default_rng(20161).random(days.kwh.shape) < 0.05
    return replace(days, kwh=np.where(lost, np.nan, days.kwh))


HONEST = {
    "as it is": (lambda days: days, 0.95),
    "hours lost": (lost_hours, 0.90),
    "outages": (two_outages, 0.90),
    "battery at 85 %": (lambda days: full_battery(days, 0.85), 0.90),
    "battery at 50 %": (full_battery, 0.65),
    "dust": (lambda days: replace(days, kwh=days.kwh * 0.7), 0.95),
    "a second meter": (lambda days: replace(days, kwh=noisy(days.kwh, 0.015)), 0.95),
}
VIEWS = {
    "stated": (lambda days: days, 0.0),
    "unstated": (unstated, 0.05),
    "noise": (with_noise, 0.15),
    "unstated, noise": (lambda days: unstated(with_noise(days)), 0.2),
}


@pytest.mark.parametrize("case", HONEST)
@pytest.mark.parametrize("view", VIEWS)
def test_honest_energy_verifies_and_no_honest_day_is_flagged(case, view):
    alter, least = HONEST[case]
    seen, allowance = VIEWS[view]
    days = seen(alter(golden()))
    status, energy = judged(days).status[SCORED], np.nansum(days.kwh, axis=1)[SCORED]
    assert (status == "FLAGGED").mean() <= 0.01
    assert energy[status == "VERIFIED"].sum() / energy.sum() >= least - allowance


def satellite_sized_bell():
    days = golden()
    clear = bell()
    return noisy(clear * (days.ghi_wh_m2.sum(axis=1) / clear.sum(axis=1))[:, None] * 0.004, 0.02)


def flat_block():
    block = np.zeros_like(golden().kwh)
    block[:, 9:16] = golden().kwh.sum(axis=1, keepdims=True) / 7
    return block


FORGED = {
    "cloudless bell": (lambda: noisy(bell(), 0.05), 0.0),
    "bell of the satellite's size": (satellite_sized_bell, 0.0),
    "yesterday": (lambda: np.roll(golden().kwh, 1, axis=0), 0.0),
    "last week": (lambda: np.roll(golden().kwh, 7, axis=0), 0.0),
    "best day": (lambda: noisy(np.tile(golden().kwh[golden().kwh.sum(axis=1).argmax()], (104, 1)), 0.03), 0.8),
    "the satellite's": (lambda: noisy(golden().ghi_wh_m2 * 0.0045, 0.03), 0.95),
    "1.3 times": (lambda: golden().kwh * 1.3, 0.0),
    "twice": (lambda: golden().kwh * 2, 0.95),
    "flat block": (flat_block, 0.0),
}


@pytest.mark.parametrize("case", FORGED)
def test_at_most_one_forged_day_in_fifty_verifies(case):
    forge, flagged = FORGED[case]
    status = judged(with_kwh(forge())).status[SCORED]
    assert (status == "VERIFIED").mean() <= 0.02
    assert (status == "FLAGGED").mean() >= flagged


@pytest.mark.parametrize("hours", [1, -1, 7, -5])
@pytest.mark.parametrize("view", ["stated", "noise"])
def test_no_day_of_a_wrong_clock_verifies_or_flags(hours, view):
    status = judged(VIEWS[view][0](ahead(golden(), hours))).status[SCORED]
    assert (status == "PENDING").mean() >= 0.98
