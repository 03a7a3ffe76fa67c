"""Workers as production has them, on psycopg's pool: they give connections back, and outlive a server's restart."""

import json
from collections.abc import Callable

import psycopg
import pytest

from tests.credits.test_workers import consuming, part, wait_for
from tests.credits.workers import DAYS, INVERTERS
from tests.ledger.throwaway import Throwaway

pytestmark = [pytest.mark.postgresql, pytest.mark.filterwarnings("default::ResourceWarning")]
QUEUE = {"REDIS_URL": ""}
MANY = "6"
"""More threads than a pool that nobody sizes has connections (four); each asks for a second one to say it is alive."""
LONG = "600"
"""Seconds of a lease that none outlasts: a second attempt at a chunk is then one that failed."""

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def fleet(filled, tmp_path_factory):
    with filled.copy(tmp_path_factory.mktemp("pool")) as made:
        yield made


def asked(database: Throwaway, statement: str) -> list[tuple]:
    with psycopg.connect(database.url.replace("postgres://", "postgresql://"), autocommit=True) as watcher:
        return watcher.execute(statement).fetchall()


def done(database: Throwaway, meanwhile: Callable[[], object] = lambda: None) -> dict:
    """What became of the newest run, once it is over."""

    def over() -> bool:
        meanwhile()
        [(status,)] = asked(database, "SELECT status FROM credits_verificationrun ORDER BY id DESC LIMIT 1")
        return status in ("DONE", "FAILED")

    wait_for(over)
    return json.loads(part(database, "told", QUEUE))


def at_rest(database: Throwaway) -> bool:
    """No connection of the workers is inside a transaction or busy."""
    return {state for (state,) in asked(database, f"SELECT state {OTHERS}")} == {"idle"}


@pytest.mark.parametrize("kind", [("thread", MANY, LONG), ("process", "2", LONG)])
def test_workers_share_the_pool_give_all_back_and_work_on_after_the_server_cut_every_connection(fleet, kind):
    with consuming(fleet, QUEUE, *kind):
        part(fleet, "start", QUEUE)
        first = done(fleet)
        wait_for(lambda: at_rest(fleet))
        asked(fleet, f"SELECT pg_terminate_backend(pid) {OTHERS}")
        part(fleet, "start", QUEUE)
        second = done(fleet)
    for run in (first, second):
        assert (run["status"], set(run["attempts"])) == ("DONE", {1})
    assert len(second["verdicts"]) == INVERTERS * DAYS


def test_cut_off_in_the_middle_of_its_work_a_run_ends_as_if_nothing_had_been(fleet):
    cuts = iter(range(2))  # one fewer than a chunk may be tried

    def cut_and_sweep() -> None:
        if next(cuts, None) is not None:
            asked(fleet, f"SELECT pg_terminate_backend(pid) {OTHERS}")
        part(fleet, "sweep", QUEUE)

    part(fleet, "start", QUEUE)
    with consuming(fleet, QUEUE, "thread", MANY):
        wait_for(lambda: asked(fleet, "SELECT 1 FROM credits_runchunk WHERE attempts > 0"))
        found = done(fleet, cut_and_sweep)
    assert (found["status"], len(found["verdicts"])) == ("DONE", INVERTERS * DAYS)
    assert asked(fleet, "SELECT count(*) FROM credits_runchunk WHERE status = 'TAKEN'") == [(0,)]
