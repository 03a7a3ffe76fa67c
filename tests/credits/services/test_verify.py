from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, Status, Verdict
from credits.services import sky_asking
from credits.services.calculate import calculate
from credits.services.verify import verify
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    ADA,
    GOLDEN_CELL,
    HONEST,
    NOW,
    checks_of,
    credit,
    flagged,
    golden_rows,
    golden_sky,
    judged,
    plant,
    records,
    send,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_an_honest_day_is_verified_with_its_correlation_and_no_reason():
    found = verified()
    assert (found.status, found.flagged_reason) == (Status.VERIFIED, None)
    assert found.correlation > 0.9
    verdict = found.verdicts.get()
    assert (verdict.status, verdict.correlation, verdict.reason) == ("VERIFIED", found.correlation, "")
    assert "fail" not in {check["outcome"] for check in verdict.checks}


def test_three_times_the_energy_is_flagged_with_the_checks_own_sentence():
    found = flagged()
    checks = found.verdicts.get().checks
    [first, *_] = [check for check in checks if check["outcome"] == "fail" and check["effect"] == "FLAGGED"]
    assert (found.status, found.flagged_reason) == (Status.FLAGGED, first["sentence"])
    assert first["figure"] > first["threshold"]


def test_half_a_day_is_pending_with_the_cause():
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows()[:12])
    found = judged(inverter)
    assert found.status == Status.PENDING
    assert found.flagged_reason == checks_of(found.verdicts.get())["daylight"]["sentence"]


def test_a_day_that_is_not_over_is_pending():
    golden_sky()
    inverter, afternoon = plant(), datetime(2016, 7, 4, 22, tzinfo=UTC)
    send(inverter, golden_rows()[:14], now=afternoon)
    assert judged(inverter, now=afternoon).flagged_reason == "The local day has not ended yet."


def test_a_load_is_pending_never_flagged():
    golden_sky()
    inverter = plant(quantity="load")
    send(inverter, golden_rows(times=3.0))
    found = judged(inverter)
    assert (found.status, "The readings measure load" in found.flagged_reason) == (Status.PENDING, True)


def three_plants() -> list[CarbonCredit]:
    """Honest, three times its energy, and half a day."""
    golden_sky()
    made = []
    for rows in (golden_rows(), golden_rows(times=3.0), golden_rows()[:12]):
        inverter = plant()
        send(inverter, rows)
        made.append(credit(inverter))
    return made


def test_a_batch_of_inverters_is_judged_each_alone_with_one_ledger_entry():
    made, before = three_plants(), LedgerEntry.objects.count()
    found = verify(credit_ids=[one.pk for one in reversed(made)], actor=ADA, now=NOW)
    assert [one.pk for one in found] == [one.pk for one in reversed(made)]
    assert [one.status for one in found] == [Status.PENDING, Status.FLAGGED, Status.VERIFIED]
    assert LedgerEntry.objects.count() == before + 1
    entry = LedgerEntry.objects.last()
    assert (entry.object, [row["to"] for row in entry.data["verdicts"]]) == (
        "credits:3",
        ["PENDING", "FLAGGED", "VERIFIED"],
    )


def test_a_batch_records_only_what_is_new():
    made = three_plants()
    verify(credit_ids=[made[0].pk], actor=ADA, now=NOW)
    verify(credit_ids=[one.pk for one in made], actor=ADA, now=NOW)
    assert [one.verdicts.count() for one in made] == [1, 1, 1]
    assert len(LedgerEntry.objects.last().data["verdicts"]) == 2


def test_a_credit_named_twice_is_judged_once_and_none_named_is_no_work():
    [made, *_] = three_plants()
    assert [one.pk for one in verify(credit_ids=[made.pk, made.pk], actor=ADA, now=NOW)] == [made.pk] * 2
    before = records()
    assert verify(credit_ids=[], actor=ADA, now=NOW) == []
    assert (Verdict.objects.count(), records()) == (1, before)


def test_many_credits_cost_as_many_queries_as_one():
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in range(20)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    golden_sky(days[0], days[-1])
    made = [one.pk for one in calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)]
    counts = []
    verify(credit_ids=made[:1], actor=ADA, now=NOW)  # the first of all keeps the sentences' templates besides
    for some in (made[1:2], made[2:]):
        with CaptureQueriesContext(connection) as queries:
            verify(credit_ids=some, actor=ADA, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_days_of_one_cell_are_asked_for_together(monkeypatch):
    asked = []
    monkeypatch.setattr(
        sky_asking, "fetch_missing", lambda **question: asked.append((question["place"], question["days"]))
    )
    made = []
    for _ in range(2):
        inverter = plant()
        send(inverter, golden_rows())
        made.append(credit(inverter).pk)
    verify(credit_ids=made, actor=ADA, now=NOW)
    assert asked == [(GOLDEN_CELL, [date(2016, 7, 4), date(2016, 7, 5)])]
