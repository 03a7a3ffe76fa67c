from collections.abc import Iterable
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections

from lumix.ledger import triggers

HINT = "Run `manage.py verify_ledger`, then `manage.py migrate --skip-checks`, which puts the triggers back."


@register(Tags.database)
def append_only_tables_are_guarded(*, databases: Iterable[str] | None = None, **kwargs: Any) -> list[Error]:
    """Fail where a trigger of an append-only table is missing."""
    return [
        Error(f"The database {alias!r} lacks the trigger {name}.", hint=HINT, id="ledger.E001")
        for alias in databases or ()
        for name in triggers.missing(connections[alias])
    ]
