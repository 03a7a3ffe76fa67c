from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, EmissionFactor, Status
from lumix import bulk
from tests.credits.factories import NOW, plant

pytestmark = pytest.mark.django_db

DAYS = [date(2025, 1, day) for day in range(1, 29)]


def made(inverter, days=DAYS) -> list[CarbonCredit]:
    factor = EmissionFactor.objects.get()
    return [
        CarbonCredit(
            inverter=inverter, date=day, milliwatt_hours=2**40 + day.day, grams=day.day, factor=factor,
            flagged_reason='tab\t, line\n, back\\slash, "quote", Größe', provisional={"kwh": 1.5},
            created_at=NOW, updated_at=NOW,
        )
        for day in days
    ]  # fmt: skip


def test_rows_are_stored_as_django_would_and_get_their_keys():
    rows = made(plant())
    bulk.insert(rows)
    assert list(CarbonCredit.objects.order_by("date")) == rows
    stored = CarbonCredit.objects.get(date=DAYS[0])
    assert {name: getattr(stored, name) for name in vars(rows[0]) if name != "_state"} == {
        name: value for name, value in vars(rows[0]).items() if name != "_state"
    }


def test_django_goes_on_counting_where_the_bulk_ended():
    inverter = plant()
    rows = made(inverter)
    bulk.insert(rows)
    [more] = CarbonCredit.objects.bulk_create(made(inverter, [date(2025, 3, 1)]))
    again = made(inverter, [date(2025, 3, 2)])
    bulk.insert(again)
    assert rows[-1].pk < CarbonCredit.objects.get(date=date(2025, 3, 1)).pk < again[0].pk
    assert more.date == date(2025, 3, 1)


def test_a_row_that_breaks_a_constraint_takes_the_others_with_it():
    rows = [*made(plant()), *made(plant(), [DAYS[0]])]
    rows[-1].grams = -1
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(rows)
    assert not CarbonCredit.objects.exists()


def test_fields_are_brought_up_to_date_and_others_left():
    rows = made(plant())
    bulk.insert(rows)
    for row in rows[1:]:
        row.status, row.correlation, row.flagged_reason, row.provisional = Status.VERIFIED, 0.5, None, None
        row.grams, row.updated_at = 7, datetime(2026, 1, 1, tzinfo=UTC)
    bulk.update(rows[1:], ["status", "correlation", "flagged_reason", "provisional", "updated_at"])
    first, second = CarbonCredit.objects.order_by("date")[:2]
    assert (first.status, first.correlation, first.provisional) == ("PENDING", None, {"kwh": 1.5})
    assert (second.status, second.correlation, second.flagged_reason, second.provisional) == (
        "VERIFIED",
        0.5,
        None,
        None,
    )
    assert (second.grams, second.updated_at) == (2, datetime(2026, 1, 1, tzinfo=UTC))


def test_two_updates_in_one_transaction_are_both_taken():
    rows = made(plant())
    bulk.insert(rows)
    for grams in (5, 6):
        for row in rows:
            row.grams = grams
        bulk.update(rows, ["grams"])
    assert set(CarbonCredit.objects.values_list("grams", flat=True)) == {6}


def test_decimals_and_dates_are_kept_exactly():
    factor = EmissionFactor(
        code="TRIED", kg_co2_per_kwh=Decimal("0.1001"), source="a test", valid_from=date(2025, 1, 1)
    )
    bulk.insert([factor])
    stored = EmissionFactor.objects.get(code="TRIED")
    assert (stored.kg_co2_per_kwh, stored.valid_from, stored.valid_to) == (Decimal("0.1001"), date(2025, 1, 1), None)


def test_nothing_asks_nothing():
    with CaptureQueriesContext(connection) as queries:
        bulk.insert([])
        bulk.update([], ["grams"])
    assert len(queries) == 0
