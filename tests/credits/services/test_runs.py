"""Runs: every day once, whoever works on it, however often a worker dies."""

from collections import Counter
from datetime import date, timedelta

import pytest

from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import CarbonCredit, RunChunk, Verdict, VerificationRun
from credits.run_selectors import MOST_LOST, left_lying, outcome_of, progress_of
from credits.services import run_work, runs
from credits.services.run_sweeping import sweep_up
from credits.services.run_work import LEASE, MOST_ATTEMPTS, beat, take, work_on_next
from credits.services.runs import cancel_run, start_run
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import ADA, HONEST, LAGOS, NOW, golden_rows, golden_sky, judged, plant, send
from tests.plans import plans

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TWO = (HONEST, HONEST + DAY)


@pytest.fixture
def fleet():
    """Three honest plants of two days each under one sky; no two have the same digits."""
    golden_sky(*TWO)
    made = []
    for number in range(3):
        made.append(plant(name=f"Roof {number}"))
        for day in TWO:
            send(made[-1], golden_rows(day, times=1 - number / 100))
    return made


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_DAYS", 2)


def start(**scope):
    scope = {"first": TWO[0], "last": TWO[1], "inverter_ids": None} | scope
    return start_run(actor=ADA, now=NOW, **scope)


def work(run, worker="one", now=NOW):
    """Take chunks until none is free."""
    while work_on_next(run_id=run.pk, worker=worker, now=now):
        pass
    run.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("inverters", "days", "sizes"),
    [(3, 365, [730, 365]), (100, 200, [1_000] * 20), (200, 365, [3_650] * 20), (400, 365, [3_650] * 40)],
)
def test_chunks_are_larger_in_a_run_that_has_many(inverters, days, sizes):
    measured = dict.fromkeys(range(inverters), days)
    found = [days * len(piece) for piece in runs._pieces(measured)]
    assert sorted(found) == sorted(sizes)


def test_a_run_calculates_and_verifies_every_day_of_its_scope(fleet):
    run = work(start())

    assert run.status == "DONE"
    assert outcome_of(run).statuses == Counter({"VERIFIED": 6})
    assert CarbonCredit.objects.filter(status="VERIFIED").count() == 6


def test_a_run_leaves_other_inverters_and_other_days_alone(fleet):
    work(start(inverter_ids=[fleet[1].pk], last=TWO[0]))

    assert list(CarbonCredit.objects.values_list("inverter_id", "date")) == [(fleet[1].pk, TWO[0])]


def test_chunks_hold_whole_inverters_of_about_the_same_number_of_days(fleet, small_chunks):
    run = start()

    assert [chunk.inverter_ids for chunk in run.chunks.all()] == [[one.pk] for one in fleet]
    assert sum(chunk.day_count for chunk in run.chunks.all()) == run.day_count == 6


def test_inverters_of_one_cell_stand_together(fleet):
    far = plant(name="Far roof", **LAGOS)
    send(far, golden_rows())
    near = plant(name="Another near one")
    send(near, golden_rows(times=0.9))

    [chunk] = start().chunks.all()
    assert chunk.inverter_ids == [far.pk, *[one.pk for one in fleet], near.pk]


def test_an_upload_meanwhile_changes_nothing_that_was_planned_and_is_taken_along(fleet):
    run = start()
    send(fleet[0], [(stamp, 0.001) for stamp, _ in golden_rows(HONEST - DAY)])

    assert work(run).day_count == 6


def test_a_second_run_over_the_same_days_writes_no_verdict(fleet):
    work(start())
    before = Verdict.objects.count()

    again = work(start())
    assert (Verdict.objects.count(), outcome_of(again).judged, outcome_of(again).moved) == (before, 6, Counter())


