"""The demo's copiers are caught with the right reason, and nobody who was copied or shares a roof is."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from credits.models import CarbonCredit, Status, Verdict
from reports.demo.load import load_fleet
from reports.demo.simulate import PREFIX, SimulatedFleet, simulate

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
COPIED, COPIER = "Abuja Garki office", "Abuja Gwarinpa plaza"
TWINS = ("Ikeja school, roof A", "Ikeja school, roof B")
REPEATER = "Ibadan boutique"
COPY_CHECKS = ("copied_digits", "registered_twice", "near_copy", "repeated_curve")


@cache
def fleet() -> SimulatedFleet:
    return simulate()


def loaded(*sites: str) -> None:
    """Some of the fleet's plants with the sky over them, sent and judged as the demo does."""
    plants = [plant for plant in fleet().plants if plant.name.removeprefix(PREFIX) in sites]
    cells = {(int(plant.lat // 1), int(plant.lon // 1)) for plant in plants}
    load_fleet(
        fleet=replace(fleet(), plants=plants, cells=[cell for cell in fleet().cells if cell[:2] in cells]),
        now=NOW,
        step=lambda _: None,
    )


def failed(site: str, name: str) -> float:
    """On what share of its days a plant fails a check."""
    verdicts = Verdict.objects.filter(credit__inverter__name=PREFIX + site)
    outcomes = [check["outcome"] for one in verdicts for check in one.checks if check["name"] == name]
    return outcomes.count("fail") / len(outcomes)


def verified(site: str) -> float:
    """The share of a plant's days that are VERIFIED."""
    statuses = CarbonCredit.objects.filter(inverter__name=PREFIX + site).values_list("status", flat=True)
    return list(statuses).count(Status.VERIFIED) / len(statuses)


def test_who_copies_digits_is_flagged_and_who_was_copied_is_not():
    loaded(COPIED, COPIER)
    assert failed(COPIER, "copied_digits") > 0.95
    assert verified(COPIER) == 0
    assert [failed(COPIED, name) for name in COPY_CHECKS] == [0, 0, 0, 0]


def test_twins_on_one_roof_are_not_doubted():
    loaded(*TWINS)
    assert [failed(site, name) for site in TWINS for name in COPY_CHECKS] == [0] * 8


def test_who_sends_his_best_day_again_is_flagged():
    loaded(REPEATER)
    assert failed(REPEATER, "repeated_curve") > 0.7
