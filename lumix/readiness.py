"""Can Lumix work? What monitors ask, and what the page of the system shows."""

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lumix.ledger import keys, triggers

log = structlog.get_logger(__name__)
MIGRATE = "run `python manage.py migrate`"


def find_faults() -> list[tuple[str, str]]:
    """What keeps Lumix from working, as (check, sentence); a check is asked only where those before it passed."""
    try:
        connection.ensure_connection()
        if pending := _pending_migrations():
            return [("migrations", f"{pending} migrations are not applied: {MIGRATE}.")]
        missing = triggers.missing(connection)
    except (DatabaseError, ImproperlyConfigured):
        # The driver's own words name the host and the user: they go to the log, not to whoever asks.
        log.warning("database_does_not_answer", exc_info=True)
        return [("database", "The database does not answer: see that it runs and that DATABASE_URL names it.")]
    found = [("ledger", f"The ledger's trigger {name} is missing: {MIGRATE}, which puts it back.") for name in missing]
    _, fault = keys.public_key()
    return [*found, ("signing key", fault)] if fault else found


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
