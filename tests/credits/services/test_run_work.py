"""Every day of a run once, whoever works on it, however often a worker dies."""

from collections import Counter
from datetime import timedelta

import pytest

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, RunChunk, Verdict
from credits.run_selectors import outcome_of, progress_of
from credits.services import run_work
from credits.services.run_work import LEASE, MOST_ATTEMPTS, beat, take
from tests.credits.factories import NOW, judged
from tests.credits.running import TWO, start, work

pytestmark = pytest.mark.django_db


def test_a_run_calculates_and_verifies_every_day_of_its_scope(fleet):
    run = work(start())

    assert run.status == "DONE"
    assert outcome_of(run).statuses == Counter({"VERIFIED": 6})
    assert CarbonCredit.objects.filter(status="VERIFIED").count() == 6


def test_a_run_leaves_other_inverters_and_other_days_alone(fleet):
    work(start(inverter_ids=[fleet[1].pk], last=TWO[0]))

    assert list(CarbonCredit.objects.values_list("inverter_id", "date")) == [(fleet[1].pk, TWO[0])]


def test_a_second_run_over_the_same_days_writes_no_verdict(fleet):
    work(start())
    before = Verdict.objects.count()

    again = work(start())
    assert (Verdict.objects.count(), outcome_of(again).judged, outcome_of(again).moved) == (before, 6, Counter())


def test_what_moved_is_told_by_its_status_before_and_after(fleet):
    found = outcome_of(work(start()))

    assert found.moved == Counter({"PENDING to VERIFIED": 6})
    assert found.inverters == {one.pk: Counter({"VERIFIED": 2}) for one in fleet}


def test_a_submitted_day_is_final_for_a_run_too(fleet):
    credit = judged(fleet[0])
    CarbonCredit.objects.filter(pk=credit.pk).update(status="SUBMITTED")

    assert outcome_of(work(start())).judged == 5
    credit.refresh_from_db()
    assert credit.status == "SUBMITTED"


def test_days_outside_an_inverters_life_are_left_alone(fleet):
    fleet[0].commissioned = TWO[1]
    fleet[0].save()

    assert outcome_of(work(start())).judged == 5


def test_two_workers_never_hold_one_chunk(fleet, small_chunks):
    run = start()
    taken = [take(run_id=run.pk, worker=name, now=NOW) for name in ("one", "two", "three", "four")]

    assert [chunk and chunk.number for chunk in taken] == [1, 2, 3, None]


def test_a_killed_workers_chunk_is_taken_up_when_its_lease_has_run_out(fleet):
    run = start()
    lost = take(run_id=run.pk, worker="killed", now=NOW)

    assert take(run_id=run.pk, worker="early", now=NOW + LEASE) is None
    assert work(run, "heir", NOW + LEASE + timedelta(seconds=1)).status == "DONE"
    assert RunChunk.objects.get(pk=lost.pk).worker == "heir"


def test_a_beating_heart_keeps_the_lease(fleet):
    run = start()
    chunk = take(run_id=run.pk, worker="one", now=NOW)

    assert beat(chunk, NOW + LEASE)
    assert take(run_id=run.pk, worker="two", now=NOW + LEASE + timedelta(seconds=1)) is None


def test_who_was_given_up_cannot_speak_for_the_chunk_any_more(fleet):
    run = start()
    late = take(run_id=run.pk, worker="asleep", now=NOW)
    heir = take(run_id=run.pk, worker="heir", now=NOW + 2 * LEASE)

    assert not beat(late, NOW + 2 * LEASE)
    run_work._finish(late, run_work.Outcome())
    heir.refresh_from_db()
    assert heir.status == "TAKEN"


def test_a_chunk_that_breaks_is_tried_again_and_then_given_up_without_the_others(fleet, small_chunks, monkeypatch):
    run = start()
    whole = run_work.judge_chunk

    def breaking(chunk, **told):
        if chunk.number == 2:
            raise RuntimeError("the disk is full")
        return whole(chunk, **told)

    monkeypatch.setattr(run_work, "judge_chunk", breaking)

    assert work(run).status == "FAILED"
    broken = run.chunks.get(number=2)
    assert (broken.attempts, broken.error) == (MOST_ATTEMPTS, "RuntimeError: the disk is full")
    assert (progress_of(run).chunks_failed, outcome_of(run).judged) == (1, 4)


def test_one_refused_inverter_does_not_hold_up_the_others(fleet, monkeypatch):
    run, whole = start(), run_work.verify

    def refusing(*, credit_ids, **told):
        if CarbonCredit.objects.filter(pk__in=credit_ids, inverter=fleet[1]).exists():
            raise MoveRefusedError("Somebody submitted it meanwhile.")
        return whole(credit_ids=credit_ids, **told)

    monkeypatch.setattr(run_work, "verify", refusing)

    found = outcome_of(work(run))
    assert (found.judged, found.refused) == (4, Counter({"Somebody submitted it meanwhile.": 2}))
