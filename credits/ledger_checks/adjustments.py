"""What was corrected, debited and added beside submitted credits: each row is told in one entry, and never changes."""

from collections.abc import Iterable, Iterator
from typing import Any

from credits.models import Adjustment, Correction
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
INVERTER = "credit__inverter_id"


class Corrections(RowCheck):
    """What a submitted day came to when its readings were corrected."""

    name = "correction"
    types = frozenset(("credits.corrected",))
    facts = ("credit", "milliwatt_hours", "digest_before", "digest_after")

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """One for each day."""
        for one in entry.data["corrections"]:
            facts = {name: one[name] for name in self.facts} | {"reason": entry.data["reason"], "actor": entry.actor}
            yield Telling((int(entry.data["inverter"]), int(one["correction"])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every correction by inverter and number."""
        return _rows(Correction, (*self.facts, "reason", "actor"), owner)

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"correction {key[1]} of inverter {key[0]}"


class Adjustments(RowCheck):
    """Every debit and every addition."""

    name = "adjustment"
    types = frozenset(("credits.adjusted",))
    facts = ("credit", "kind", "milliwatt_hours", "grams", "reason", "verdict", "digest_before", "digest_after")

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """One for each."""
        for one in entry.data["adjustments"]:
            facts = {name: one[name] for name in self.facts} | {"actor": entry.actor, "adjusted_at": entry.ts}
            yield Telling((int(one["inverter"]), int(one["adjustment"])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every adjustment by inverter and number."""
        return _rows(Adjustment, (*self.facts, "actor", "adjusted_at"), owner)

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"adjustment {key[1]} of inverter {key[0]}"


def _rows(model: Any, columns: tuple[str, ...], owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
    found = model.objects.order_by(INVERTER, "pk")
    found = found if owner is None else found.filter(**{INVERTER: owner})
    for inverter, key, *values in found.values_list(INVERTER, "pk", *columns).iterator(ROWS_AT_ONCE):
        yield (inverter, key), dict(zip(columns, values, strict=True))
