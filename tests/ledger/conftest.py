from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from lumix.ledger.models import LedgerEntry
from lumix.ledger.services import append
from tests.ledger.throwaway import Throwaway

NOW = datetime(2025, 1, 15, 9, tzinfo=UTC)
TABLE = "ledger_ledgerentry"


@pytest.fixture
def entries(db: None) -> list[LedgerEntry]:
    """Five entries that are there already."""
    return [
        append(actor="ada", type="readings.imported", object=f"batch:{number}", data={"rows": 96}, now=NOW)
        for number in range(1, 6)
    ]


def standing_triggers() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s)", [TABLE])
        return [name for (name,) in cursor.fetchall()]


def drop_trigger(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if connection.vendor == "sqlite" else f" ON {TABLE}"))


@pytest.fixture
def tamper(entries: list[LedgerEntry]) -> Callable[..., None]:
    """What an owner of the database can do: statements past every trigger. The test's rollback brings those back."""
    for name in standing_triggers():
        drop_trigger(name)

    def execute(*statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    return execute


@pytest.fixture
def throwaway(tmp_path: Path, migrated: Throwaway) -> Iterator[Throwaway]:
    """A database of its own, for processes of their own."""
    with migrated.copy(tmp_path) as database:
        yield database
