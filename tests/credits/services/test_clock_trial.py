import pytest

from credits.models import CarbonCredit
from credits.services import clock_trial
from credits.services.clock import correct_and_verify
from credits.services.clock_trial import try_correction
from inverters.errors import ClockError
from inverters.models.equipment import FIRST_DAY
from lumix.ledger.models import LedgerEntry
from tests.credits.clocks import DAYS, energy, judged_days, stamped_ahead, statuses
from tests.credits.factories import ADA, NOW

pytestmark = pytest.mark.django_db


def tried(inverter, minutes: int):
    return try_correction(inverter=inverter, minutes=minutes, valid_from=FIRST_DAY, until=None, now=NOW)


def counted(inverter) -> dict[str, int]:
    found = list(statuses(inverter).values())
    return {status: found.count(status) for status in set(found)}


@pytest.mark.parametrize(("ahead", "minutes", "worse"), [(7, 420, False), (0, -60, True)])
def test_a_trial_tells_what_the_correction_then_does(ahead, minutes, worse):
    inverter = stamped_ahead(ahead)
    judged_days(inverter)
    before, trial = counted(inverter), tried(inverter, minutes)
    assert (dict(trial.before.count), trial.worse, trial.affected, trial.tried) == (before, worse, 10, 10)
    correct_and_verify(inverter=inverter, minutes=minutes, valid_from=FIRST_DAY, reason="why", actor=ADA, now=NOW)
    assert dict(trial.after.count) == counted(inverter)
    grams = sum(CarbonCredit.objects.filter(inverter=inverter).values_list("grams", flat=True))
    assert sum(trial.after.grams.values()) == grams


def test_a_trial_leaves_nothing_behind():
    inverter = stamped_ahead(7)
    judged_days(inverter)
    before = LedgerEntry.objects.count(), statuses(inverter), energy(inverter)
    tried(inverter, 420)
    assert (LedgerEntry.objects.count(), statuses(inverter), energy(inverter)) == before
    assert inverter.equipment.get().clock_offset_minutes == 0


def test_of_many_days_some_are_tried_evenly(monkeypatch):
    monkeypatch.setattr(clock_trial, "MOST_TRIED", 4)
    inverter = stamped_ahead(7)
    judged_days(inverter)
    trial = tried(inverter, 420)
    assert (trial.affected, trial.tried, sum(trial.before.count.values())) == (len(DAYS), 4, 4)


def test_what_the_correction_refuses_the_trial_refuses():
    with pytest.raises(ClockError, match="ahead already"):
        tried(stamped_ahead(0), 0)
