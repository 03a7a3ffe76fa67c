from datetime import timedelta

import pytest

from credits.models import CarbonCredit, Status
from credits.selectors import uncredited_days
from credits.services import bulk, lifecycle
from credits.services.bulk import calculate_many, submit_many, verify_many, what_submitting_does
from inverters.services.master_data import save_inverter
from lumix import modes
from lumix.ledger.models import LedgerEntry
from tests.credits import factories
from tests.credits.factories import ADA, HONEST, NOW
from tests.credits.waiving import by_waiver

pytestmark = pytest.mark.django_db
DOING = {"actor": ADA, "now": NOW}


def everything() -> list[CarbonCredit]:
    return list(CarbonCredit.objects.select_related("inverter").order_by("id"))


def statuses() -> list[str]:
    return [credit.status for credit in everything()]


def days_with_one_submitted(count: int, which: int) -> None:
    factories.golden_sky(last=HONEST + timedelta(days=count))
    made = factories.calculate_days(count)
    CarbonCredit.objects.filter(pk=made[which].pk).update(status=Status.SUBMITTED)


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_one_that_is_refused_leaves_the_others_judged(monkeypatch, at_once):
    monkeypatch.setattr(bulk, "JUDGED_AT_ONCE", at_once)
    days_with_one_submitted(5, 2)

    done = verify_many(credits=everything(), **DOING)

    assert done.count == 4
    assert done.refused == {"The credit of that day was submitted and is final.": 1}
    assert [credit.verdicts.count() for credit in everything()] == [1, 1, 0, 1, 1]


def test_what_was_verified_is_told_by_its_status_and_mass():
    found = factories.verified()

    done = verify_many(credits=[found], **DOING)

    assert (done.standing, done.grams, done.refused) == ({Status.VERIFIED: 1}, found.grams, {})


def test_many_are_submitted_with_an_entry_each_and_the_others_told_by_cause():
    found, waiting, other = factories.verified(), factories.pending(), by_waiver()
    entries = LedgerEntry.objects.count()

    done = submit_many(credits=everything(), **DOING)

    assert (done.standing, done.grams) == ({Status.SUBMITTED: 1}, found.grams)
    assert sorted(done.refused.values()) == [1, 1]
    assert any("The credit of that day is verified by a waiver" in sentence for sentence in done.refused)
    assert LedgerEntry.objects.count() == entries + 1
    assert {credit.pk: credit.status for credit in everything()} == {
        found.pk: "SUBMITTED", waiting.pk: "PENDING", other.pk: "VERIFIED",
    }  # fmt: skip


def test_a_broken_ledger_keeps_what_was_submitted_before_it_and_nothing_after(monkeypatch):
    factories.verified()
    monkeypatch.setattr(lifecycle, "append", lambda **entry: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        submit_many(credits=everything(), **DOING)
    assert statuses() == ["VERIFIED"]


def test_the_forecast_says_what_submitting_does():
    factories.verified(), factories.pending(), by_waiver(), factories.flagged()

    forecast, before = what_submitting_does(everything()), statuses()
    assert statuses() == before
    done = submit_many(credits=everything(), **DOING)

    assert (forecast.count, forecast.grams, forecast.refused) == (done.count, done.grams, done.refused)


def test_the_forecast_of_closed_mode_asks_for_the_month(monkeypatch):
    found = factories.verified()
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)

    [sentence] = what_submitting_does(everything()).refused

    assert found.status == Status.VERIFIED
    assert sentence.startswith("The month around that day is inconclusive")


def test_days_without_a_credit_get_one_and_those_outside_the_inverters_life_are_told():
    inverter = factories.plant()
    rows = [factories.golden_rows(HONEST + timedelta(days=number)) for number in range(3)]
    factories.send(inverter, [row for day in rows for row in day])
    inverter.commissioned = HONEST + timedelta(days=1)
    save_inverter(inverter=inverter, actor=ADA, now=NOW)

    done = calculate_many(days=uncredited_days([inverter.pk]), **DOING)

    assert done.standing == {Status.PENDING: 2}
    assert list(done.refused) == ["that day lies before the inverter was commissioned on 2016-07-05."]
    assert calculate_many(days=uncredited_days([inverter.pk]), **DOING).count == 0


def test_no_more_days_are_calculated_than_asked_for():
    inverter = factories.plant()
    for number in range(3):
        factories.send(inverter, factories.golden_rows(HONEST + timedelta(days=number)))

    assert calculate_many(days=uncredited_days([inverter.pk])[:2], **DOING).count == 2
    assert calculate_many(days=uncredited_days([]), **DOING).count == 0
