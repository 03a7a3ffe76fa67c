"""The kept totals follow every kind of change of what they add up, whoever makes it and by which door."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from credits.models import CarbonCredit, CreditTotal, EmissionFactor, InverterTotal, Status
from credits.rollups import CREDIT_TOTALS, INVERTER_TOTALS
from inverters.models import ProductionDay, ProductionTotal
from inverters.rollups import PRODUCTION_TOTALS
from lumix import bulk
from lumix.ledger.deep import verify_deep
from lumix.rollups import checks, keeping
from tests.credits import factories
from tests.credits.factories import HONEST, NOW

pytestmark = pytest.mark.django_db
LATER = HONEST + timedelta(days=1)
ALL_BUT_DAY = [one.attname for one in CarbonCredit._meta.concrete_fields if one.name not in {"id", "date"}]
ALL = (CREDIT_TOTALS, INVERTER_TOTALS, PRODUCTION_TOTALS)


def right():
    """Whether the totals are what their rows come to, added up by a slow plain second way."""
    found = {}
    for one in CarbonCredit.objects.all():
        key = one.date, one.status, one.cause, one.verified_by_waiver
        count, energy, mass = found.get(key, (0, 0, 0))
        found[key] = count + 1, energy + one.milliwatt_hours, mass + one.grams
    kept = {}
    for row in CreditTotal.objects.all():
        key = row.date, row.status, row.cause, row.verified_by_waiver
        count, energy, mass = kept.get(key, (0, 0, 0))
        kept[key] = count + row.credits, energy + row.milliwatt_hours, mass + row.grams
    right = found == {key: sums for key, sums in kept.items() if any(sums)}
    return right and by_inverter() == counted_by_inverter() and not differing()


def by_inverter():
    found = Counter()
    for row in InverterTotal.objects.all():
        found.update({(row.inverter_id, status): getattr(row, status.lower()) for status in Status.values})
    return {key: count for key, count in found.items() if count}


def counted_by_inverter():
    return dict(Counter((one.inverter_id, one.status) for one in CarbonCredit.objects.all()))


def differing():
    return [one for rollup in ALL for one in keeping.differences(rollup, connection)]


def made(count=3, status=Status.PENDING):
    """Credits of as many inverters on one day."""
    common = {"factor": EmissionFactor.objects.get(), "created_at": NOW, "updated_at": NOW, "status": status}
    rows = [
        CarbonCredit(inverter=factories.plant(name=f"{n}"), date=HONEST, milliwatt_hours=n, grams=2 * n, **common)
        for n in range(count)
    ]
    return CarbonCredit.objects.bulk_create(rows)


def upsert():
    rows = made()
    for one in rows:
        one.pk, one.milliwatt_hours = None, one.milliwatt_hours + 5
    CarbonCredit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["inverter", "date"], update_fields=["milliwatt_hours"]
    )


def bulk_update():
    rows = made()
    for one in rows[:2]:
        one.status, one.cause = Status.VERIFIED, ""
    CarbonCredit.objects.bulk_update(rows, ["status", "cause"])


def by_many():
    rows = made()
    for one in rows:
        one.status, one.cause = Status.VERIFIED, ""
    bulk.update(rows, ["status", "cause"])
    later = [CarbonCredit(**{name: getattr(one, name) for name in ALL_BUT_DAY}, date=LATER) for one in rows]
    bulk.insert(later)


def save():
    [one] = made(1)
    one.grams = 77
    one.save(update_fields=["grams"])


def raw_sql():
    made()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE credits_carboncredit SET date = %s, cause = 'x'", [LATER])


def refused():
    rows = made()
    with pytest.raises(RuntimeError), transaction.atomic():
        CarbonCredit.objects.filter(pk=rows[0].pk).update(status=Status.FLAGGED)
        raise RuntimeError


CHANGES = {
    "made in bulk": made,
    "made over others": upsert,
    "judged in bulk": bulk_update,
    "written at the database's own speed": by_many,
    "saved one by one": save,
    "updated at once": lambda: made() and CarbonCredit.objects.update(status=Status.FLAGGED, grams=F("grams") + 1),
    "deleted": lambda: CarbonCredit.objects.filter(pk=made()[1].pk).delete(),
    "by a hand in the database": raw_sql,
    "a transaction that was rolled back": refused,
    "nothing that is kept": lambda: made() and CarbonCredit.objects.update(flagged_reason="other words"),
    "a waiver": lambda: made(status=Status.VERIFIED) and CarbonCredit.objects.update(verified_by_waiver=True),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_totals_of_credits_follow(change):
    change()

    assert right()


def test_totals_follow_a_day_from_its_readings_to_its_submission():
    factories.verified()
    assert right()
    factories.flagged()
    assert right()


def test_totals_of_production_leave_out_days_without_readings_that_count():
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())
    assert ProductionTotal.objects.get(date=HONEST).inverters == 1

    ProductionDay.objects.update(reading_count=0)

    assert sum(ProductionTotal.objects.values_list("inverters", flat=True)) == 0
    assert not differing()


def test_parts_are_folded_without_changing_what_they_come_to():
    bulk_update()
    CreditTotal.objects.create(date=HONEST, status="PENDING", cause="", verified_by_waiver=False, part=7,
                               credits=0, milliwatt_hours=0, grams=0)  # fmt: skip
    for rollup in ALL:
        keeping.fold(rollup, connection)
        keeping.fold(rollup, connection)

    assert right()
    assert set(CreditTotal.objects.values_list("part", "credits")) == {(0, 1), (0, 2)}


@pytest.mark.postgresql
@pytest.mark.parametrize("rollup", keeping.known(), ids=lambda rollup: rollup.table)
def test_nobody_writes_or_folds_while_totals_are_made_anew(rollup):
    """A fold that commits meanwhile would leave rows that the new ones meet."""
    keeping.rebuild(rollup, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relation::regclass::text FROM pg_locks "
            "WHERE pid = pg_backend_pid() AND mode = 'ShareRowExclusiveLock'"
        )
        assert {table for (table,) in cursor.fetchall()} >= {rollup.source_table, rollup.table}


def test_totals_that_went_wrong_are_named_by_the_deep_check_and_made_anew(capsys):
    made()
    CreditTotal.objects.update(grams=F("grams") + 4)
    _, told = verify_deep()
    assert "grams by 4" in " ".join(one.detail for one in told.differences)
    with pytest.raises(SystemExit):
        call_command("rebuild_totals", check=True)

    call_command("rebuild_totals")

    assert right()
    call_command("rebuild_totals", check=True)
    assert capsys.readouterr().out.count(", 0 differed.") == 7


def test_an_inverter_whose_credits_are_all_gone_goes_with_its_totals():
    [one] = made(1)
    one.delete()

    one.inverter.equipment.all().delete()
    one.inverter.delete()

    assert not InverterTotal.objects.exists()
    assert right()


def test_a_trigger_that_is_gone_is_an_error_and_comes_back_with_the_sums():
    table = "" if connection.vendor == "sqlite" else "ON credits_carboncredit"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER credits_credittotal_update {table}")
    made() and CarbonCredit.objects.update(status=Status.FLAGGED)
    assert [error.id for error in checks.rollups_are_kept(databases=["default"])] == ["lumix.E002"]
    assert differing()

    keeping.install(connection)

    assert right()
    assert not checks.rollups_are_kept(databases=["default"])


def test_sums_are_whole_numbers_on_either_database():
    made()

    assert {type(row.flagged + row.pending) for row in InverterTotal.objects.all()} == {int}
    assert {type(value) for row in CreditTotal.objects.values_list("credits", "grams") for value in row} == {int}
    assert not any(isinstance(value, Decimal) for row in differing() for value in row.values())
