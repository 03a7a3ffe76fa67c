"""Another version of the rule, tried on the fleet: what would move is told, and nothing moves."""

from dataclasses import fields

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit
from credits.services import rule_trials
from credits.services.rule_trials import Comparison, UnknownLimitError, compare_rules, trial_rule
from credits.verification.thresholds import RULE
from tests.credits.factories import NOW, calculate_days, flagged, golden_sky, submitted, verified

pytestmark = pytest.mark.django_db


def tried(*limits: str, credits=None) -> Comparison:
    found = CarbonCredit.objects.all() if credits is None else credits
    return compare_rules(trial=trial_rule(limits), credits=found, now=NOW)


def everything() -> dict[str, list[tuple]]:
    models = [*apps.get_app_config("ledger").get_models(), *apps.get_app_config("credits").get_models()]
    models += apps.get_app_config("inverters").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def test_the_rule_in_force_moves_nothing():
    verified()
    found = tried()
    assert (found.moves, dict(found.count)) == ([], {("VERIFIED", "VERIFIED"): 1})


def test_a_stricter_correlation_moves_a_verified_day_and_names_it():
    credit = verified()
    found = tried("correlation=0.9999")
    assert found.moves == [("VERIFIED", "PENDING")]
    assert found.grams["VERIFIED", "PENDING"] == credit.grams
    [case] = found.cases["VERIFIED", "PENDING"]
    assert (case.inverter_id, case.day, case.status) == (credit.inverter_id, "2016-07-04", "VERIFIED")
    assert "r = " in case.reason


def test_a_trial_changes_no_table_and_no_ledger_entry():
    verified()
    flagged()
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        assert tried("correlation=0.9999").moves
    assert everything() == before
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_a_submitted_credit_that_would_move_is_counted_as_frozen():
    submitted()
    assert tried("correlation=0.9999").frozen["VERIFIED", "PENDING"] == 1


def test_the_first_cases_are_named_and_all_are_counted(monkeypatch):
    days = [credit.date for credit in calculate_days(8)]
    golden_sky(days[0], days[-1])
    found = tried("daylight_share=1.01")
    [move] = found.moves
    assert (found.count[move] > rule_trials.FIRST_CASES, len(found.cases[move])) == (True, rule_trials.FIRST_CASES)
    monkeypatch.setattr(rule_trials, "in_chunks", lambda credits, real=rule_trials.in_chunks: real(credits, 3))
    assert tried("daylight_share=1.01").count == found.count


def test_some_credits_can_be_chosen():
    verified()
    assert tried("correlation=0.9999", credits=CarbonCredit.objects.none()).count.total() == 0


def test_a_trial_rule_differs_in_its_limits_and_its_version_alone():
    rule = trial_rule(["correlation=0.95", "level=1.1"])
    differing = {row.name for row in fields(rule) if getattr(rule, row.name) != getattr(RULE, row.name)}
    assert differing == {"version", "correlation", "level"}
    assert trial_rule([], version="next").version == "next"


@pytest.mark.parametrize("limit", ["corelation=0.9", "version=2", "correlation", "correlation=", "correlation=nan"])
def test_a_limit_that_cannot_be_taken_is_refused_with_what_can(limit):
    with pytest.raises(UnknownLimitError, match=r"The rule has no limit|takes a number: write correlation=0\.9"):
        trial_rule([limit])
