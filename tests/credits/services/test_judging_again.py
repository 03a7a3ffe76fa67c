from datetime import UTC, datetime, timedelta

import pytest

from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import Status, Verdict
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.services.master_data import save_equipment, save_inverter
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    ADA,
    GOLDEN_CELL,
    HALF_PAST,
    HONEST,
    NOW,
    again,
    flagged,
    golden_rows,
    golden_sky,
    golden_sky_hours,
    judged,
    plant,
    records,
    send,
    sky,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [verified, flagged])
def test_judging_again_finds_the_same_and_records_nothing(make):
    found = make()
    before = records()
    same = again(found, NOW + timedelta(minutes=1))
    assert records() == before
    assert (same.status, same.correlation, same.updated_at) == (found.status, found.correlation, found.updated_at)


@pytest.mark.parametrize("size", [2, 3, 7, 16])
def test_alone_or_among_others_a_day_is_judged_alike(size):
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in range(size)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    golden_sky(days[0], days[-1])
    made = calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    verify(credit_ids=[one.pk for one in made], actor=ADA, now=NOW)
    before = records()
    for one in made:
        again(one)
    assert records() == before


def test_changed_readings_make_a_new_verdict():
    found = verified()
    send(found.inverter, [HALF_PAST])
    assert again(found).status == Status.VERIFIED
    first, second = Verdict.objects.order_by("id")
    assert first.readings_digest != second.readings_digest
    assert (first.satellite_digest, first.equipment_digest) == (second.satellite_digest, second.equipment_digest)


def test_changed_equipment_makes_a_new_verdict():
    found = verified()
    equipment = found.inverter.equipment.get()
    equipment.capacity_kw = 6.5
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    again(found)
    first, second = Verdict.objects.order_by("id")
    assert first.equipment_digest != second.equipment_digest
    assert (first.readings_digest, first.satellite_digest) == (second.readings_digest, second.satellite_digest)


def test_revised_satellite_hours_make_a_new_verdict_and_the_first_keeps_its_own():
    found = verified()
    kept = Verdict.objects.get().satellite_digest
    sky(GOLDEN_CELL, [(stamp, ghi * 0.97, clearsky) for stamp, ghi, clearsky in golden_sky_hours()])
    again(found)
    first, second = Verdict.objects.order_by("id")
    assert (first.satellite_digest, second.satellite_digest != kept) == (kept, True)
    assert again(found).verdicts.count() == 2


def test_satellite_hours_stored_again_as_they_were_make_no_new_verdict():
    found = verified()
    golden_sky()
    before = records()
    again(found)
    assert records() == before


def dim_sky() -> None:
    """A satellite's fast product that saw far less sun than there was."""
    sky(GOLDEN_CELL, [(stamp, ghi * 0.05, clearsky) for stamp, ghi, clearsky in golden_sky_hours()])


def test_a_flag_stays_though_a_later_judging_finds_nothing_until_a_person_lifts_it():
    dim_sky()
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    assert found.status == Status.FLAGGED
    golden_sky()
    still = again(found)
    assert (still.status, still.flagged_reason) == (Status.FLAGGED, found.flagged_reason)
    assert Verdict.objects.last().status == "VERIFIED"
    entry = LedgerEntry.objects.last().data["verdicts"][0]
    assert (entry["from"], entry["to"], entry["verdict"]) == ("FLAGGED", "FLAGGED", "VERIFIED")
    change_status(inverter_id=inverter.pk, day=HONEST, status="PENDING", reason="sky was revised", actor=ADA, now=NOW)
    assert again(found).status == Status.VERIFIED


def test_a_lifted_flag_that_is_found_again_comes_back_without_a_new_verdict():
    found = flagged()
    change_status(inverter_id=found.inverter_id, day=HONEST, status="PENDING", reason="look", actor=ADA, now=NOW)
    verdicts, entries = records()
    assert again(found).status == Status.FLAGGED
    assert records() == (verdicts, entries + 1)


