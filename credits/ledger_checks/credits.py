"""Credits: what the last entry about each says must stand in its row."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from credits.models import CarbonCredit, Status
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
COUNTED = ("milliwatt_hours", "grams", "factor", "kg_co2_per_kwh", "status", "correlation", "by_waiver", "words")


def day_key(inverter: str | int, day: str) -> Key:
    """An inverter's day in the order of rows."""
    return int(inverter), date.fromisoformat(day).toordinal()


class Credits(RowCheck):
    """Energy, mass, factor and standing of each credit."""

    name = "credit"
    types = frozenset(
        (
            "credits.calculated",
            "credits.verified",
            "credit.moved",
            "waiver.proposed",
            "waiver.countersigned",
            "waiver.refused",
            "waiver.withdrawn",
            "finding.opened",
            "finding.upheld",
            "finding.dismissed",
        )
    )

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """One for each credit that the entry is about."""
        if entry.type == "credits.calculated":
            alone = entry.object.partition(":")[2]  # entries of old name the inverter there and nowhere else
            for one in entry.data["credits"]:
                yield Telling(day_key(one.get("inverter", alone), one["date"]), _named(one))
        elif entry.type == "credits.verified":
            # The verdict on the corrected day of a submitted credit leaves that credit as it is.
            for one in (one for one in entry.data["verdicts"] if one["from"] != Status.SUBMITTED):
                yield Telling(day_key(one["inverter"], one["date"]), _named({**one, "status": one["to"]}))
        else:
            yield Telling(day_key(entry.data["inverter"], entry.data["date"]), _named(entry.data))

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every credit by inverter and day."""
        found = CarbonCredit.objects.select_related("factor").order_by("inverter_id", "date")
        for credit in (found if owner is None else found.filter(inverter_id=owner)).iterator(ROWS_AT_ONCE):
            yield (
                (credit.inverter_id, credit.date.toordinal()),
                {
                    "milliwatt_hours": credit.milliwatt_hours,
                    "grams": credit.grams,
                    "factor": credit.factor.code,
                    "kg_co2_per_kwh": credit.factor.kg_co2_per_kwh,
                    "status": str(credit.status),
                    "correlation": credit.correlation,
                    "by_waiver": credit.verified_by_waiver,
                    "words": credit.words_digest,
                },
            )

    def called(self, key: Key) -> str:
        """By inverter and day."""
        return f"credit of inverter {key[0]} on {date.fromordinal(key[1])}"


def _named(told: dict[str, Any]) -> dict[str, Any]:
    """What is compared of it: the rest is about the judging, or its words, which their digest stands for."""
    return {name: told[name] for name in COUNTED if name in told}
