"""Every write is one transaction with its ledger entry: where that cannot be written, nothing was done."""

import pytest
from django.db import DatabaseError

from credits.models import CarbonCredit, Verdict
from credits.services import calculate as calculating
from credits.services import lifecycle
from credits.services import verify as verifying
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.models import InverterReading, ProductionDay
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    ADA,
    HALF_PAST,
    HONEST,
    NOW,
    credit,
    flagged,
    golden_rows,
    golden_sky,
    plant,
    send,
    verified,
)

pytestmark = pytest.mark.django_db


class BrokenLedgerError(DatabaseError):
    """The ledger's disk is full."""


@pytest.fixture
def broken(monkeypatch):
    """Break one module's ledger entries, after the last of its other writes."""

    def fail(**entry):
        raise BrokenLedgerError

    return lambda module: monkeypatch.setattr(module, "append", fail)


def everything() -> list[list[dict]]:
    tables = (CarbonCredit, Verdict, LedgerEntry, InverterReading, ProductionDay)
    return [[_plain(row) for row in table.objects.order_by("pk").values()] for table in tables]


def _plain(row: dict) -> dict:
    """PostgreSQL hands bytes over as views, which compare by identity."""
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def refused(work) -> bool:
    """Whether the broken ledger refused the work and left everything as it was."""
    before = everything()
    with pytest.raises(BrokenLedgerError):
        work()
    return everything() == before


def test_no_credit_is_made_without_its_entry(broken):
    inverter = plant()
    send(inverter, golden_rows())
    broken(calculating)
    assert refused(lambda: calculate(inverter_id=inverter.pk, days=[HONEST], actor=ADA, now=NOW))


def test_no_reading_arrives_where_its_credit_cannot_follow(broken):
    found = verified()
    broken(calculating)
    assert refused(lambda: send(found.inverter, [HALF_PAST]))


def test_no_verdict_is_given_without_its_entry(broken):
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows())
    made = credit(inverter)
    broken(verifying)
    assert refused(lambda: verify(credit_ids=[made.pk], actor=ADA, now=NOW))


@pytest.mark.parametrize(("make", "status"), [(verified, "SUBMITTED"), (flagged, "PENDING")])
def test_no_credit_moves_without_its_entry(broken, make, status):
    found = make()
    broken(lifecycle)
    assert refused(
        lambda: change_status(
            inverter_id=found.inverter_id, day=HONEST, status=status, reason="why", actor=ADA, now=NOW
        )
    )
