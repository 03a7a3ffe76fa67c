import pytest
from django.forms.models import model_to_dict

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, Status, Verdict
from credits.services import submitting
from credits.services.lifecycle import change_status
from credits.services.submitting import refuse_as_judged, refuse_submission
from lumix import modes
from tests.credits.factories import ADA, HONEST, NOW, checks_of, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(monkeypatch):
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)


def submit(found: CarbonCredit) -> CarbonCredit:
    where = {"inverter_id": found.inverter_id, "day": HONEST}
    return change_status(**where, status=Status.SUBMITTED, reason="", actor=ADA, now=NOW)


def by(outcome: str | None) -> Verdict:
    """A verdict whose month came out like this; None for one of a rule that did not ask."""
    return Verdict(told=[{"name": submitting.MONTH_CHECK, "outcome": outcome}] if outcome else [])


def test_a_single_day_is_verified_with_an_inconclusive_month():
    found = verified()

    assert found.status == Status.VERIFIED
    assert checks_of(found.verdicts.last())[submitting.MONTH_CHECK]["outcome"] == "inconclusive"


def test_in_closed_mode_it_is_not_submitted_and_the_sentence_says_what_helps(closed):
    found = verified()
    with pytest.raises(MoveRefusedError, match=r"month around 2016-07-04 is inconclusive.*upload more of the days"):
        submit(found)
    assert CarbonCredit.objects.get().status == Status.VERIFIED


def test_in_open_mode_it_is_submitted_as_the_published_rule_has_it():
    assert submit(verified()).status == Status.SUBMITTED


def test_the_setting_allows_it_in_closed_mode_too(closed, settings):
    settings.SUBMIT_NEEDS_MONTH = False
    assert submit(verified()).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("outcome", "refused"), [("pass", False), ("fail", False), ("inconclusive", True), (None, True)]
)
def test_a_month_that_concluded_is_enough_and_one_that_was_never_asked_is_none(closed, outcome, refused):
    """A month that failed and is VERIFIED all the same was waived by an auditor."""
    found = verified()
    if refused:
        with pytest.raises(MoveRefusedError, match="inconclusive"):
            refuse_as_judged(found, found.inverter, by(outcome))
    else:
        refuse_as_judged(found, found.inverter, by(outcome))


def test_the_newest_verdict_counts(closed):
    found = verified()
    newer = model_to_dict(found.verdicts.get(), exclude=["id", "credit", "told", "texts"])
    Verdict.objects.create(credit=found, told=by("pass").told, **newer)

    refuse_submission(found, found.inverter)
