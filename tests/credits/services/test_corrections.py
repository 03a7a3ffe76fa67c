from datetime import timedelta

import pytest

from credits.errors import NotAllowedError
from credits.models import CarbonCredit, Status, Verdict
from credits.services import renewed
from credits.services.corrections import accept_and_verify
from inverters.conflict_selectors import Which, undecided
from inverters.models import ConflictDecision, InverterReading
from inverters.services.conflicts import accept
from inverters.services.master_data import save_inverter
from lumix import modes
from lumix.modes import Role
from tests.credits.factories import ADA, HONEST, NOW, flagged, golden_rows, send, slow_grams, submitted, verified

pytestmark = pytest.mark.django_db
WHY = {"reason": "the file was in another unit", "actor": ADA, "now": NOW}


def doubled(found: CarbonCredit, times: float = 1.0) -> Which:
    """The whole day sent once more, in other sizes."""
    send(found.inverter, golden_rows(times=times))
    return Which(found.inverter, day=HONEST)


def corrected(found: CarbonCredit, which: Which, role: Role = Role.STAFF) -> CarbonCredit:
    accept_and_verify(which=which, role=role, **WHY)
    found.refresh_from_db()
    return found


def test_a_correction_sends_a_verified_credit_back_and_it_is_judged_by_the_new_values():
    found = verified()
    after = corrected(found, doubled(found, times=0.9))
    assert (after.status, after.grams) == (Status.VERIFIED, slow_grams(golden_rows(times=0.9)))
    assert Verdict.objects.filter(credit=found).count() == 2


def test_until_it_is_judged_it_says_that_it_was_corrected():
    found = verified()
    accept(which=doubled(found, times=0.9), role=Role.STAFF, **WHY)
    found.refresh_from_db()
    measured = undecided().count() + sum(kwh > 0 for _, kwh in golden_rows())
    words = f"Was verified before {measured} readings were corrected by ada: verify it again."
    assert (found.status, found.flagged_reason) == (Status.PENDING, words)


def test_a_flag_gives_way_to_an_accepted_correction_though_not_to_a_mere_upload():
    found = flagged()
    which = doubled(found)
    found.refresh_from_db()
    assert found.status == Status.FLAGGED
    assert corrected(found, which).status == Status.VERIFIED


def test_a_correction_that_is_still_too_much_is_flagged_again():
    found = flagged()
    assert corrected(found, doubled(found, times=2.5)).status == Status.FLAGGED


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_in_closed_mode_whoever_sells_cannot_clear_his_flag_by_a_correction(monkeypatch, role):
    found = flagged()
    which = doubled(found)
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    with pytest.raises(NotAllowedError, match="2016-07-04 is flagged, and whoever sells cannot clear his own flag"):
        corrected(found, which, role)
    assert not ConflictDecision.objects.exists()


def test_in_closed_mode_an_auditor_may(monkeypatch):
    found = flagged()
    which = doubled(found)
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert corrected(found, which, Role.AUDITOR).status == Status.VERIFIED


def test_a_submitted_days_readings_are_corrected_and_its_credit_is_not():
    found = submitted()
    sold = found.grams
    after = corrected(found, doubled(found, times=0.5))
    assert sum(InverterReading.objects.values_list("kwh", flat=True)) < found.kwh
    assert (after.status, after.grams) == (Status.SUBMITTED, sold)


def test_days_outside_the_inverters_life_are_corrected_and_not_judged():
    found = verified()
    which = doubled(found, times=0.9)
    found.inverter.commissioned = HONEST + timedelta(days=1)
    save_inverter(inverter=found.inverter, actor=ADA, now=NOW)
    assert corrected(found, which).status == Status.PENDING
    assert found.verdicts.count() == 1


def test_where_judging_fails_the_correction_stands_and_the_day_waits(monkeypatch):
    found = verified()
    which = doubled(found, times=0.9)

    def broken(**asked: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(renewed, "verify", broken)
    with pytest.raises(RuntimeError):
        corrected(found, which)
    found.refresh_from_db()
    assert (found.status, found.grams) == (Status.PENDING, slow_grams(golden_rows(times=0.9)))
