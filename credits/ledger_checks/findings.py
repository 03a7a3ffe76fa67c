"""Findings and what was decided about them: who opened, who decided, and which debit came of it."""

from collections.abc import Iterable, Iterator

from credits.models import Finding
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
OPENED, DISMISSED, UPHELD = "finding.opened", "finding.dismissed", "finding.upheld"
COLUMNS = {
    "credit": "credit_id",
    "opened_by": "opened_by",
    "found_at": "found_at",
    "debit": "milliwatt_hours",
    "reason": "reason",
    "outcome": "decision__outcome",
    "decided_by": "decision__actor",
    "decision_reason": "decision__reason",
    "adjustment": "decision__adjustment_id",
}


class Findings(RowCheck):
    """One row for a finding and its decision: open ones have no decision, and no entry of one."""

    name = "finding"
    types = frozenset((OPENED, DISMISSED, UPHELD))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The finding as it stands after the entry."""
        data = entry.data
        facts = {name: data[name] for name in ("opened_by", "found_at", "debit")}
        facts["credit"] = entry.object.partition(":")[2]
        if entry.type == OPENED:
            facts |= {"reason": data["reason"], "outcome": None, "decided_by": None}
        else:
            facts |= {
                "outcome": entry.type.partition(".")[2],
                "decided_by": entry.actor,
                "decision_reason": data["reason"],
                "adjustment": data.get("adjustment"),
            }
        yield Telling((int(data["inverter"]), int(data["finding"])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every finding by inverter and number."""
        found = Finding.objects.order_by("credit__inverter_id", "pk")
        found = found if owner is None else found.filter(credit__inverter_id=owner)
        rows = found.values_list("credit__inverter_id", "pk", *COLUMNS.values())
        for inverter, key, *values in rows.iterator(ROWS_AT_ONCE):
            yield (inverter, key), dict(zip(COLUMNS, values, strict=True))

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"finding {key[1]} of inverter {key[0]}"