def test_a_submitted_credit_is_not_judged_again():
    found = verified()
    change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)
    before = records()
    with pytest.raises(MoveRefusedError, match="submitted and is final"):
        again(found)
    assert records() == before


def test_a_day_that_came_to_lie_outside_the_inverters_life_is_not_judged():
    found = verified()
    found.inverter.retired = HONEST - timedelta(days=1)
    save_inverter(inverter=found.inverter, actor=ADA, now=NOW)
    with pytest.raises(NothingToCreditError, match="retired on 2016-07-03"):
        again(found)


def month_of_days(days: int = 20, times: float = 1.0, **facts: object):
    """A plant with its first days and their sky; the first one is judged."""
    inverter, dates = plant(**facts), [HONEST + timedelta(days=number) for number in range(days)]
    noise = 1 + 0.002 * inverter.pk
    send(inverter, [(stamp, round(kwh * times * noise, 6)) for day in dates for stamp, kwh in golden_rows(day)])
    golden_sky(dates[0], dates[-1])
    return judged(inverter)


def test_a_month_that_moved_makes_a_new_verdict_of_the_same_day():
    found = month_of_days()
    send(found.inverter, golden_rows(HONEST + timedelta(days=20)))
    again(found)
    first, second = Verdict.objects.order_by("id")
    assert first.inputs[:4] == second.inputs[:4]
    assert first.month_digest != second.month_digest
    before = records()
    again(found)
    assert records() == before


def test_a_revised_hour_of_another_day_of_the_month_moves_it():
    found = month_of_days()
    other = HONEST + timedelta(days=9)
    sky(GOLDEN_CELL, [(stamp, ghi * 0.97, clear) for stamp, ghi, clear in golden_sky_hours(other, other)])
    again(found)
    first, second = Verdict.objects.order_by("id")
    assert first.satellite_digest == second.satellite_digest
    assert first.month_digest != second.month_digest


def test_neighbours_are_an_input_and_find_the_same_in_any_company():
    every = [month_of_days(gps_lon=-105.1 + 0.01 * number) for number in range(4)]
    for one in every:
        again(one)  # the first of them were judged before their neighbours came
    assert len({one.verdicts.last().others_digest for one in every} - {""}) == 4
    before = records()
    verify(credit_ids=[one.pk for one in every], actor=ADA, now=NOW)
    further = calculate(
        inverter_id=every[0].inverter_id, days=[HONEST + timedelta(days=at) for at in (1, 19)], actor=ADA, now=NOW
    )
    verify(credit_ids=[every[0].pk, *(one.pk for one in further)], actor=ADA, now=NOW)
    assert records() == (before[0] + 2, before[1] + 2)  # two days more, calculated and judged


def test_a_stranger_who_copies_later_changes_nothing():
    found = month_of_days()
    before = Verdict.objects.get().inputs
    month_of_days(gps_lat=41.2)
    again(found)
    assert found.verdicts.get().inputs == before


def test_what_was_received_before_and_resembles_the_day_is_an_input():
    [first, second] = [verified(), verified(gps_lat=39.9)]
    assert first.verdicts.get().others_digest == ""
    assert second.verdicts.get().others_digest != ""


def test_the_same_finding_from_other_evidence_is_another_verdict():
    found = verified()
    equipment = found.inverter.equipment.get()
    equipment.timezone = "MST"  # the same hours by another name
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    again(found)
    first, second = Verdict.objects.order_by("id")
    assert (first.status, first.reason, first.checks) == (second.status, second.reason, second.checks)
    assert first.equipment_digest != second.equipment_digest


def test_another_finding_from_the_same_evidence_is_another_verdict():
    golden_sky()
    inverter, evening = plant(), datetime(2016, 7, 5, 5, tzinfo=UTC)
    send(inverter, golden_rows()[:20], now=evening)
    found = judged(inverter, now=evening)
    assert found.flagged_reason == "The local day has not ended yet."
    assert again(found, NOW).status == Status.VERIFIED
    first, second = Verdict.objects.order_by("id")
    assert first.inputs == second.inputs
