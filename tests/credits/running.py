"""Runs for tests: two days of the fleet that `fleet` makes, planned, and worked on as a worker would."""

from datetime import timedelta

from credits.services.run_work import work_on_next
from credits.services.runs import start_run
from tests.credits.factories import ADA, HONEST, NOW

DAY = timedelta(days=1)
TWO = (HONEST, HONEST + DAY)


def start(**scope):
    scope = {"first": TWO[0], "last": TWO[1], "inverter_ids": None} | scope
    return start_run(actor=ADA, now=NOW, **scope)


def work(run, worker="one", now=NOW):
    """Take chunks until none is free."""
    while work_on_next(run_id=run.pk, worker=worker, now=now):
        pass
    run.refresh_from_db()
    return run
