"""Decisions on second values, and the values that each was about."""

from collections.abc import Iterable, Iterator

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import digest_rows, microseconds
from inverters.models import ConflictDecision, DecidedConflict
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
TOLD = ("reason", "conflicts", "first_values", "second_values")


class Decisions(RowCheck):
    """Who let which second values stand or fall, and why."""

    name = "decision on second values"
    types = frozenset(("conflicts.accepted", "conflicts.dismissed"))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The decision with the digests of both values."""
        facts = {name: entry.data[name] for name in TOLD}
        facts |= {"outcome": entry.type.partition(".")[2], "actor": entry.actor}
        yield Telling((int(entry.object.partition(":")[2]), int(entry.data["decision"])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every decision by inverter and number."""
        found = ConflictDecision.objects.order_by("inverter_id", "pk")
        for decision in (found if owner is None else found.filter(inverter_id=owner)).iterator(ROWS_AT_ONCE):
            yield (
                (decision.inverter_id, decision.pk),
                {
                    "reason": decision.reason,
                    "conflicts": decision.conflicts,
                    "outcome": decision.outcome,
                    "actor": decision.actor,
                    **_values(decision),
                },
            )

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"decision {key[1]} on second values of inverter {key[0]}"


def _values(decision: ConflictDecision) -> dict[str, str]:
    decided = DecidedConflict.objects.filter(decision=decision).order_by("conflict__timestamp", "conflict_id")
    rows = list(decided.values_list("conflict__timestamp", "first_kwh", "conflict__kwh"))
    stamps = np.array([microseconds(stamp) for stamp, *_ in rows], np.int64)
    first, second = (
        np.rint(np.array([row[column] for row in rows], np.float64) * MILLIWATT_HOURS_PER_KWH) for column in (1, 2)
    )
    return {
        name: digest_rows(stamps, values.astype(np.int64)).hex()
        for name, values in (("first_values", first), ("second_values", second))
    }
