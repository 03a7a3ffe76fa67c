from collections.abc import Iterator

import pytest

from tests.ledger.throwaway import Throwaway


@pytest.fixture(scope="session")
def filled(migrated: Throwaway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Throwaway]:
    """Readings for real workers to judge: each test takes a copy."""
    with migrated.copy(tmp_path_factory.mktemp("filled")) as made:
        made.script("tests.credits.workers", "fill")
        yield made
