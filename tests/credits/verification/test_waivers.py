from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credits.verification import expected
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.days import DayBatch
from credits.verification.verdict import Judgement, assess
from credits.verification.waivers import AWAITS_AUDITOR, INDISPENSABLE, NO_WAIVERS, Waivers, mask
from tests.credits.verification.telling import DayVerdict, verdict_of

from .making import changed, golden, honest

NAMES = [check.name for check in DAY_CHECKS]
WAIVABLE = [name for name in NAMES if name not in INDISPENSABLE]
NEEDED = {check.name for check in DAY_CHECKS if check.needed}
STUCK = dict.fromkeys((9, 10, 11, 12), 2.0)
FIRST = np.array([True, False])


def judged(days: DayBatch, **waivers: Mapping[str, np.ndarray]) -> Judgement:
    return assess(days, expected.derive(days), waivers=Waivers(**waivers))


def check(found: DayVerdict, name: str) -> dict:
    return next(asdict(result) for result in found.checks if result.name == name)


def stuck(n: int = 2) -> DayBatch:
    """Days of which nothing but a run of equal values is to be said."""
    days = changed(honest(n), STUCK)
    assert [result.name for result in verdict_of(judged(days), 0).checks if result.outcome == "fail"] == ["stuck"]
    return days


def test_a_waived_check_is_left_out_on_its_own_day_alone():
    found = judged(stuck(), countersigned={"stuck": FIRST})
    assert found.status.tolist() == ["VERIFIED", "PENDING"]
    assert [verdict_of(found, row).cause for row in (0, 1)] == ["", "stuck"]


def test_a_waived_outcome_stays_as_measured_and_says_that_it_was_waived():
    plain, waived = verdict_of(judged(stuck()), 0), verdict_of(judged(stuck(), countersigned={"stuck": FIRST}), 0)
    assert check(waived, "stuck") == check(plain, "stuck") | {"waived": True}
    assert [result.name for result in waived.checks if result.waived] == ["stuck"]


def test_a_proposed_waiver_awaits_an_auditor_and_names_the_finding():
    found = verdict_of(judged(stuck(), proposed={"stuck": FIRST}), 0)
    assert (found.status, found.cause) == ("PENDING", AWAITS_AUDITOR)
    assert found.reason.startswith("Awaits an auditor, who is asked to waive the check stuck: ")
    assert found.reason.endswith(check(found, "stuck")["sentence"])
    assert "countersigns" in found.cure
    assert not check(found, "stuck")["waived"]


def test_a_flag_under_a_proposal_is_pending_and_under_a_signature_verified():
    days = changed(honest(2), {12: 60.0})
    flags = {result.name: FIRST for result in verdict_of(judged(days), 0).checks if result.outcome == "fail"}
    assert judged(days).status.tolist() == ["FLAGGED", "FLAGGED"]
    assert judged(days, proposed=flags).status.tolist() == ["PENDING", "FLAGGED"]
    assert judged(days, countersigned=flags).status.tolist() == ["VERIFIED", "FLAGGED"]


def test_what_the_owner_can_mend_comes_before_what_an_auditor_has_to_sign():
    days = changed(honest(1), STUCK | {8: np.nan, 14: np.nan, 15: np.nan})
    found = verdict_of(judged(days, proposed={"stuck": np.array([True])}), 0)
    assert (found.status, found.cause) == ("PENDING", "daylight")


def test_a_signature_outweighs_a_proposal_of_the_same_check():
    both = {"stuck": FIRST}
    assert judged(stuck(), countersigned=both, proposed=both).status.tolist() == ["VERIFIED", "PENDING"]


@pytest.mark.parametrize("name", ["stuck", "correlation"])
def test_a_waiver_of_a_check_that_passes_changes_nothing_but_its_mark(name):
    days = honest(2)
    plain, waived = verdict_of(judged(days), 0), verdict_of(judged(days, countersigned={name: FIRST}), 0)
    assert (waived.status, waived.reason, waived.cause) == (plain.status, plain.reason, plain.cause)


@pytest.mark.parametrize("name", sorted(INDISPENSABLE))
@pytest.mark.parametrize("kind", ["countersigned", "proposed"])
def test_no_signature_replaces_evidence_that_is_not_there(name, kind):
    with pytest.raises(ValueError, match=f"no signature replaces {name}"):
        Waivers(**{kind: {name: FIRST}})


def test_all_that_no_signature_replaces_are_named_at_once():
    with pytest.raises(ValueError, match=r"^no signature replaces interval, production$"):
        Waivers(countersigned={"production": FIRST}, proposed={"interval": FIRST, "stuck": FIRST})


def test_the_indispensable_checks_are_checks_and_say_what_helps_instead():
    assert set(INDISPENSABLE) <= set(NAMES)
    assert all(sentence.endswith(".") for sentence in INDISPENSABLE.values())
    assert not {c.name for c in DAY_CHECKS if c.effect == "FLAGGED"} & set(INDISPENSABLE)


def test_without_waivers_the_masks_are_empty():
    assert mask(NO_WAIVERS.countersigned, NAMES, 3).shape == (len(NAMES), 3)
    assert not mask(NO_WAIVERS.proposed, NAMES, 3).any()
    assert mask({}, NAMES, 0).shape == (len(NAMES), 0)
    assert mask({}, [], 3).dtype == mask({}, NAMES, 3).dtype == bool


def plain_status(found: DayVerdict, signed: set[str], asked: set[str]) -> str:
    """The rule for one day, told as a person would: what is signed is out, what is asked holds the day back."""
    left = [result for result in found.checks if result.name not in signed]
    against = [r for r in left if r.outcome == "fail" or (r.outcome == "inconclusive" and r.name in NEEDED)]
    if any(r.outcome == "fail" and r.effect == "FLAGGED" and r.name not in asked for r in against):
        return "FLAGGED"
    return "PENDING" if against else "VERIFIED"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.lists(st.sampled_from(WAIVABLE)), st.lists(st.sampled_from(WAIVABLE)), st.integers(1, 4))
def test_any_waivers_of_any_day_are_judged_as_a_person_would(first, signed, asked, times):
    days = golden().take(slice(first, first + 3))
    days = changed(days, dict.fromkeys((11, 12), 6.0 * times) if times > 1 else {})
    all_three = np.ones(3, bool)
    plain = judged(days)
    found = judged(days, countersigned=dict.fromkeys(signed, all_three), proposed=dict.fromkeys(asked, all_three))
    told = [plain_status(verdict_of(plain, row), set(signed), set(asked)) for row in range(3)]
    assert found.status.tolist() == told
