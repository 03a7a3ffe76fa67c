"""Real workers over a real queue: one is killed in the middle, and the verdicts are those of an undisturbed run."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.credits.workers import DAYS, INVERTERS
from tests.ledger.throwaway import BASE_DIR, Throwaway
from tests.needs import redis_url

PATIENCE_SECONDS = 600
pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def queue(request):
    """The setting that names the queue: a file beside the database, or a Redis."""
    return {"REDIS_URL": f"{redis_url().rpartition('/')[0]}/7" if request.param == "redis" else ""}


@pytest.fixture(scope="module")
def undisturbed(filled, tmp_path_factory):
    """The verdicts of a run without a worker, whatever the queue."""
    with filled.copy(tmp_path_factory.mktemp("peaceful")) as peaceful:
        part(peaceful, "alone", {"REDIS_URL": ""})
        return json.loads(part(peaceful, "told", {"REDIS_URL": ""}))["verdicts"]


@pytest.fixture
def fleet(filled, tmp_path_factory):
    with filled.copy(tmp_path_factory.mktemp("disturbed")) as made:
        yield made


def part(database: Throwaway, name: str, queue: dict[str, str]) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.credits.workers", name],
        cwd=BASE_DIR, env=environment(database, queue), capture_output=True, text=True, check=False,
        timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def environment(database: Throwaway, queue: dict[str, str]) -> dict[str, str]:
    ours = {
        "DATABASE_URL": database.url,
        "LUMIX_DATA_DIR": str(database.folder),
        "DJANGO_SETTINGS_MODULE": "lumix.settings",
    }
    return {**os.environ, **ours, **queue}


@contextmanager
def consuming(database: Throwaway, queue: dict[str, str], *kind: str):
    """Workers in a session of their own, so that none is left behind."""
    with (database.folder / "worker.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.credits.workers", "consume", *kind],
            cwd=BASE_DIR, env=environment(database, queue), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("It did not happen in time.")


def test_a_killed_worker_changes_no_verdict(fleet, undisturbed, queue):
    part(fleet, "start", queue)
    with consuming(fleet, queue) as consumer:
        first, *_ = wait_for(lambda: children(consumer))
        wait_for(lambda: any(json.loads(part(fleet, "told", queue))["attempts"]))
        os.kill(first, signal.SIGKILL)
        told = json.loads(part(fleet, "over", queue))

    assert told["status"] == "DONE"
    assert len(told["verdicts"]) == INVERTERS * DAYS
    assert told["verdicts"] == undisturbed
    assert len(told["workers"]) > 1
