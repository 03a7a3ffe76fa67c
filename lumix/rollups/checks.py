from collections.abc import Iterable
from typing import Any

from django.core.checks import Error
from django.db import connections

from lumix.rollups.keeping import missing

HINT = "Run `manage.py migrate --skip-checks`, which puts the triggers back and adds up anew."


def rollups_are_kept(*, databases: Iterable[str] | None = None, **kwargs: Any) -> list[Error]:
    """Fail where a trigger that keeps sums is missing: the sums would go stale unnoticed."""
    return [
        Error(f"The database {alias!r} lacks the trigger {name}.", hint=HINT, id="lumix.E002")
        for alias in databases or ()
        for name in missing(connections[alias])
    ]
