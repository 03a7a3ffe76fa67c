import pytest

from credits.models import CarbonCredit, Verdict
from inverters.models import Inverter
from reports.mend.lag_selectors import LagRun, lag_run
from tests.credits.clocks import DAYS
from tests.credits.factories import ADA, NOW, plant
from tests.reports.making import counted

pytestmark = pytest.mark.django_db
SURE = "correlation goes from -0.35 to 0.99."
CHANGES = "correlation goes from 0.90 to 0.91. The lag changes within the month: daylight saving."
LOWER = "correlation goes from 0.90 to 0.87."


def found(*hours: float | None, sentence: str = SURE) -> Inverter:
    """An inverter whose days' clock checks find these lags; None could not tell, 0 passed."""
    counted("A", PENDING=len(hours))
    inverter = Inverter.objects.get(name="A")
    for credit, lag in zip(CarbonCredit.objects.filter(inverter=inverter).order_by("date"), hours, strict=True):
        check = {"name": "clock", "outcome": "fail" if lag else "pass", "figure": lag, "sentence": sentence}
        Verdict.objects.create(
            credit=credit, judged_at=NOW, actor=ADA, rule_version="1", status="PENDING", reason="", told=[check],
            reference={}, readings_digest="", satellite_digest="", equipment_digest="",
        )  # fmt: skip
    return inverter


@pytest.mark.parametrize(
    ("hours", "at", "minutes", "first", "last"),
    [
        ((7, 7.5, 7, 7), 1, 420, 0, None),
        ((0, 7, 6.5, 7, 0), 2, 420, 1, 3),
        ((1, 1, 1, -1, -1), 4, -60, 3, None),
        ((7, None, 7, 7), 2, 420, 2, None),
        ((0, -1, 0), 1, -60, 1, 1),
    ],
)
def test_a_run_is_the_days_that_lag_alike_and_its_minutes_are_the_commonest(hours, at, minutes, first, last):
    run = lag_run(found(*hours), DAYS[at])
    assert run == LagRun(minutes, DAYS[first], None if last is None else DAYS[last], True)


def test_a_run_longer_than_a_piece_is_found_whole(monkeypatch):
    monkeypatch.setattr("reports.mend.lag_selectors.PIECE", 2)
    assert lag_run(found(0, *[7] * 7, 0), DAYS[4]) == LagRun(420, DAYS[1], DAYS[7], True)


@pytest.mark.parametrize("sentence", [CHANGES, LOWER])
def test_a_lag_that_changes_or_that_corrected_agrees_less_is_not_sure(sentence):
    assert not lag_run(found(1, 1, 1, sentence=sentence), DAYS[1]).sure


@pytest.mark.parametrize("hours", [0, None])
def test_a_day_without_a_lag_has_no_run(hours):
    assert lag_run(found(7, hours, 7), DAYS[1]) is None
    assert lag_run(plant(), DAYS[1]) is None
