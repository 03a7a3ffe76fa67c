import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.forms.models import model_to_dict

from credits.models import CarbonCredit, Verdict
from lumix.ledger import triggers
from lumix.ledger.append_only import AppendOnlyError
from tests.credits.factories import again, verified

pytestmark = pytest.mark.django_db
TABLE = Verdict._meta.db_table
TRIGGERS_OF = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s ORDER BY name",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture
def verdict() -> Verdict:
    return verified().verdicts.get()


CHANGES = [
    lambda verdict: verdict.save(),
    lambda verdict: verdict.save(update_fields=["status"]),
    lambda verdict: verdict.delete(),
    lambda verdict: Verdict.objects.update(status="FLAGGED"),
    lambda verdict: Verdict.objects.filter(pk=verdict.pk).delete(),
    lambda verdict: Verdict.objects.bulk_update([verdict], ["status"]),
    lambda verdict: Verdict.objects.bulk_create([verdict], ignore_conflicts=True),
    lambda verdict: verdict.credit.verdicts.update(status="FLAGGED"),
    lambda verdict: Verdict.objects.update_or_create(pk=verdict.pk, defaults={"status": "FLAGGED"}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_model_and_queryset_refuse_every_change(verdict, change):
    before = model_to_dict(Verdict.objects.get())
    verdict.status = "FLAGGED"
    with pytest.raises(AppendOnlyError):
        change(verdict)
    assert model_to_dict(Verdict.objects.get()) == before


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {TABLE} SET status = 'FLAGGED'", f"DELETE FROM {TABLE}", f"UPDATE {TABLE} SET judged_at = judged_at"],
)
def test_the_database_refuses_every_change(verdict, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Verdict.objects.get().status == "VERIFIED"


@pytest.mark.sqlite
def test_sqlite_refuses_to_replace(verdict):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}")


@pytest.mark.postgresql
def test_postgresql_refuses_to_truncate(verdict):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing before they are checked
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")


def test_the_tables_triggers_are_watched():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_OF[connection.vendor], [TABLE])
        [(name,), *_] = cursor.fetchall()
        cursor.execute(f'DROP TRIGGER "{name}"' + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))
    assert [missing for missing in triggers.missing(connection) if name in missing]


def test_a_credit_with_a_verdict_cannot_be_deleted(verdict):
    with pytest.raises(ProtectedError):
        CarbonCredit.objects.all().delete()


def test_a_verdict_says_what_it_follows_from(verdict):
    assert verdict.inputs == (
        verdict.rule_version,
        verdict.readings_digest,
        verdict.satellite_digest,
        verdict.equipment_digest,
        verdict.month_digest,
        verdict.others_digest,
    )
    assert again(verdict.credit).verdicts.get().inputs == verdict.inputs
    assert str(verdict) == f"VERIFIED by rule {verdict.rule_version} at 2026-01-10 12:00"
