from datetime import UTC, date, datetime, timedelta

import pytest

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, EmissionFactor, Status
from credits.services.calculate import NOT_JUDGED
from inverters.models import InverterReading, ProductionDay
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    HALF_PAST,
    HONEST,
    credit,
    flagged,
    golden_rows,
    golden_sky,
    judged,
    plant,
    send,
    slow_grams,
    submitted,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 15)
NOON = datetime(2025, 1, 15, 11, tzinfo=UTC)


def test_a_pending_credit_follows_later_readings():
    inverter = plant()
    send(inverter, golden_rows()[:12])
    before = credit(inverter)
    send(inverter, golden_rows()[12:])
    after = CarbonCredit.objects.get()
    assert before.grams < after.grams == slow_grams(golden_rows())
    assert (after.status, after.flagged_reason) == (Status.PENDING, NOT_JUDGED)


def test_a_judged_pending_credit_says_that_readings_came_since():
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows()[:12])
    assert "Measured hours cover only" in judged(inverter).flagged_reason
    batch = send(inverter, golden_rows()[12:])
    after = CarbonCredit.objects.get()
    assert after.flagged_reason == f"Not judged since readings arrived in batch {batch.pk}: verify it again."
    assert after.correlation is None
    assert judged(inverter).status == Status.VERIFIED


def test_a_verified_credit_goes_back_to_pending_when_readings_arrive():
    found = verified()
    batch = send(found.inverter, [HALF_PAST])
    after = CarbonCredit.objects.get()
    assert (after.status, after.correlation) == (Status.PENDING, None)
    assert after.flagged_reason == f"Was verified before readings arrived in batch {batch.pk}: verify it again."
    assert after.grams == slow_grams([*golden_rows(), HALF_PAST])
    entry = LedgerEntry.objects.filter(type="credits.calculated").last().data
    assert (entry["credits"][0]["status"], entry["credits"][0]["reason"]) == ("PENDING", after.flagged_reason)


def test_the_first_reason_for_going_back_stays_until_it_is_judged():
    found = verified()
    first = send(found.inverter, [HALF_PAST])
    send(found.inverter, [(HALF_PAST[0] + timedelta(minutes=10), 0.1)])
    assert f"batch {first.pk}:" in CarbonCredit.objects.get().flagged_reason


@pytest.mark.parametrize("again", [golden_rows(), golden_rows()[:3]])
def test_readings_said_again_leave_a_credit_verified(again):
    found, entries = verified(), LedgerEntry.objects.count()
    send(found.inverter, again)
    assert CarbonCredit.objects.get().status == Status.VERIFIED
    assert LedgerEntry.objects.count() == entries + 1


def test_a_contradicting_reading_leaves_a_credit_as_it_was():
    found = verified()
    stamp, kwh = golden_rows()[12]
    send(found.inverter, [(stamp, kwh + 1)])
    after = CarbonCredit.objects.get()
    assert (after.status, after.grams) == (Status.VERIFIED, found.grams)


def test_readings_of_another_day_or_inverter_leave_a_credit_verified():
    found = verified()
    send(found.inverter, golden_rows(HONEST + timedelta(days=2)))
    send(plant(), golden_rows())
    assert CarbonCredit.objects.get().status == Status.VERIFIED


def test_a_flagged_credit_follows_later_readings_and_stays_flagged():
    found = flagged()
    send(found.inverter, [HALF_PAST])
    after = CarbonCredit.objects.get()
    assert (after.status, after.flagged_reason) == (Status.FLAGGED, found.flagged_reason)
    assert after.grams == slow_grams([*golden_rows(times=3.0), HALF_PAST])


def test_a_submitted_credit_is_not_calculated_anew():
    found = submitted()
    with pytest.raises(MoveRefusedError, match="submitted and is final"):
        credit(found.inverter)


def test_late_readings_are_kept_beside_a_submitted_credit():
    found, before = submitted(), bytes(ProductionDay.objects.get().digest)
    send(found.inverter, [HALF_PAST])
    assert InverterReading.objects.get(timestamp=HALF_PAST[0]).state == InverterReading.State.LATE
    after = CarbonCredit.objects.get()
    assert (after.status, after.grams) == (Status.SUBMITTED, found.grams)
    assert bytes(ProductionDay.objects.get().digest) == before


def test_a_factor_that_has_run_out_does_not_hold_readings_back():
    inverter = plant(timezone="UTC")
    send(inverter, [(NOON, 10.0)])
    credit(inverter, DAY)
    EmissionFactor.objects.update(valid_to=DAY - timedelta(days=1))
    send(inverter, [(NOON + timedelta(hours=1), 10.0)])
    assert CarbonCredit.objects.get().grams == 24_000
