"""The order in which writers lock: the inverter, its credits by key, the ledger. Any other order can deadlock."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services.lifecycle import change_status
from tests.credits.factories import ADA, HALF_PAST, HONEST, NOW, again, credit, send, verified

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
INVERTER, CREDITS, LEDGER = "inverter", "credits by key", "ledger"
KINDS = {
    r'FROM "?inverters_inverter"?.*FOR NO KEY UPDATE': INVERTER,
    r'FROM "credits_carboncredit".*ORDER BY "credits_carboncredit"."id" ASC FOR UPDATE': CREDITS,
    r'FROM "credits_carboncredit".*LIMIT 21 FOR UPDATE': CREDITS,
    r"pg_advisory_xact_lock": LEDGER,
}


def locks(work: Callable[[], object]) -> list[str]:
    """What the work locked, in its order; an unordered lock of several rows fails."""
    with CaptureQueriesContext(connection) as queries:
        work()
    locking = [query["sql"] for query in queries if re.search(r"FOR (NO KEY )?UPDATE|advisory", query["sql"])]
    taken = [next(kind for pattern, kind in KINDS.items() if re.search(pattern, sql)) for sql in locking]
    return list(dict.fromkeys(taken))


def test_calculating_locks_the_inverter_then_its_credits():
    found = verified()
    assert locks(lambda: credit(found.inverter)) == [INVERTER, CREDITS]


def test_an_upload_locks_the_inverter_then_its_credits_then_the_ledger():
    found = verified()
    assert locks(lambda: send(found.inverter, [HALF_PAST])) == [INVERTER, CREDITS, LEDGER]


def test_judging_locks_the_credits_then_the_ledger():
    found = verified()
    send(found.inverter, [HALF_PAST])
    assert locks(lambda: again(found)) == [CREDITS, LEDGER]


def test_submitting_locks_the_inverter_that_an_upload_holds_while_it_asks_which_days_are_final():
    found = verified()
    submit = {"inverter_id": found.inverter_id, "day": HONEST, "status": "SUBMITTED", "reason": ""}
    assert locks(lambda: change_status(**submit, actor=ADA, now=NOW)) == [INVERTER, CREDITS, LEDGER]
