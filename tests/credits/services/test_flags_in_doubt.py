"""Whoever sells cannot clear his own flag by proposing a waiver and changing what the day is judged by."""

import pytest

from credits.errors import MoveRefusedError
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from credits.services.waivers import propose
from inverters.models import Equipment
from inverters.services.master_data import save_equipment
from tests.credits.factories import ADA, HONEST, NOW, flagged
from tests.credits.waiving import LATER, WHY, failing, refused, withdrawn

pytestmark = pytest.mark.django_db


def doubted():
    """A day that was flagged as larger than its array; every check that fails has a proposed waiver."""
    found = flagged()
    made = [propose(credit_id=found.pk, check_name=name, reason=WHY, actor=ADA, now=LATER) for name in failing(found)]
    return found, made


def enlarge(found):
    """The array is said to be far larger, by whoever sells: nothing stands against the day any more."""
    version = Equipment.objects.get(inverter_id=found.inverter_id)
    version.capacity_kw, version.dc_capacity_kwp = 60.0, 60.0
    save_equipment(equipment=version, actor=ADA, now=LATER)
    [again] = verify(credit_ids=[found.pk], actor=ADA, now=LATER)
    return again


def test_other_evidence_does_not_verify_a_day_whose_waiver_awaits_an_auditor():
    found, _ = doubted()
    after = enlarge(found)

    assert (after.status, after.cause) == ("PENDING", "awaits_auditor")
    assert after.flagged_reason.startswith("This day was flagged")
    with pytest.raises(MoveRefusedError):
        change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)


@pytest.mark.parametrize("end", [withdrawn, refused])
def test_the_end_of_the_waiver_brings_the_flag_back_whatever_the_evidence_has_become(end):
    found, made = doubted()
    enlarge(found)
    for waiver in made:
        end(waiver)

    found.refresh_from_db()
    assert (found.status, found.cause in {waiver.check_name for waiver in made}) == ("FLAGGED", True)


def test_a_second_proposal_does_not_take_the_firsts_place_once_the_evidence_is_another():
    found, [first, *_] = doubted()
    version = Equipment.objects.get(inverter_id=found.inverter_id)
    version.capacity_kw += 0.01
    save_equipment(equipment=version, actor=ADA, now=LATER)
    verify(credit_ids=[found.pk], actor=ADA, now=LATER)

    if first.check_name in failing(found):
        with pytest.raises(MoveRefusedError, match="withdraw it first"):
            propose(credit_id=found.pk, check_name=first.check_name, reason=WHY, actor=ADA, now=LATER)
