"""Revised satellite values: told with what would change, and never a silent change."""

from datetime import timedelta

import pytest

from credits.models import CarbonCredit, Status, Verdict
from credits.services import drift
from credits.services.drift import Drifted, at_stake, drifted, judged_anew
from credits.services.judging import judge_stored
from inverters.models import Inverter
from inverters.revision_selectors import RevisedPlace
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    GOLDEN_CELL,
    HONEST,
    NOW,
    again,
    checks_of,
    flagged,
    golden_rows,
    golden_sky,
    judged,
    pending,
    plant,
    send,
    sky,
    submitted,
    verified,
)  # fmt: skip
from tests.credits.heavens import later, revised_hours

pytestmark = pytest.mark.django_db
REVISED = later(40, NOW)


def revise(times: float = 0.5) -> None:
    sky(GOLDEN_CELL, revised_hours(times), now=REVISED)


def the_drifted() -> Drifted:
    [found] = drifted()
    return found


def rows() -> tuple[list[tuple], int, int]:
    return list(CarbonCredit.objects.values_list()), Verdict.objects.count(), LedgerEntry.objects.count()


def test_a_fleet_without_revisions_has_no_drift():
    verified()
    assert list(drifted()) == []


def test_old_and_new_irradiation_are_those_of_the_day():
    verified()
    revise(0.5)
    found = the_drifted()
    assert found.new_kwh_m2 == pytest.approx(found.old_kwh_m2 / 2)
    lit = sum(ghi > 0 for stamp, ghi, _ in revised_hours(1.0) if found.verdict and _on_the_day(stamp))
    assert (found.hours_revised, found.revised_at, found.reproduced) == (lit, REVISED, True)


def _on_the_day(stamp) -> bool:
    return stamp in {instant for instant, _ in golden_rows()}


def test_what_a_judging_today_would_find_is_what_a_judging_then_finds():
    found = verified()
    revise(0.4)
    [told] = judged_anew([the_drifted()], REVISED)
    assert (told.moves, told.today.status) == (True, Status.FLAGGED)
    after = again(found, REVISED)
    assert (after.status, after.correlation) == (told.today.status, told.today.correlation)


def test_the_report_writes_nothing():
    verified()
    revise()
    before = rows()
    judged_anew(list(drifted()), REVISED)
    at_stake()
    assert rows() == before


def test_a_revision_changes_no_credit_by_itself():
    found = verified()
    revise()
    found.refresh_from_db()
    assert (found.status, found.verdicts.count()) == (Status.VERIFIED, 1)


def test_a_day_judged_again_by_the_revision_drifts_no_more():
    found = verified()
    revise()
    again(found, REVISED)
    assert list(drifted()) == []


def test_hours_that_appeared_after_the_verdict_are_no_drift():
    inverter = plant()
    send(inverter, golden_rows())
    sky(GOLDEN_CELL, revised_hours(1.0)[:30])
    judged(inverter)
    sky(GOLDEN_CELL, revised_hours(1.0), now=REVISED)
    assert list(drifted()) == []


def test_a_revision_of_other_days_is_no_drift():
    verified()
    far = [row for row in revised_hours(0.5) if not _on_the_day(row[0])]
    sky(GOLDEN_CELL, far, now=REVISED)
    assert list(drifted()) == []


def test_a_credit_that_was_never_judged_cannot_drift():
    pending()
    golden_sky()
    revise()
    assert list(drifted()) == []


@pytest.mark.parametrize(("make", "status"), [(verified, "VERIFIED"), (flagged, "FLAGGED"), (submitted, "SUBMITTED")])
def test_tonnes_at_stake_are_added_up_by_status(make, status):
    found = make()
    revise()
    stake = at_stake()
    assert dict(stake.count) == {status: 1}
    assert dict(stake.grams) == {status: found.grams}


def test_every_inverter_of_the_cell_is_told_and_none_of_the_next():
    for latitude in (39.742, 39.1, 40.2):
        inverter = plant(gps_lat=latitude)
        send(inverter, golden_rows())
        golden_sky() if latitude == 39.742 else None
        judged(inverter)
    revise()
    assert [one.credit.inverter.gps_lat for one in drifted()] == [39.742, 39.1]


@pytest.mark.parametrize(("latitude", "stands"), [(39.0, True), (39.999, True), (40.0, False)])
def test_a_cells_edge_belongs_to_the_cell_that_it_begins(latitude, stands):
    revised = RevisedPlace(GOLDEN_CELL, "satellite", frozenset())
    assert revised.speaks_for(Inverter(gps_lat=latitude, gps_lon=-105.2)) is stands


def test_credits_between_revised_days_are_never_taken_up(monkeypatch):
    inverter, read = plant(), []
    days = [HONEST + timedelta(days=after) for after in (0, 10, 20)]
    golden_sky(days[0], days[2])
    for day in days:
        send(inverter, golden_rows(day))
        judged(inverter, day)
    revise()
    sky(GOLDEN_CELL, revised_hours(0.5, days[2]), now=REVISED)
    monkeypatch.setattr(drift, "_drifted_of", lambda revised, credits: read.extend(credits) or iter(()))
    list(drifted())
    assert [one.date for one in read] == [days[0], days[2]]


def test_a_second_revision_is_held_beside_what_the_verdict_saw():
    verified()
    revise(0.5)
    sky(GOLDEN_CELL, revised_hours(0.8), now=later(1, REVISED))
    found = the_drifted()
    assert found.new_kwh_m2 == pytest.approx(found.old_kwh_m2 * 0.8)
    assert found.reproduced


def test_a_dry_run_judges_as_a_real_one_does():
    found = verified()
    [one] = judge_stored(credits=[found], actor="dry run", now=NOW)
    assert checks_of(one.verdict) == checks_of(found.verdicts.get())
    assert found.date == HONEST
