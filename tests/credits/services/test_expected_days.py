"""Curves are derived once: what is stored is what derive gives, and nothing stored outlives what it follows from."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import ExpectedDay
from credits.services import expected_days
from credits.services.allowed import around
from credits.services.batches import day_batch
from credits.services.expected_days import KEPT, bases, expected_of
from credits.services.judging import judge_stored
from credits.verification import expected
from inverters.models import Equipment, Inverter
from inverters.selectors import evidence_of
from inverters.services.master_data import save_equipment, save_inverter
from lumix.ledger.deep import verify_deep
from tests.credits.factories import (
    ADA,
    GOLDEN_CELL,
    HONEST,
    NOW,
    again,
    golden_rows,
    golden_sky,
    golden_sky_hours,
    judged,
    pending,
    plant,
    send,
    sky,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def evidence_today():
    return evidence_of([(Inverter.objects.get().pk, HONEST)])


def derivations(monkeypatch) -> list[int]:
    """How many days each call of the model derives from here on."""
    seen: list[int] = []
    derive = expected.derive
    monkeypatch.setattr(expected, "derive", lambda batch: seen.append(len(batch)) or derive(batch))
    return seen


def test_what_is_stored_is_what_the_model_gives_to_the_last_bit():
    golden_sky()
    verified(surface_tilt=None, surface_azimuth=None)
    evidence = evidence_today()
    batch = day_batch(evidence, NOW)
    stored, derived = expected_of(evidence, batch), expected.derive(batch)
    assert ExpectedDay.objects.count() == 1
    for name in (*KEPT, "ghi"):
        np.testing.assert_array_equal(getattr(stored, name), getattr(derived, name))


def test_a_second_judging_derives_nothing(monkeypatch):
    found, seen = verified(), derivations(monkeypatch)
    again(found)
    assert seen == []


def another_place() -> None:
    inverter = Inverter.objects.get()
    inverter.gps_lat += 0.01
    save_inverter(inverter=inverter, actor=ADA, now=NOW)


def another(**facts: object) -> None:
    equipment = Equipment.objects.get()
    for name, value in facts.items():
        setattr(equipment, name, value)
    save_equipment(equipment=equipment, actor=ADA, now=NOW)


def a_revised_hour() -> None:
    sky(GOLDEN_CELL, [(at, ghi + 1, clear) for at, ghi, clear in golden_sky_hours()], NOW + timedelta(days=1))


CHANGES = {
    "place": another_place,
    "tilt": lambda: another(surface_tilt=40.0),
    "azimuth": lambda: another(surface_azimuth=160.0),
    "zone": lambda: another(timezone="Etc/GMT+6"),
    "sky": a_revised_hour,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_the_curves_follow_from_is_a_basis_of_its_own(monkeypatch, change):
    found = verified()
    before = bases(evidence_today())
    change()
    assert bases(evidence_today()) != before
    seen = derivations(monkeypatch)
    again(found)
    assert len(seen) == 1
    assert ExpectedDay.objects.get(date=HONEST).basis == bases(evidence_today())


def test_another_version_of_the_model_is_another_basis(monkeypatch):
    verified()
    monkeypatch.setattr(expected_days, "MODEL_VERSION", "another")
    assert ExpectedDay.objects.get().basis != bases(evidence_today())


def test_what_the_curves_do_not_follow_from_changes_no_basis():
    verified()
    before = bases(evidence_today())
    another(capacity_kw=7.0, dc_capacity_kwp=8.0)
    send(Inverter.objects.get(), golden_rows(HONEST + timedelta(days=1)))
    assert bases(evidence_today()) == before


def test_a_page_and_a_dry_run_keep_nothing():
    golden_sky()
    found = pending()
    around(inverter_id=found.inverter_id, day=HONEST, now=NOW)
    judge_stored(credits=[found], actor=ADA, now=NOW)
    assert not ExpectedDay.objects.exists()


def test_many_days_are_read_in_one_query():
    golden_sky(last=HONEST + timedelta(days=5))
    inverter = plant()
    for at in range(5):
        send(inverter, golden_rows(HONEST + timedelta(days=at)))
    judged(inverter)
    evidence = evidence_of([(inverter.pk, HONEST + timedelta(days=at)) for at in range(5)])
    batch = day_batch(evidence, NOW)
    with CaptureQueriesContext(connection) as captured:
        expected_of(evidence, batch)
    assert len(captured) == 1


def test_a_forged_curve_is_found_and_one_of_another_basis_is_not_asked():
    verified()
    row = ExpectedDay.objects.get()
    row.curves = bytes(8) + bytes(row.curves)[8:-8] + np.array([999.0]).tobytes()
    row.save()
    said = [str(one) for one in verify_deep()[1].differences]
    assert said == [f"expected day of inverter {row.inverter_id} on {HONEST}: "
                    "its curves are not those that its equipment and its sky give"]  # fmt: skip
    ExpectedDay.objects.update(basis=1)
    assert verify_deep()[1].differences == []
