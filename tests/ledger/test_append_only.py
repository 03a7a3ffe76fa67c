import pytest

from lumix.ledger.append_only import AppendOnlyError
from lumix.ledger.models import LedgerEntry


def one() -> LedgerEntry:
    return LedgerEntry.objects.get(seq=2)


def new() -> LedgerEntry:
    return LedgerEntry(seq=2)


DOORS = {
    "save": lambda: one().save(),
    "save some fields": lambda: one().save(update_fields=["actor"]),
    "delete": lambda: one().delete(),
    "update": lambda: LedgerEntry.objects.update(actor="bob"),
    "update a selection": lambda: LedgerEntry.objects.filter(seq=2).update(actor="bob"),
    "delete all": lambda: LedgerEntry.objects.all().delete(),
    "bulk_update": lambda: LedgerEntry.objects.bulk_update([one()], ["actor"]),
    "update_or_create": lambda: LedgerEntry.objects.update_or_create(seq=2, defaults={"actor": "bob"}),
    "bulk_create over conflicts": lambda: LedgerEntry.objects.bulk_create([new()], ignore_conflicts=True),
    "bulk_create with updates": lambda: LedgerEntry.objects.bulk_create(
        [new()], update_conflicts=True, update_fields=["actor"], unique_fields=["seq"]
    ),
    "bulk_create by position": lambda: LedgerEntry.objects.bulk_create([new()], 1, True),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_of_the_model_and_its_queryset_is_shut(entries, door):
    before = list(LedgerEntry.objects.values())
    with pytest.raises(AppendOnlyError, match="append-only"):
        DOORS[door]()
    assert list(LedgerEntry.objects.values()) == before


def test_the_error_says_of_what_and_why(entries):
    with pytest.raises(AppendOnlyError, match=r"^ledger entry 2 is append-only: it cannot be changed$"):
        one().save()
    with pytest.raises(AppendOnlyError, match=r"^ledger entries are append-only: none can be deleted$"):
        LedgerEntry.objects.all().delete()


def test_the_manager_offers_no_delete_at_all():
    assert not hasattr(LedgerEntry.objects, "delete")


def test_rows_can_be_added_in_bulk(entries):
    last = LedgerEntry.objects.get(seq=5)
    columns = {"actor": "a", "type": "t", "object": "o", "canonical": b"", "ts": last.ts}
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(seq=6, prev=last.hash, hash="e" * 64, **columns),
            LedgerEntry(seq=7, prev="e" * 64, hash="f" * 64, **columns),
        ],
        batch_size=1,
    )
    assert LedgerEntry.objects.count() == 7
