"""Time passes: a day whose hours are absent for half a year is taken up when they are published."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, Status, Verdict
from credits.services import pending
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.pending import Cause, Progress, verify_pending
from inverters import archive_files
from inverters.errors import SatelliteUnavailableError
from inverters.models import Inverter, ReadingArchive
from tests.credits.archiving import LAST, archived, quarters
from tests.credits.factories import (
    ADA,
    GOLDEN_CELL,
    HONEST,
    NOW,
    calculate_days,
    credit,
    flagged,
    golden_rows,
    golden_sky,
    plant,
    records,
    send,
    sky,
    verified,
)  # fmt: skip
from tests.credits.heavens import HALF_A_YEAR_LATER, SOON, Nasa, later, nasa, revised_hours

pytestmark = pytest.mark.django_db
__all__ = ["nasa"]


def run(now: datetime = SOON) -> Progress:
    return verify_pending(actor=ADA, now=now)


def honest_day(**facts: object) -> CarbonCredit:
    """A day's readings, sent and calculated a week later, and not judged."""
    inverter = plant(**facts)
    send(inverter, golden_rows(), now=SOON)
    return credit(inverter, now=SOON)


def test_a_day_whose_hours_are_absent_is_taken_up_half_a_year_later_when_they_are_published(nasa: Nasa):
    found = honest_day()
    assert dict(run().moved) == {(Cause.NOT_JUDGED, "PENDING"): 1}
    for week in range(1, 4):
        assert run(later(7 * week)).judged == 0
    nasa.hourly = True
    assert dict(run(HALF_A_YEAR_LATER).moved) == {(Cause.HOURS, "VERIFIED"): 1}
    found.refresh_from_db()
    assert (found.status, found.flagged_reason) == (Status.VERIFIED, None)
    assert [verdict.status for verdict in found.verdicts.order_by("id")] == ["PENDING", "VERIFIED"]


def test_a_run_that_finds_nothing_new_writes_nothing(nasa: Nasa):
    honest_day()
    run()
    before = records()
    assert (run().judged, run().waiting) == (0, 1)
    assert records() == before


def test_a_cell_is_asked_once_however_many_inverters_and_days_wait_there(nasa: Nasa):
    for _ in range(3):
        calculate_days(5)
    run()
    assert [(product, *place) for product, *place, _, _ in nasa.asked] == [
        ("hourly", *GOLDEN_CELL),
        ("daily", *GOLDEN_CELL),
    ]


def test_every_cell_is_asked_for_itself(nasa: Nasa):
    honest_day()
    honest_day(gps_lat=41.2)
    run()
    assert {(lat, lon) for _, lat, lon, _, _ in nasa.asked} == {GOLDEN_CELL, (41.5, -105.5)}


def test_a_silent_service_is_told_by_cell_and_leaves_the_run_incomplete(nasa: Nasa):
    honest_day()
    nasa.error = SatelliteUnavailableError("The satellite service is not available.")
    found = run()
    assert found.unanswered == {GOLDEN_CELL: "The satellite service is not available."}
    assert not found.complete


def test_readings_that_came_since_are_a_cause():
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows()[:12], now=SOON)
    credit(inverter, now=SOON)
    run()
    send(inverter, golden_rows()[12:], now=SOON)
    assert dict(run().moved) == {(Cause.READINGS, "VERIFIED"): 1}


def half_a_day() -> CarbonCredit:
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows()[:12], now=SOON)
    found = credit(inverter, now=SOON)
    assert run().judged == 1
    return found


def uncertain_day() -> CarbonCredit:
    """A day that does not follow its sky, for a reason of its own."""
    golden_sky(HONEST, HONEST + timedelta(days=9))
    inverter = plant()
    rows = golden_rows()
    send(inverter, [(stamp, kwh if at % 3 else 0.0) for at, (stamp, kwh) in enumerate(rows)], now=SOON)
    found = credit(inverter, now=SOON)
    assert run().judged == 1
    return found


def test_days_that_came_around_it_are_a_cause():
    found = uncertain_day()
    assert found.verdicts.get().cause == "correlation"
    send(found.inverter, golden_rows(HONEST + timedelta(days=1)), now=SOON)
    assert dict(run().moved) == {(Cause.MONTH, "PENDING"): 1}
    assert run().judged == 0


def test_days_around_one_that_waits_for_itself_are_none(nasa: Nasa):
    found = honest_day()
    assert run().judged == 1
    assert found.verdicts.get().cause == "published"
    send(found.inverter, golden_rows(HONEST + timedelta(days=1)), now=SOON)
    assert run().judged == 0


def test_another_place_is_a_cause():
    found = half_a_day()
    Inverter.objects.update(gps_lat=39.75)
    assert dict(run().moved) == {(Cause.EQUIPMENT, "PENDING"): 1}
    assert found.verdicts.count() == 2


