"""A provisional outcome: within a week, labelled so, and neither VERIFIED nor FLAGGED."""

import pytest

from credits.models import CarbonCredit, Status
from credits.services.pending import Cause, verify_pending
from inverters.models import SatelliteDay
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import ADA, credit, golden_rows, plant, records, send
from tests.credits.heavens import HALF_A_YEAR_LATER, SOON, Nasa, later, nasa

pytestmark = pytest.mark.django_db
__all__ = ["nasa"]


def waiting(times: float = 1.0, rows: slice = slice(None), **facts: object) -> CarbonCredit:
    """A day that has been judged once, without hours and without a daily value."""
    inverter = plant(**facts)
    send(inverter, golden_rows(times=times)[rows], now=SOON)
    found = credit(inverter, now=SOON)
    verify_pending(actor=ADA, now=SOON)
    found.refresh_from_db()
    assert (found.status, found.provisional) == (Status.PENDING, None)
    return found


def a_day_later(nasa: Nasa, found: CarbonCredit, daily_kwh_m2: float = 7.0) -> CarbonCredit:
    nasa.daily, nasa.daily_kwh_m2 = True, daily_kwh_m2
    verify_pending(actor=ADA, now=later(1))
    found.refresh_from_db()
    return found


def test_a_plausible_day_is_told_so_and_stays_pending(nasa: Nasa):
    found = a_day_later(nasa, waiting())
    assert (found.status, found.correlation) == (Status.PENDING, None)
    assert found.flagged_reason.endswith(
        "Provisional: consistent with NASA's daily value (7.00 kWh/m²); awaits the hourly product."
    )
    assert (found.provisional["outcome"], found.provisional["daily_kwh_m2"]) == ("consistent", 7.0)


def test_an_impossible_day_is_warned_and_not_flagged(nasa: Nasa):
    found = a_day_later(nasa, waiting(), daily_kwh_m2=1.0)
    assert (found.status, found.provisional["outcome"]) == (Status.PENDING, "doubtful")
    assert found.provisional["kwh"] > found.provisional["limit_kwh"]
    assert found.provisional["sentence"] in found.flagged_reason


def test_the_verdict_holds_the_provisional_outcome_too(nasa: Nasa):
    found = a_day_later(nasa, waiting())
    verdict = found.verdicts.latest("id")
    assert (verdict.status, verdict.reference["provisional"]) == ("PENDING", found.provisional)
    assert verdict.reason == found.flagged_reason


def test_the_same_value_is_told_once(nasa: Nasa):
    a_day_later(nasa, waiting())
    before = records()
    assert verify_pending(actor=ADA, now=later(1)).judged == 0
    assert records() == before


def test_the_hours_decide_and_the_provisional_outcome_is_gone(nasa: Nasa):
    found = a_day_later(nasa, waiting(), daily_kwh_m2=1.0)
    nasa.hourly = True
    progress = verify_pending(actor=ADA, now=HALF_A_YEAR_LATER)
    found.refresh_from_db()
    assert dict(progress.moved) == {(Cause.HOURS, "VERIFIED"): 1}
    assert (found.status, found.flagged_reason, found.provisional) == (Status.VERIFIED, None, None)


@pytest.mark.parametrize("facts", [{"quantity": "load"}, {"rows": slice(0, 12)}], ids=["a load", "half a day"])
def test_a_day_that_waits_for_something_else_is_told_nothing_provisional(nasa: Nasa, facts):
    found = a_day_later(nasa, waiting(**facts))
    assert (found.provisional, "Provisional" in found.flagged_reason) == (None, False)


def test_a_flag_of_physics_needs_no_daily_value_and_gets_none(nasa: Nasa):
    inverter = plant()
    send(inverter, golden_rows(times=5.0), now=SOON)
    found = credit(inverter, now=SOON)
    nasa.daily = True
    verify_pending(actor=ADA, now=SOON)
    found.refresh_from_db()
    assert (found.status, found.provisional) == (Status.FLAGGED, None)


def test_new_readings_take_the_provisional_outcome_back(nasa: Nasa):
    found = waiting(rows=slice(0, 22))
    found = a_day_later(nasa, found)
    assert found.provisional
    send(found.inverter, golden_rows()[22:], now=later(2))
    found.refresh_from_db()
    assert found.provisional is None


def test_a_daily_value_is_stored_with_its_reply_and_a_ledger_entry(nasa: Nasa):
    a_day_later(nasa, waiting())
    value = SatelliteDay.objects.get()
    assert (value.ghi_wh_m2, value.fetch.source) == (7000.0, "NASA POWER daily")
    assert LedgerEntry.objects.filter(type="satellite.daily_stored").count() == 2


def test_an_empty_address_turns_provisional_outcomes_off(nasa: Nasa, settings):
    settings.NASA_POWER_DAILY_URL = ""
    waiting()
    assert {product for product, *_ in nasa.asked} == {"hourly"}
