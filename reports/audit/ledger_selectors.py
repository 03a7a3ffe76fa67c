"""The ledger's entries about one inverter: under its own name, under its credits', and in judgings of many at once."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import CharField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from credits.models import CarbonCredit, Verdict
from inverters.models import Inverter
from lumix.ledger.models import LedgerEntry
from reports.fleet.selectors import whole_number
from reports.paging import BadCursorError

SIZE = 40
TOGETHER = ("credits:", "credits;")
"""Objects of entries about several credits lie between these: `credits:60`."""


class CanonicalText(Func):
    """An entry's bytes as text, to look for a word in them: another inverter's judging may bear the same instant."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite takes the bytes as they are."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS TEXT)")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL asks for the encoding."""
        return self.as_sql(compiler, connection, template="CONVERT_FROM(%(expressions)s, 'UTF8')")


@dataclass(frozen=True)
class Entries:
    """The newest first. older: the cursor of those that follow, empty where none do."""

    rows: list[LedgerEntry]
    older: str


def entries(inverter: Inverter, after: str = "") -> Entries:
    """A piece of the inverter's record: three queries however long the ledger is. Raises BadCursorError."""
    found = [entry for part in _parts(inverter) for entry in _older(part, after)[: SIZE + 1]]
    newest = sorted(found, key=lambda entry: -entry.seq)
    rows = list(islice(newest, SIZE))
    older = str(rows[-1].seq) if len(newest) > SIZE else ""
    return Entries(rows, older)


def _parts(inverter: Inverter) -> list[QuerySet[LedgerEntry]]:
    mine = CarbonCredit.objects.filter(inverter=inverter).order_by()
    objects = mine.values_list(Concat(Value("credit:"), Cast("pk", CharField())), flat=True)
    judged = Verdict.objects.filter(credit__inverter=inverter).order_by().values("judged_at")
    together = Q(ts__in=judged) | Q(ts__in=mine.values("created_at"))
    first, last = TOGETHER
    return [
        LedgerEntry.objects.filter(object=f"inverter:{inverter.pk}"),
        LedgerEntry.objects.filter(object__in=objects),
        LedgerEntry.objects.filter(object__gte=first, object__lt=last)
        .filter(together)
        .annotate(text=CanonicalText("canonical"))
        .filter(text__contains=f'"inverter":"{inverter.pk}"'),
    ]


def _older(rows: QuerySet[LedgerEntry], after: str) -> QuerySet[LedgerEntry]:
    try:
        return (rows.filter(seq__lt=whole_number(after)) if after else rows).order_by("-seq")
    except ValueError as stray:
        raise BadCursorError(after) from stray


def credit_days(entries_of: list[LedgerEntry]) -> dict[int, CarbonCredit]:
    """The credits that these entries are about, by key."""
    keys = {int(entry.object.partition(":")[2]) for entry in entries_of if entry.object.startswith("credit:")}
    return CarbonCredit.objects.in_bulk(keys)
