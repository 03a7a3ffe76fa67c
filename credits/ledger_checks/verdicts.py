"""Verdicts: each is told in the entry of its judging, and only there."""

from collections.abc import Iterable, Iterator

from credits.models import Verdict
from inverters.models import Inverter
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 500
SAID = (
    "date", "verdict", "rule_version", "correlation", "readings", "satellite", "equipment", "month", "others", "digest",
)  # fmt: skip
"""Entries from before verdicts had a digest name what they were made of one by one."""


class Verdicts(RowCheck):
    """What was found about a day, from what, by whom and when."""

    name = "verdict"
    types = frozenset(("credits.verified",))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """One for each verdict that this judging wrote; one that found the same as before has no row of its own."""
        for one in entry.data["verdicts"]:
            if one["id"] is not None:
                facts = {name: one[name] for name in SAID if name in one}
                judged = {"actor": entry.actor, "at": entry.ts}
                yield Telling((int(one["inverter"]), int(one["id"])), judged | facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Inverter by inverter: sorting all of them at once would need as much room as the table."""
        found = Inverter.objects.order_by("pk").values_list("pk", flat=True)
        for inverter in list(found) if owner is None else [owner]:
            verdicts = Verdict.objects.filter(credit__inverter_id=inverter).select_related("credit").order_by("pk")
            for verdict in verdicts.iterator(ROWS_AT_ONCE):
                yield (inverter, verdict.pk), _facts(verdict)

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"verdict {key[1]} of inverter {key[0]}"


def _facts(verdict: Verdict) -> dict[str, object]:
    return {
        "date": verdict.credit.date,
        "verdict": str(verdict.status),
        "rule_version": verdict.rule_version,
        "correlation": verdict.correlation,
        "digest": verdict.digest,
        "readings": verdict.readings_digest,
        "satellite": verdict.satellite_digest,
        "equipment": verdict.equipment_digest,
        "month": verdict.month_digest,
        "others": verdict.others_digest,
        "actor": verdict.actor,
        "at": verdict.judged_at,
    }
