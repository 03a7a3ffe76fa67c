"""The project some migrations later: the ledger's table has been remade."""

from lumix.settings import *  # noqa: F403

MIGRATION_MODULES = {"ledger": "tests.ledger.later.migrations"}
