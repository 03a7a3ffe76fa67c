"""No page asks the database more often because there is more of anything: inverters, days, credits, flags, entries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services.findings import open_finding
from credits.services.lifecycle import change_status
from credits.services.run_work import work_on_next
from credits.services.runs import start_run
from credits.services.verify import verify
from lumix.modes import Role
from tests.credits import factories
from tests.credits.factories import ADA, HONEST, NOW
from tests.credits.waiving import proposed, signed, stuck

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 7
FLEET = (
    "/", "/fleet/inverters", "/fleet/inverters.csv", "/fleet/inverters?status=FLAGGED", "/fleet/credits",
    "/fleet/credits.csv", "/fleet/credits?status=VERIFIED", "/fleet/pending", "/fleet/pending?cause=awaits_auditor",
    "/fleet/pending.csv", "/fleet/flags", "/fleet/flags?show=findings", "/fleet/flags?show=awaiting",
    "/fleet/flags?show=conflicts", "/fleet/flags?show=decided", "/fleet/flags.csv", "/fleet/runs", "/fleet/system",
)  # fmt: skip
TABS = (
    str(HONEST), "calendar", "calendar?by=ratio", "flags", "credits", "readings", "readings.csv",
    "readings?list=uploads", "readings?list=second", "readings?list=gaps", "ledger", "evidence",
)  # fmt: skip
SAME = {"/fleet/system", "/fleet/pending"}
"""Pages that tell how much there is, and list none of it: all others must have grown, or nothing was tested."""
ROUGHLY = 10
"""Characters that a figure may grow by."""


def roof(name: str, times: float):
    """A plant with a day of its own level, so that it is no other's copy."""
    inverter = factories.plant(name=name)
    factories.send(inverter, factories.golden_rows(times=times))
    return inverter


def one_of_each(number: int) -> None:
    """An inverter for each kind of thing that the fleet's lists hold."""
    level = 1 - number / 50
    for times in (level, 3 * level):
        factories.judged(roof(f"Roof {number}", times))
    flagged = factories.judged(roof(f"Decided {number}", 4 * level))
    move = {"status": "PENDING", "reason": "the meter was swapped", "actor": ADA, "now": NOW}
    change_status(inverter_id=flagged.inverter_id, day=HONEST, **move)
    proposed(stuck(times=level / 2))
    signed(proposed(stuck(times=level / 3)))
    factories.send(roof(f"Contradicted {number}", level / 4), factories.golden_rows(times=level / 5))
    found = factories.judged(roof(f"Found {number}", 0.87 * level))
    open_finding(credit_id=found.pk, reason="in a shop window", actor=ADA, role=Role.STAFF, now=NOW)
    run = start_run(first=HONEST, last=HONEST, inverter_ids=[flagged.inverter_id], actor=ADA, now=NOW)
    work_on_next(run_id=run.pk, worker="one", now=NOW)


def lengthen(inverter, first: date, days: int) -> None:
    """More days of one inverter, half of them flagged, each contradicted by a later upload, with gaps between."""
    for number in range(days):
        day = first + timedelta(days=2 * number)
        factories.send(inverter, factories.golden_rows(day, times=4 if number % 2 else 0.8))
        found = factories.credit(inverter, day)
        verify(credit_ids=[found.pk], actor=ADA, now=NOW)
        factories.send(inverter, factories.golden_rows(day, times=0.4))


def asked(client, address: str) -> tuple[int, int]:
    """How many questions a page asks, and how long it is."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    return len(captured), len(body)


def test_no_list_and_no_tab_asks_more_often_for_more_rows(client):
    factories.golden_sky(HONEST, HONEST + timedelta(days=2 * MANY))
    watched = factories.plant(name="Watched")
    forms = f"/fleet/upload?inverter={watched.pk}", f"/fleet/inverters/{watched.pk}/edit"
    pages = [*FLEET, *forms, *(f"/audit/{watched.pk}/{tab}" for tab in TABS)]

    lengthen(watched, HONEST, FEW)
    for number in range(FEW):
        one_of_each(number)
    few = {address: asked(client, address) for address in pages}
    lengthen(watched, HONEST + timedelta(days=2 * FEW), MANY - FEW)
    for number in range(FEW, MANY):
        one_of_each(number)
    many = {address: asked(client, address) for address in pages}

    assert {address: (few[address][0], count) for address, (count, _) in many.items() if count > few[address][0]} == {}
    assert {address for address in pages if many[address][1] <= few[address][1] + ROUGHLY} == {*SAME, *forms}
