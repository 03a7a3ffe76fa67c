"""Commit before reveal: what was here before NASA published is no copy of it; what came after is looked at harder."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cases import CASES, with_noise

from .making import golden
from .months import judged, noisy, told, unstated, with_kwh

SCORED = slice(30, None)


def copied(noise):
    return with_kwh(noisy(golden().ghi_wh_m2 * 0.0045, noise))


def received_before(days):
    return replace(days, received_after_public=np.zeros(len(days), dtype=bool))


@pytest.mark.parametrize(("noise", "name", "effect"), [(0.03, "month_copy", "FLAGGED"), (0.1, "late_copy", "PENDING")])
def test_the_more_noise_a_late_copy_bears_the_milder_it_is_judged(noise, name, effect):
    found = told(copied(noise), name)
    assert (found.outcome, found.effect) == ("fail", effect)
    assert (judged(copied(noise)).status[SCORED] == effect).all()


def test_more_noise_than_a_real_roof_shows_is_not_seen():
    assert told(copied(0.2), "late_copy").outcome == "pass"


@pytest.mark.parametrize("noise", [0.0, 0.03, 0.1])
@pytest.mark.parametrize("name", ["month_copy", "late_copy"])
def test_what_was_here_before_nasa_published_is_no_copy_and_says_so(noise, name):
    found = told(received_before(copied(noise)), name)
    assert found.outcome == "pass"
    assert "eadings were here before NASA had published" in found.sentence


def test_each_day_answers_for_when_it_came_itself():
    days = copied(0.03)
    some = replace(days, received_after_public=np.arange(len(days)) % 2 == 0)
    flagged = judged(some).status[SCORED] == "FLAGGED"
    assert flagged.tolist() == some.received_after_public[SCORED].tolist()


HONEST = [case for case in CASES if case.honest]


@pytest.mark.parametrize("case", HONEST, ids=[case.name for case in HONEST])
@pytest.mark.parametrize("view", [lambda d: d, unstated, lambda d: with_noise(d, 150.0)], ids=["", "unstated", "noise"])
def test_an_honest_month_that_came_late_is_no_copy(case, view):
    outcomes = judged(view(case.sent(golden())))
    names = [check.name for check in outcomes.checks]
    assert not outcomes.findings[names.index("late_copy")].failed.any()


@pytest.mark.parametrize("kind", ["ghi_sensor", "poa_sensor"])
def test_a_sensor_is_nobodys_publication(kind):
    days = replace(copied(0.1), reference_kind=np.full(len(golden()), kind))
    assert told(days, "late_copy").outcome == "inconclusive"


def test_a_day_alone_is_no_copy():
    assert told(copied(0.1).take(slice(0, 1)), "late_copy", 0).outcome == "inconclusive"
