import pytest

from credits.models import Verdict
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from reports.audit import verdict_presenter
from reports.audit import words as audit_words


def check(outcome="pass", **changes):
    facts = {
        "name": "rating", "outcome": outcome, "effect": "FLAGGED", "figure": 4.346, "unit": "kWh", "threshold": 6.9,
        "sentence": "Told.", "cure": "Mend it.",
    }  # fmt: skip
    return facts | changes


def shown(**changes):
    [row] = verdict_presenter.checks(Verdict(told=[check(**changes)]))
    return row


def test_every_check_of_the_rule_has_a_plain_name_and_a_known_unit():
    rule = [*DAY_CHECKS, *COPY_CHECKS]
    assert {one.name for one in rule} == set(audit_words.WORDS)
    assert {one.unit for one in rule} - {""} <= set(verdict_presenter.UNITS)


@pytest.mark.parametrize(
    ("unit", "figure", "threshold", "told"),
    [
        ("kWh", 4.346, 6.9, ("4.35", "6.90", "kWh")),
        ("share of the day", 0.9312, 0.75, ("93.1", "75.0", "%")),
        ("r", 0.92849, 0.9, ("0.928", "0.900", "r")),
        ("readings", 3.0, 0.0, ("3", "0", "readings")),
        ("kWp", None, 5.0, ("–", "5.00", "kWp")),
        ("r", None, None, ("–", "–", "")),
        ("furlongs", 1.0, None, ("1.00", "–", "furlongs")),
    ],
)
def test_figures_stand_in_their_units(unit, figure, threshold, told):
    row = shown(unit=unit, figure=figure, threshold=threshold)

    assert (row.figure, row.threshold, row.unit) == told


@pytest.mark.parametrize(
    ("outcome", "effect", "badge"),
    [
        ("pass", "FLAGGED", ("Passes", "pass")),
        ("fail", "FLAGGED", ("Flags", "flagged")),
        ("fail", "PENDING", ("Fails", "fail")),
        ("inconclusive", "FLAGGED", ("Inconclusive", "unknown")),
    ],
)
def test_an_outcome_has_a_word_and_a_shape(outcome, effect, badge):
    found = shown(outcome=outcome, effect=effect).badge

    assert (found.word, found.shape) == badge


def test_a_check_of_a_later_rule_is_shown_by_its_own_name():
    assert shown(name="too_good").name == "Too good"


def test_what_stands_against_the_day_comes_first_in_the_rules_order():
    names = {"pass": ["a", "b"], "fail": ["c", "d"], "inconclusive": ["e"]}
    told = [check(outcome, name=name) for outcome, mine in names.items() for name in mine]
    told.insert(0, check("fail", name="f", effect="PENDING"))

    assert [row.key for row in verdict_presenter.checks(Verdict(told=told))] == ["c", "d", "f", "e", "a", "b"]


def test_outcomes_are_counted_in_a_sentence():
    verdict = Verdict(told=[check("pass"), check("fail"), check("pass")])

    assert verdict_presenter.summary(verdict) == "1 failed and 2 passed"


def test_the_cure_is_that_of_the_check_that_decided():
    checks = [check("fail", sentence="First.", cure="A"), check("fail", sentence="Second.", cure="B")]

    assert verdict_presenter.cure_of(Verdict(told=checks, reason="Second.")) == "B"
    assert verdict_presenter.cure_of(Verdict(told=checks, reason="")) == ""


def test_a_check_that_fails_answers_its_question_in_plain_words_and_one_that_passes_does_not():
    failing, passing = shown(name="clock", outcome="fail", effect="PENDING"), shown(name="clock")

    assert failing.plain.startswith("No: the energy stands at the wrong hours")
    assert (passing.plain, passing.asks) == ("", failing.asks)


def test_every_plain_answer_belongs_to_a_check_and_names_no_term_of_statistics():
    assert set(audit_words.PLAIN) <= set(audit_words.WORDS)
    told = " ".join((*audit_words.PLAIN.values(), *(words.asks for words in audit_words.WORDS.values())))
    assert not {"correlation", "residual", "percentile", "sigma", "threshold"} & set(told.lower().split())