def test_another_version_of_the_rule_is_a_cause(monkeypatch):
    half_a_day()
    monkeypatch.setattr(pending, "RULE_VERSION", "next")
    assert list(run().moved) == [(Cause.RULE, "PENDING")]


def test_revised_hours_of_a_pending_day_are_a_cause():
    half_a_day()
    sky(GOLDEN_CELL, revised_hours(0.9), now=later(1))
    assert dict(run(later(1)).moved) == {(Cause.REVISED, "PENDING"): 1}


def test_a_lifted_flag_is_a_cause():
    found = flagged()
    change_status(inverter_id=found.inverter_id, day=HONEST, status="PENDING", reason="a new meter", actor=ADA, now=NOW)
    assert dict(run(NOW).moved) == {(Cause.ASKED, "FLAGGED"): 1}


def test_a_day_that_runs_is_left_until_it_is_over(nasa: Nasa):
    nasa.hourly = True
    inverter, afternoon = plant(), datetime.combine(HONEST, datetime.min.time(), SOON.tzinfo) + timedelta(hours=22)
    send(inverter, golden_rows()[:14], now=afternoon)
    credit(inverter, now=afternoon)
    assert (run(afternoon).judged, Verdict.objects.count()) == (0, 0)
    assert run(SOON).judged == 1


@pytest.mark.parametrize("make", [flagged, verified])
def test_what_is_not_pending_is_never_taken_up(make):
    make()
    before = records()
    sky(GOLDEN_CELL, revised_hours(0.5), now=later(1, NOW))
    assert run(later(1, NOW)).judged == 0
    assert records() == (before[0], before[1] + 1)  # the revision's own entry


def test_a_day_outside_the_inverters_life_is_counted_and_left(nasa: Nasa):
    found = honest_day()
    Inverter.objects.filter(pk=found.inverter_id).update(retired=HONEST - timedelta(days=1))
    assert (run().outside, Verdict.objects.count()) == (1, 0)


def test_a_run_that_broke_off_goes_on_where_it_stopped(nasa: Nasa, monkeypatch):
    calculate_days(4)
    real, calls = pending.verify, []

    def breaks(**wanted):
        calls.append(wanted["credit_ids"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**wanted)

    monkeypatch.setattr(pending, "in_chunks", lambda found, real=pending.in_chunks: real(found, 2))
    monkeypatch.setattr(pending, "verify", breaks)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.setattr(pending, "verify", real)
    assert (run().judged, Verdict.objects.count()) == (2, 4)


def test_evidence_that_keeps_moving_is_told_and_left_for_the_next_run(nasa: Nasa, monkeypatch):
    honest_day()
    monkeypatch.setattr("credits.services.verify.still_stands", lambda judged: False)
    found = run()
    [(why, count)] = found.refused.items()
    assert (count, found.complete, Verdict.objects.count()) == (1, False, 0)
    assert why.startswith("Readings kept arriving")


def test_an_archive_that_is_gone_keeps_no_other_inverter_from_being_judged(nasa: Nasa):
    of_the_archive, other = archived(), plant(name="Another")
    day = LAST + timedelta(days=1)
    send(of_the_archive, quarters(day, 1))
    send(other, golden_rows(day))
    for one in (of_the_archive, other):
        credit(one, day)
    for one in ReadingArchive.objects.all():
        (archive_files.folder() / one.path).unlink()

    found = run(later(4))

    assert list(Verdict.objects.values_list("credit__inverter", flat=True)) == [other.pk]
    [(why, count)] = found.refused.items()
    assert (count, found.complete) == (1, False)
    assert "archive" in why


def test_the_queries_do_not_grow_with_the_days(nasa: Nasa):
    counts = []
    for days in (2, 20):
        calculate_days(days)
        with CaptureQueriesContext(connection) as queries:
            run(later(days))
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1  # the second plant has the first one's digits, whose place is looked up once


def test_no_month_is_read_of_days_that_wait_whatever_stands_around_them(nasa: Nasa, monkeypatch):
    for _ in range(3):
        calculate_days(4)
    run()
    asked, real = [], pending.with_months
    monkeypatch.setattr(pending, "with_months", lambda wanted: asked.append(len(wanted)) or real(wanted))
    assert run().waiting == 12
    assert asked == [4]  # one inverter's, for the sky that is missing


def test_the_tonnes_that_came_out_verified_are_added_up(nasa: Nasa):
    nasa.hourly = True
    found = honest_day()
    assert run().verified_grams == found.grams > 0
    assert calculate(inverter_id=found.inverter_id, days=[HONEST], actor=ADA, now=SOON)[0].status == Status.VERIFIED
