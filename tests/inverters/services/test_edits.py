from datetime import date

import pytest
from django.core.exceptions import ValidationError

from inverters.errors import StaleEditError
from inverters.models import Inverter
from inverters.models.equipment import FIRST_DAY
from inverters.services import master_data
from inverters.services.edits import change_inverter
from inverters.services.master_data import save_equipment, save_inverter
from inverters.services.versions import basis_of, beginning
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW, hourly, send

pytestmark = pytest.mark.django_db
LATER = date(2025, 2, 1)


def change(inverter: Inverter, *, basis: str | None = None, since: date = FIRST_DAY, place=None, **equipment) -> None:
    change_inverter(
        inverter_id=inverter.pk,
        basis=basis_of(inverter) if basis is None else basis,
        place=place or {},
        equipment=equipment,
        valid_from=since,
        actor="bob",
        now=NOW,
    )


def versions(inverter: Inverter) -> list[tuple]:
    return list(inverter.equipment.order_by("valid_from").values_list("valid_from", "capacity_kw", "timezone"))


def test_place_and_equipment_change_in_one_act_with_their_entries(inverter):
    change(inverter, place={"name": "School"}, capacity_kw=12.0)
    kinds = list(LedgerEntry.objects.order_by("-seq").values_list("type", "actor")[:2])
    assert kinds == [("equipment.changed", "bob"), ("inverter.changed", "bob")]
    assert versions(inverter) == [(FIRST_DAY, 12.0, "Africa/Lagos")]
    assert Inverter.objects.get().name == "School"


def test_a_later_day_begins_a_version_that_else_is_as_the_one_before(inverter):
    change(inverter, since=LATER, capacity_kw=12.0)
    assert versions(inverter) == [(FIRST_DAY, 10.0, "Africa/Lagos"), (LATER, 12.0, "Africa/Lagos")]


def test_the_versions_own_day_mends_it(inverter):
    change(inverter, since=LATER, capacity_kw=12.0)
    change(Inverter.objects.get(), since=LATER, capacity_kw=13.0)
    assert [capacity for _, capacity, _ in versions(inverter)] == [10.0, 13.0]


def moved_name(inverter: Inverter) -> None:
    inverter.name = "Clinic"
    save_inverter(inverter=inverter, actor="ada", now=NOW)


def moved_version(inverter: Inverter) -> None:
    version = beginning(inverter, LATER)
    version.serial = "SN-7"
    save_equipment(equipment=version, actor="ada", now=NOW)


@pytest.mark.parametrize("move", [moved_name, moved_version])
def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(inverter, move):
    basis = basis_of(inverter)
    move(Inverter.objects.get())
    entries = LedgerEntry.objects.count()
    with pytest.raises(StaleEditError, match="look at both"):
        change(inverter, basis=basis, capacity_kw=12.0)
    assert LedgerEntry.objects.count() == entries
    assert 12.0 not in [capacity for _, capacity, _ in versions(inverter)]


@pytest.mark.parametrize("fault", [{"capacity_kw": -1.0}, {"timezone": "Lagos"}])
def test_where_one_part_is_impossible_none_is_stored(inverter, fault):
    with pytest.raises(ValidationError):
        change(inverter, place={"name": "School"}, **fault)
    assert Inverter.objects.get().name != "School"


def test_where_the_ledger_fails_nothing_is_stored(inverter, monkeypatch):
    monkeypatch.setattr(master_data, "append", lambda **given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change(inverter, place={"name": "School"})
    assert Inverter.objects.get().name != "School"


def test_a_basis_is_the_same_for_who_saw_the_same(inverter):
    before = basis_of(inverter)
    send(inverter, hourly("2025-01-15"))
    assert basis_of(Inverter.objects.get()) == before
