import json
from datetime import timedelta

import pytest

from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.services import renewed
from credits.services.clock import correct_and_verify
from inverters.models.equipment import FIRST_DAY
from lumix.ledger.models import LedgerEntry
from tests.credits.clocks import DAYS, energy, honest_outcome, judged_days, stamped_ahead, stamps, statuses
from tests.credits.factories import ADA, NOW, checks_of

pytestmark = pytest.mark.django_db

WHY = {"reason": "the logger's menu shows the wrong time", "actor": ADA, "now": NOW}


def hours_found(credit: CarbonCredit) -> float | None:
    return checks_of(credit.verdicts.last())["clock"]["figure"]


@pytest.mark.parametrize("hours", [7, 1, -1])
def test_after_the_correction_the_days_verify_as_the_honest_ones_do(hours):
    honest = honest_outcome()
    wrong = stamped_ahead(hours)
    judged_days(wrong)
    assert statuses(wrong) != honest[0]
    before = stamps(wrong)

    correct_and_verify(inverter=wrong, minutes=60 * hours, valid_from=FIRST_DAY, **WHY)

    assert (statuses(wrong), energy(wrong)) == honest
    assert "VERIFIED" in statuses(wrong).values()
    assert stamps(wrong) == before


def test_the_verdicts_own_figure_names_the_correction_to_half_an_hour_and_flags_nobody():
    wrong = stamped_ahead(7)
    found = {hours_found(credit) for credit in judged_days(wrong)}
    assert 7.0 in found and found <= {6.5, 7.0, 7.5}
    assert "FLAGGED" not in statuses(wrong).values()

    done = correct_and_verify(inverter=wrong, minutes=420, valid_from=FIRST_DAY, **WHY)

    assert {hours_found(credit) for credit in done.credits} == {0.0}


def test_the_same_act_with_the_old_minutes_takes_it_back():
    wrong = stamped_ahead(7)
    judged_days(wrong)
    before = statuses(wrong), energy(wrong)
    correct_and_verify(inverter=wrong, minutes=420, valid_from=FIRST_DAY, **WHY)
    assert before != (statuses(wrong), energy(wrong))

    done = correct_and_verify(inverter=wrong, minutes=0, valid_from=FIRST_DAY, **WHY)

    assert before == (statuses(wrong), energy(wrong))
    assert done.correction.before == {FIRST_DAY: 420}
    told = [json.loads(bytes(entry.canonical))["data"] for entry in LedgerEntry.objects.filter(type="clock.corrected")]
    assert [(entry["minutes"], entry["before"][0]["minutes"]) for entry in told] == [("420", "0"), ("0", "420")]


def test_every_day_that_the_correction_moves_is_judged_again_and_no_other():
    wrong = stamped_ahead(-2)
    judged_days(wrong)
    first, middle = DAYS[0], DAYS[5]

    done = correct_and_verify(inverter=wrong, minutes=-120, valid_from=middle, **WHY)

    assert [credit.date for credit in done.credits] == [day for day in DAYS if day >= middle - timedelta(days=1)]
    assert not CarbonCredit.objects.filter(inverter=wrong, cause=UNJUDGED).exists()
    assert CarbonCredit.objects.get(inverter=wrong, date=first).verdicts.count() == 1
    for credit in CarbonCredit.objects.filter(inverter=wrong):
        assert credit.milliwatt_hours == energy(wrong)[credit.date]


def test_years_of_days_are_judged_in_several_transactions(monkeypatch):
    monkeypatch.setattr(renewed, "JUDGED_AT_ONCE", 3)
    wrong = stamped_ahead(7)
    judged_days(wrong)
    done = correct_and_verify(inverter=wrong, minutes=420, valid_from=FIRST_DAY, **WHY)
    assert [credit.date for credit in done.credits] == DAYS


def test_days_outside_the_inverters_life_are_not_judged():
    wrong = stamped_ahead(7)
    judged_days(wrong)
    wrong.commissioned, wrong.retired = DAYS[2], DAYS[4]
    wrong.save()
    done = correct_and_verify(inverter=wrong, minutes=420, valid_from=FIRST_DAY, **WHY)
    assert [credit.date for credit in done.credits] == DAYS[2:5]


def test_where_judging_fails_the_correction_stands_and_the_days_wait(monkeypatch):
    wrong = stamped_ahead(7)
    judged_days(wrong)

    def broken(**asked: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(renewed, "verify", broken)
    with pytest.raises(RuntimeError):
        correct_and_verify(inverter=wrong, minutes=420, valid_from=FIRST_DAY, **WHY)
    assert wrong.equipment.get().clock_offset_minutes == 420
    assert set(CarbonCredit.objects.values_list("status", "cause")) == {(Status.PENDING, UNJUDGED)}
