import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credits.verification import expected
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.finding import Outcome, Status
from credits.verification.thresholds import RULE, RULE_VERSION
from credits.verification.verdict import assess
from tests.credits.verification.telling import judge

from .asking import verdict
from .making import changed, golden, honest

NAN = np.nan
RANK = {"VERIFIED": 0, "PENDING": 1, "FLAGGED": 2}
DAYS = st.integers(0, 103)


def golden_day(row):
    return golden().take(slice(row, row + 1))


def test_an_honest_day_is_verified_without_reason_or_cure():
    result = verdict(honest())
    assert (result.status, result.reason, result.cure) == ("VERIFIED", None, None)
    assert result.correlation > 0.99
    assert result.rule_version == RULE_VERSION
    needed = {check.name for check in DAY_CHECKS if check.needed}
    assert all(check.outcome == "pass" for check in result.checks if check.name in needed)
    assert not any(check.outcome == "fail" for check in result.checks)


def test_every_check_is_answered_once_in_the_order_of_the_registry():
    assert [check.name for check in verdict(honest()).checks] == [check.name for check in DAY_CHECKS]
    assert len({check.name for check in DAY_CHECKS}) == len(DAY_CHECKS)


def test_a_flag_outweighs_what_is_missing():
    days = changed(honest(day_over=False), {12: 60.0})
    assert verdict(days).status == "FLAGGED"
    assert "60.00 kWh" in verdict(days).reason


def test_only_what_no_honest_plant_can_do_may_flag():
    of_the_day = {"rating", "night", "cloudless", "satellite"}
    of_the_month = {"month_ceiling", "month_copy", "month_repeated"}
    assert {c.name for c in DAY_CHECKS if c.effect is Status.FLAGGED} == of_the_day | of_the_month


def test_an_anticorrelated_day_is_pending_and_no_fraud():
    days = honest()
    upside_down = np.where(days.kwh > 0, days.kwh.max() - days.kwh + 0.1, 0.0)
    result = verdict(replace(days, kwh=upside_down))
    assert result.status == "PENDING"
    assert result.correlation < 0.5


def test_a_constant_curve_never_reads_as_correlated():
    days = replace(honest(), ghi_wh_m2=np.full((1, 24), 300.0), kwh=np.full((1, 24), 0.3))
    result = verdict(days)
    assert result.correlation is None
    assert result.status == "PENDING"


def strange_days():
    """Days on which something or everything is missing."""
    good = honest()
    nothing = np.full((1, 24), NAN)
    yield "empty", replace(good, kwh=nothing, ghi_wh_m2=nothing)
    yield "no readings", replace(good, kwh=nothing)
    yield "no satellite", replace(good, ghi_wh_m2=nothing)
    yield "no output", replace(good, kwh=np.zeros((1, 24)))
    yield (
        "unknown",
        replace(good, surface_tilt=np.array([NAN]), dc_capacity_kwp=np.array([NAN]), interval_minutes=np.array([NAN])),
    )
    yield "load", replace(good, quantity=np.array(["load"]))
    yield "daily", replace(good, interval_minutes=np.array([1440.0]))
    yield "night only", replace(good, kwh=np.where(good.kwh > 0, NAN, 0.0))
    yield "clock", replace(good, kwh=np.roll(good.kwh, 7, axis=1))
    yield "huge", replace(good, kwh=good.kwh * 1e5)
    yield "polar", replace(good, latitude=np.array([85.0]))
    yield "lump", changed(good, {10: NAN, 11: 9.0})


@pytest.mark.parametrize(("name", "days"), list(strange_days()))
def test_no_nan_and_no_gap_in_a_sentence_reaches_json(name, days):
    told = verdict(days)
    plain = {**vars(told), "checks": [check.as_json() for check in told.checks]}
    text = json.dumps(plain, allow_nan=False)
    assert "nan" not in text.lower()
    assert "{" not in "".join(check["sentence"] + check["cure"] for check in plain["checks"])
    assert plain["status"] == "VERIFIED" or plain["reason"]


@pytest.mark.parametrize("check", DAY_CHECKS, ids=lambda check: check.name)
def test_every_check_has_a_sentence_for_passing_and_failing_and_a_cure(check):
    assert {Outcome.PASS, Outcome.FAIL} <= set(check.sentences)
    assert all(
        sentence.endswith((".", "{note}", "{also}", "{step}", "{hint}")) for sentence in check.sentences.values()
    )
    assert check.cure.endswith(".")
    assert check.measure.__doc__


@settings(max_examples=40, deadline=None)
@given(row=DAYS, small=st.floats(0.5, 3.0), more=st.floats(1.0, 4.0), slots=st.sets(st.integers(0, 23), max_size=3))
def test_scaling_up_never_takes_a_flag_away(row, small, more, slots):
    days = changed(golden_day(row), dict.fromkeys(slots, NAN))
    curves = expected.derive(days)
    before = assess(replace(days, kwh=days.kwh * small), curves).status[0]
    after = assess(replace(days, kwh=days.kwh * small * more), curves).status[0]
    assert not (before == "FLAGGED" and after != "FLAGGED")


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(12)))
def test_the_order_of_the_batch_changes_no_verdict(order):
    rows = np.arange(0, 96, 8)
    days = golden().take(rows)
    straight = judge(days, expected.derive(days))
    shuffled = days.take(np.array(order))
    again = judge(shuffled, expected.derive(shuffled))
    assert again == [straight[row] for row in order]


def test_a_day_alone_is_judged_as_in_a_batch():
    together = judge(golden(), expected.derive(golden()))
    for row in (0, 30, 61, 103):
        assert verdict(golden_day(row)) == together[row]


def test_judging_twice_gives_the_same():
    assert judge(golden(), expected.derive(golden())) == judge(golden(), expected.derive(golden()))


def test_columns_and_sentences_tell_the_same():
    judgement = assess(golden(), expected.derive(golden()))
    told = judge(golden(), expected.derive(golden()))
    assert [str(one.status) for one in told] == judgement.status.tolist()
    assert ((judgement.cause < 0) == (judgement.status == "VERIFIED")).all()


def test_another_rule_can_be_tried_on_the_same_days():
    strict = replace(RULE, version="strict", correlation=0.9999)
    days = golden()
    curves = expected.derive(days)
    assert (assess(days, curves, strict).status == "VERIFIED").sum() < (assess(days, curves).status == "VERIFIED").sum()
    assert judge(days, curves, strict)[0].rule_version == "strict"


def test_an_inconclusive_check_that_is_not_needed_does_not_hold_a_day_back():
    days = honest(interval_minutes=NAN)
    curves = expected.derive(days)
    optional = [replace(c, needed=False) if c.name == "interval" else c for c in DAY_CHECKS]
    assert assess(days, curves).status[0] == "PENDING"
    assert assess(days, curves, checks=optional).status[0] == "VERIFIED"


def test_curves_of_other_days_are_refused():
    with pytest.raises(ValueError, match="cannot be judged"):
        assess(honest(2), expected.derive(honest(1)))


def test_no_days_have_no_verdicts():
    none = honest(2).take(slice(0, 0))
    assert judge(none, expected.derive(none)) == []
