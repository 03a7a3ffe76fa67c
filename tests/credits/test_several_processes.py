"""What shows only where several processes work on one database; on SQLite and PostgreSQL alike."""

import json
from collections.abc import Iterator

import pytest

from tests.credits.rivals import DAYS, RIVALS
from tests.ledger.throwaway import Throwaway


@pytest.fixture(scope="module")
def database(tmp_path_factory, migrated) -> Iterator[Throwaway]:
    with migrated.copy(tmp_path_factory.mktemp("rivals")) as made:
        yield made


def contend(database: Throwaway, scenario: str) -> dict:
    told = json.loads(database.script("tests.credits.rivals", scenario).stdout)
    verified = database.manage("verify_ledger")
    assert (verified.returncode, verified.stderr) == (0, "")
    return told


def test_rivals_for_the_same_days_make_one_credit_and_one_verdict_a_day(database):
    told = contend(database, "same_day")
    assert told["answers"] == [[200] * 2 * DAYS] * RIVALS
    assert (told["credits"], told["verdicts"], told["statuses"]) == (DAYS, [1] * DAYS, {"VERIFIED": DAYS})
    assert (told["other energy"], told["stale verdicts"]) == ([], [])


def test_uploads_submissions_and_judgings_at_once_never_contradict_each_other(database):
    told = contend(database, "cross_purposes")
    assert {code for answers in told["answers"] for code in answers} <= {200, 201, 409}
    assert told["credits"] == DAYS
    assert (told["other energy"], told["stale verdicts"]) == ([], [])
