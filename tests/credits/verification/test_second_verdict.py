"""A slow plain second answer to the verdict: made-up findings, judged one day and one check at a time."""

from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.check import Check
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.copies.rivals import gather_copies, no_rivals
from credits.verification.finding import Finding, Outcome, Status
from credits.verification.thresholds import RULE
from credits.verification.verdict import Judgement, assess
from credits.verification.waivers import AWAITS_AUDITOR, NO_WAIVERS, Waivers
from credits.verification.window import alone
from tests.credits.verification.telling import judge, verdict_of

from .cells import NEAR, beside, kwh_of
from .cells import month as month_of_a_roof
from .making import changed, honest
from .months import around

N = 400
TEXTS = {
    Outcome.PASS: "{figure:.2f} passes.",
    Outcome.FAIL: "{figure:.2f} fails.",
    Outcome.INCONCLUSIVE: "Nothing known.",
}
KINDS = [
    ("one", Status.PENDING, True), ("correlation", Status.PENDING, False), ("two", Status.FLAGGED, True),
    ("three", Status.FLAGGED, False), ("four", Status.PENDING, True),
]  # fmt: skip
CHECKS = tuple(Check(name, effect, "", lambda e: e, TEXTS, f"Mend {name}.", needed) for name, effect, needed in KINDS)
NAMES = [check.name for check in CHECKS]


def made_up(seed):
    """Findings of every kind, and waivers of some, for `N` days."""
    rng = np.random.default_rng(seed)
    findings = tuple(
        Finding(rng.random(N) < 0.8, rng.random(N) < 0.8, rng.choice([0.5, np.nan], N), np.full(N, 0.9)) for _ in CHECKS
    )
    signed, asked = ({name: rng.random(N) < 0.3 for name in NAMES[:4]} for _ in range(2))
    return Judgement(replace(RULE, version="tried"), CHECKS, findings, Waivers(signed, asked))


def plain(judgement, row):
    """(status, cause) of one day: flags, failures, what is open, and last what awaits an auditor, each in order."""
    groups = {"flag": [], "fail": [], "open": [], "await": []}
    for check, finding in zip(judgement.checks, judgement.findings, strict=True):
        signed, asked = (
            bool(marks.get(check.name, np.zeros(N, bool))[row])
            for marks in (judgement.waivers.countersigned, judgement.waivers.proposed)
        )
        failed = finding.known[row] and not finding.passes[row]
        against = failed or (check.needed and not finding.known[row])
        if signed or not against:
            continue
        group = "await" if asked else "open" if not failed else "flag" if check.effect == "FLAGGED" else "fail"
        groups[group].append(check.name)
    cause = next((names[0] for names in groups.values() if names), "")
    status = "FLAGGED" if groups["flag"] else "PENDING" if cause else "VERIFIED"
    return status, cause, not any(groups[name] for name in ("flag", "fail", "open"))


@pytest.mark.parametrize("seed", [1, 2])
def test_status_and_cause_are_those_of_a_plain_walk(seed):
    judgement = made_up(seed)
    assert len(judgement) == N
    for row in range(N):
        status, cause, awaits = plain(judgement, row)
        told = verdict_of(judgement, row)
        assert (judgement.status[row], told.status) == (status, status)
        assert judgement.cause[row] == (NAMES.index(cause) if cause else -1)
        decided = next((check for check in told.checks if check.name == cause), None)
        if not decided:
            assert (told.cause, told.reason, told.cure) == ("", None, None)
        elif awaits:
            reason = f"Awaits an auditor, who is asked to waive the check {cause}: {decided.sentence}"
            cure = "An auditor countersigns the waiver or refuses it."
            assert (told.cause, told.reason, told.cure) == (AWAITS_AUDITOR, reason, cure)
        else:
            assert (told.cause, told.reason, told.cure) == (cause, decided.sentence, f"Mend {cause}.")
    assert {*judgement.status.tolist()} == {"FLAGGED", "PENDING", "VERIFIED"}


def test_a_day_is_told_with_its_checks_its_waivers_and_its_versions():
    judgement = made_up(3)
    for row in range(20):
        told = verdict_of(judgement, row)
        assert told.rule_version == "tried"
        signed = [bool(judgement.waivers.countersigned[name][row]) if name != "four" else False for name in NAMES]
        pairs = zip(CHECKS, judgement.findings, signed, strict=True)
        assert told.checks == tuple(check.result(finding, row, waived=waived) for check, finding, waived in pairs)
        r = judgement.findings[1].figure[row]
        assert told.correlation == (None if np.isnan(r) else r)
    np.testing.assert_array_equal(judgement.correlation, judgement.findings[1].figure)


def test_every_part_of_the_evidence_reaches_its_checks():
    own, *others = kwh_of(NEAR)
    days, curves = month_of_a_roof(own)
    near, window = beside(np.array(others), curves), around(days)
    copies = gather_copies(days, curves, window, no_rivals(window.days.shape[1]))
    marks = {"stuck": np.ones(31, bool)}
    rule = replace(RULE, version="tried", correlation=0.95)
    plain, full = assess(days, curves), assess(days, curves, rule, window=window, copies=copies, neighbours=near)
    waived = assess(days, curves, waivers=Waivers(marks))
    assert [check.name for check in plain.checks] == [check.name for check in DAY_CHECKS]
    assert full.checks == (*DAY_CHECKS, *COPY_CHECKS)
    assert len(full.findings) == len(full.checks)
    assert (plain.rule, full.rule, plain.waivers, waived.waivers.countersigned) == (RULE, rule, NO_WAIVERS, marks)
    known = {check.name: finding.known for check, finding in zip(full.checks, full.findings, strict=True)}
    assert known["neighbour_variation"].all()
    assert full.findings[full.checks.index(DAY_CHECKS[0])].passes.shape == (31,)
    told = judge(days, curves, rule, window=window, waivers=Waivers(marks), copies=copies, neighbours=near)
    assert told == [verdict_of(replace(full, waivers=Waivers(marks)), row) for row in range(31)]


def test_a_window_chooses_the_days_that_are_judged():
    days = changed(honest(3), {})
    curves = expected.derive(days)
    window = alone(3)
    some = replace(window, rows=window.rows[1:], days=window.days[1:])
    assert (len(assess(days, curves)), len(assess(days, curves, window=some))) == (3, 2)
    assert len(judge(days, curves, window=some)) == 2


def test_json_holds_plain_text_and_every_field():
    for check in verdict_of(made_up(4), 0).checks:
        plain_check = check.as_json()
        assert plain_check == vars(check)
        assert (type(plain_check["outcome"]), type(plain_check["effect"])) == (str, str)