def test_what_moved_is_told_by_its_status_before_and_after(fleet):
    found = outcome_of(work(start()))

    assert found.moved == Counter({"PENDING to VERIFIED": 6})
    assert found.inverters == {one.pk: Counter({"VERIFIED": 2}) for one in fleet}


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"first": TWO[1], "last": TWO[0]}, "before it begins"),
        ({"inverter_ids": [999]}, "There is no inverter 999"),
        ({"inverter_ids": []}, "nothing to verify"),
        ({"first": date(2015, 1, 1), "last": date(2015, 1, 2)}, "nothing to verify"),
    ],
)
def test_a_scope_without_work_is_refused_with_a_sentence(fleet, scope, words):
    with pytest.raises(NothingToCreditError, match=words):
        start(**scope)
    assert not VerificationRun.objects.exists()


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


def test_a_cancelled_run_takes_no_further_chunk(fleet, small_chunks):
    run = start()
    work_on_next(run_id=run.pk, worker="one", now=NOW)
    cancel_run(run_id=run.pk, actor=ADA, now=NOW)

    assert work_on_next(run_id=run.pk, worker="one", now=NOW) is None
    run.refresh_from_db()
    assert (run.status, progress_of(run).days_done) == ("CANCELLED", 2)


def test_a_run_that_is_over_cannot_be_cancelled(fleet):
    run = work(start())

    with pytest.raises(MoveRefusedError, match="over already: done"):
        cancel_run(run_id=run.pk, actor=ADA, now=NOW)


def test_the_ledger_tells_who_started_a_run_and_what_came_of_it(fleet):
    run = work(start())

    told = LedgerEntry.objects.filter(object=f"run:{run.pk}").order_by("seq")
    assert [(entry.type, entry.actor) for entry in told] == [("run.started", ADA), ("run.done", ADA)]


def test_no_run_without_its_ledger_entry(fleet, monkeypatch):
    monkeypatch.setattr(runs, "append", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        start()
    assert not VerificationRun.objects.exists()
    assert not RunChunk.objects.exists()


def test_what_lost_its_task_is_found_and_what_is_worked_on_is_left(fleet, small_chunks):
    run = start()
    assert left_lying(NOW) == [run.pk]

    take(run_id=run.pk, worker="one", now=NOW)
    assert left_lying(NOW) == []
    assert left_lying(NOW + 2 * LEASE) == [run.pk]


def test_a_run_whose_last_worker_was_killed_before_it_closed_it_is_closed_by_the_sweep(fleet, monkeypatch):
    run = start()
    with monkeypatch.context() as killed:
        killed.setattr(run_work, "close_if_done", lambda **_: None)
        work(run)
    assert run.status == "RUNNING"

    sweep_up(now=NOW + LEASE)
    sweep_up(now=NOW + LEASE)

    run.refresh_from_db()
    assert run.status == "DONE"
    assert LedgerEntry.objects.filter(object=f"run:{run.pk}", type="run.done").count() == 1


def test_a_chunk_that_every_worker_is_lost_over_is_given_up(fleet):
    run, now = start(), NOW
    for _ in range(MOST_LOST):
        assert take(run_id=run.pk, worker="lost", now=now)
        sweep_up(now=now)
        now += 2 * LEASE
    run.refresh_from_db()
    assert run.status == "RUNNING"  # the last may still come back

    assert take(run_id=run.pk, worker="one", now=now) is None
    sweep_up(now=now)

    run.refresh_from_db()
    assert run.status == "FAILED"
    assert "10 workers were lost over it" in run.chunks.get().error


def test_nothing_of_a_finished_run_is_found(fleet):
    work(start())
    assert left_lying(NOW + 2 * LEASE) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("ask", [left_lying, lambda now: take(run_id=None, worker="one", now=now)])
def test_whoever_looks_for_work_reads_the_open_chunks_and_not_all_that_ever_were(fleet, small_chunks, ask):
    work(start())
    start()
    looks_for_work = plans(lambda: ask(NOW))[0].splitlines()
    steps = [step for step in looks_for_work if any(mark in step for mark in (" credits_runchunk", " U0", " V0"))]
    assert steps
    assert all("run_chunk_open" in step for step in steps), steps
