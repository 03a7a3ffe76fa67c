"""Commit before reveal: "before" is said only where it is proven, and a file is never called NASA's publication."""

from datetime import timedelta

import numpy as np
import pytest

from credits.models import CarbonCredit
from credits.services.batches import day_batch
from credits.services.reveal import not_before_public, reveals
from credits.services.verify import verify
from inverters.selectors import evidence_of
from inverters.services.satellite import fetch_missing
from tests.credits.factories import (
    ADA,
    GOLDEN_CELL,
    HONEST,
    NOW,
    again,
    credit,
    golden_rows,
    golden_sky,
    plant,
    send,
    sky,
    verified,
)  # fmt: skip
from tests.credits.heavens import SOON, Nasa, later, nasa, revised_hours

pytestmark = pytest.mark.django_db
__all__ = ["nasa"]
NEXT = [HONEST, HONEST + timedelta(days=1)]


def uploaded(now=SOON, rows=None) -> CarbonCredit:
    inverter = plant()
    send(inverter, rows or golden_rows(), now=now)
    return credit(inverter, now=now)


def told(found: CarbonCredit, now) -> dict:
    [after] = verify(credit_ids=[found.pk], actor=ADA, now=now)
    return after.verdicts.latest("id").reference["received"]


def ask(now) -> None:
    fetch_missing(place=GOLDEN_CELL, days=NEXT, actor=ADA, now=now)


def test_readings_that_were_here_while_nasa_had_nothing_are_told_as_before(nasa: Nasa):
    found = uploaded()
    ask(later(10))
    nasa.hourly = True
    said = told(found, later(71))
    assert (said["order"], said["days"], said["from_file"]) == ("before", 71.0, False)
    assert said["sentence"] == (
        "The day's readings were received 71 days before its satellite hours were first seen published; NASA had not "
        "published them when it was asked 10 days after the readings came."
    )


def test_readings_that_came_after_the_hours_are_told_as_after(nasa: Nasa):
    nasa.hourly = True
    ask(SOON)
    said = told(uploaded(later(12)), later(13))
    assert (said["order"], said["days"]) == ("after", -12.0)
    assert said["sentence"] == (
        "The day's last reading was received 12 days after its satellite hours were first seen published."
    )


def test_before_is_not_said_where_nobody_asked_in_time(nasa: Nasa):
    found = uploaded()
    nasa.hourly = True
    said = told(found, later(200))
    assert (said["order"], said["last_absent_at"]) == ("unknown", None)
    assert "is not known" in said["sentence"]


def test_an_asking_before_the_readings_came_proves_nothing(nasa: Nasa):
    ask(SOON)
    found = uploaded(later(1))
    nasa.hourly = True
    assert told(found, later(100))["order"] == "unknown"


def test_one_late_reading_makes_the_whole_day_late(nasa: Nasa):
    found = uploaded(rows=golden_rows()[:15])
    ask(later(1))
    nasa.hourly = True
    ask(later(50))
    send(found.inverter, golden_rows()[15:], now=later(60))
    assert told(found, later(61))["order"] == "after"


def test_the_next_days_readings_do_not_make_a_day_late(nasa: Nasa):
    found = uploaded()
    ask(later(1))
    nasa.hourly = True
    ask(later(50))
    send(found.inverter, golden_rows(NEXT[1]) + golden_rows(HONEST - timedelta(days=1)), now=later(60))
    assert told(found, later(61))["order"] == "before"


def test_a_file_is_first_stored_here_and_never_nasas_publication():
    found = verified()
    send(found.inverter, golden_rows(NEXT[1]), now=later(3, NOW))
    golden_sky(NEXT[1], NEXT[1])
    said = told(credit(found.inverter, NEXT[1], later(3, NOW)), later(3, NOW))
    assert (said["order"], said["from_file"]) == ("after", True)
    assert "first stored here from a file" in said["sentence"]
    assert "NASA" not in said["sentence"]


def test_a_file_with_gaps_does_not_prove_that_nasa_had_none():
    inverter = plant()
    send(inverter, golden_rows(), now=SOON)
    sky(GOLDEN_CELL, [(stamp, np.nan, np.nan) for stamp, *_ in revised_hours(1.0)], now=later(1))
    sky(GOLDEN_CELL, revised_hours(1.0), now=later(9))
    assert told(credit(inverter, now=later(9)), later(9))["order"] == "unknown"


def test_a_later_revision_does_not_change_when_the_hours_were_first_seen(nasa: Nasa):
    found = uploaded()
    ask(later(1))
    nasa.hourly = True
    before = told(found, later(71))
    sky(GOLDEN_CELL, revised_hours(0.9), now=later(80))
    assert told(found, later(90)) == before


def test_a_day_without_hours_says_nothing_of_their_order(nasa: Nasa):
    assert told(uploaded(), later(1)) is None


def test_what_is_learned_of_the_order_makes_no_new_verdict(nasa: Nasa):
    found = verified()
    before = found.verdicts.count()
    assert again(found, later(3, NOW)).verdicts.count() == before


@pytest.mark.parametrize(
    ("facts", "hours_late"),
    [({"reading_stamps": "end"}, 1), ({"clock_offset_minutes": 60}, 1), ({"timezone": "Asia/Kolkata"}, -12.5)],
)
def test_a_days_readings_are_found_by_the_stamps_that_they_bear(facts, hours_late):
    inverter = plant(**facts)
    late = timedelta(hours=hours_late)
    send(inverter, [(stamp + late, kwh) for stamp, kwh in golden_rows()], now=SOON)
    neighbours = [row for day in (HONEST - timedelta(days=1), NEXT[1]) for row in golden_rows(day)]
    send(inverter, [(stamp + late, kwh) for stamp, kwh in neighbours][1:-1], now=later(5))
    [found] = last_received_of(inverter)
    assert found == (SOON if hours_late == 1 else later(5))


def last_received_of(inverter):
    from inverters.publication_selectors import last_received  # noqa: PLC0415

    return last_received(evidence_of([(inverter.pk, HONEST)]))


def test_the_order_reaches_the_rule_and_is_open_for_days_of_history(nasa: Nasa):
    found = uploaded()
    ask(later(1))
    nasa.hourly = True
    ask(later(50))
    evidence = evidence_of([(found.inverter_id, HONEST), (found.inverter_id, HONEST - timedelta(days=1))])
    order = reveals(evidence_of([(found.inverter_id, HONEST)]))
    told = not_before_public(order, np.array([0]), 2)
    assert day_batch(evidence, later(51), received_after_public=told).received_after_public.tolist() == [False, True]
    assert day_batch(evidence, later(51)).received_after_public.tolist() == [True, True]
