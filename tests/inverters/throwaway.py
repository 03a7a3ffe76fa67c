"""A whole database to be thrown away, of the kind under test, for processes that commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ledger.throwaway import Throwaway, _address


@contextmanager
def whole_database(folder: Path) -> Iterator[Throwaway]:
    """Every app's tables; away with it at the end."""
    with _address(folder) as url:
        database = Throwaway(url, folder)
        migrated = database.manage("migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield database
