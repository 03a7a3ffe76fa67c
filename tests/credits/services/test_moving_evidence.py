from datetime import timedelta

import pytest

from credits.errors import EvidenceMovedError, MoveRefusedError
from credits.models import CarbonCredit, Status, Verdict
from credits.services import judging
from credits.services.lifecycle import change_status
from credits.services.verify import ATTEMPTS
from credits.verification.verdict import assess
from inverters.models import Inverter, ProductionDay
from inverters.selectors import equipment_digest
from inverters.services.master_data import save_equipment, save_inverter
from tests.credits.factories import (
    ADA,
    HALF_PAST,
    HONEST,
    NOW,
    again,
    credit,
    golden_rows,
    golden_sky,
    judged,
    plant,
    send,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def moving(monkeypatch, times: int, move) -> None:
    """Have something happen each time that a judgement has just been formed and is not yet recorded."""
    left = iter(range(times))

    def assess_then_move(*given, **named):
        found = assess(*given, **named)
        if (number := next(left, None)) is not None:
            move(number)
        return found

    monkeypatch.setattr(judging, "assess", assess_then_move)


def another_reading(number: int) -> None:
    send(Inverter.objects.get(), [(HALF_PAST[0] + timedelta(minutes=number), 0.001)])


def more_capacity(number: int) -> None:
    equipment = Inverter.objects.get().equipment.get()
    equipment.capacity_kw += 1
    save_equipment(equipment=equipment, actor=ADA, now=NOW)


def another_place(number: int) -> None:
    inverter = Inverter.objects.get()
    inverter.gps_lat += 0.001
    save_inverter(inverter=inverter, actor=ADA, now=NOW)


def a_reading_without_energy(number: int) -> None:
    send(Inverter.objects.get(), [(HALF_PAST[0] + timedelta(minutes=number), 0.0)])


def another_day(number: int) -> None:
    send(Inverter.objects.get(), golden_rows(HONEST + timedelta(days=1 + number)))


MOVES = [another_day, another_reading, a_reading_without_energy, more_capacity, another_place]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("before", ["never judged", "verified"])
def test_evidence_that_moves_while_it_is_judged_is_judged_again(monkeypatch, move, before):
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows())
    made = credit(inverter) if before == "never judged" else judged(inverter)
    Verdict.objects.exists()
    moving(monkeypatch, 1, move)
    found = again(made)
    verdict = found.verdicts.last()
    assert found.status == Status.VERIFIED
    assert verdict.readings_digest == bytes(ProductionDay.objects.get(date=HONEST).digest).hex()
    inverter = Inverter.objects.get()
    assert verdict.equipment_digest == equipment_digest(inverter.equipment.get(), inverter)
    assert found.verdicts.count() == (1 if before == "never judged" else 2)


@pytest.mark.parametrize("move", MOVES)
def test_evidence_that_keeps_moving_is_not_judged(monkeypatch, move):
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows())
    made = credit(inverter)
    moving(monkeypatch, ATTEMPTS, move)
    with pytest.raises(EvidenceMovedError, match="ask again"):
        again(made)
    assert not Verdict.objects.exists()
    assert CarbonCredit.objects.get().status == Status.PENDING


def test_a_credit_submitted_while_it_was_judged_stays_submitted(monkeypatch):
    found = verified()

    def submit(number: int) -> None:
        change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)

    moving(monkeypatch, 1, submit)
    with pytest.raises(MoveRefusedError):
        again(found)
    assert CarbonCredit.objects.get().status == Status.SUBMITTED
