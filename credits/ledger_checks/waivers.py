"""Waivers: who proposed and who signed, as each move's entry says."""

from collections.abc import Iterable, Iterator

from credits.models import Waiver
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
FACTS = ("state", "check_name", "reason", "proposed_by", "countersigned_by", "ended_by", "decision_reason")
DECIDED_BY = {"countersigned": "countersigned_by", "refused": "ended_by", "withdrawn": "ended_by"}


class Waivers(RowCheck):
    """A check set aside, and by whose word."""

    name = "waiver"
    types = frozenset(f"waiver.{act}" for act in ("proposed", *DECIDED_BY))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The move, and the lapse of one that a new proposal stands in the place of."""
        data, act = entry.data, entry.type.partition(".")[2]
        inverter, facts = int(data["inverter"]), {"state": act, "check_name": data["check"]}
        if act == "proposed":
            facts |= {"reason": data["reason"], "proposed_by": entry.actor}
        else:
            facts |= {DECIDED_BY[act]: entry.actor, "decision_reason": data["reason"]}
        yield Telling((inverter, int(data["waiver"])), facts)
        if lapsed := data.get("instead_of"):
            yield Telling((inverter, int(lapsed)), {"state": "lapsed", "ended_by": entry.actor})

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every waiver by inverter and number."""
        found = Waiver.objects.order_by("credit__inverter_id", "pk")
        found = found if owner is None else found.filter(credit__inverter_id=owner)
        for inverter, key, *values in found.values_list("credit__inverter_id", "pk", *FACTS).iterator(ROWS_AT_ONCE):
            yield (inverter, key), dict(zip(FACTS, values, strict=True))

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"waiver {key[1]} of inverter {key[0]}"
