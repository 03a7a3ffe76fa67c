"""A run is planned in chunks, refused with a sentence, cancelled, and told in the ledger."""

from datetime import date

import pytest

from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import RunChunk, VerificationRun
from credits.run_selectors import progress_of
from credits.services import runs
from credits.services.run_work import work_on_next
from credits.services.runs import cancel_run
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import ADA, HONEST, LAGOS, NOW, golden_rows, plant, send
from tests.credits.running import DAY, TWO, start, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("inverters", "days", "sizes"),
    [(3, 365, [730, 365]), (100, 200, [1_000] * 20), (200, 365, [3_650] * 20), (400, 365, [3_650] * 40)],
)
def test_chunks_are_larger_in_a_run_that_has_many(inverters, days, sizes):
    measured = dict.fromkeys(range(inverters), days)
    found = [days * len(piece) for piece in runs._pieces(measured)]
    assert sorted(found) == sorted(sizes)


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
