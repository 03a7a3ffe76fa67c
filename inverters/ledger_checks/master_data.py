"""Inverters and their equipment: a capacity or a place that is changed behind the ledger changes every verdict."""

from collections.abc import Iterable, Iterator

from inverters.models import Equipment, Inverter
from inverters.services.versions import PLACE_FIELDS, VERSION_FIELDS
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000


class Inverters(RowCheck):
    """Name, place and creditable life of each inverter."""

    name = "inverter"
    types = frozenset(("inverter.registered", "inverter.changed"))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """All of it as it was stored."""
        yield Telling((int(entry.object.partition(":")[2]), 0), entry.data["after"])

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every inverter."""
        found = Inverter.objects.order_by("pk") if owner is None else Inverter.objects.filter(pk=owner)
        for row in found.values("pk", *PLACE_FIELDS).iterator(ROWS_AT_ONCE):
            yield (row.pop("pk"), 0), row

    def called(self, key: Key) -> str:
        """By number."""
        return f"inverter {key[0]}"


class Versions(RowCheck):
    """What stood at each inverter's place from each day on."""

    name = "equipment"
    types = frozenset(("equipment.added", "equipment.changed"))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The version as it was stored."""
        yield Telling((int(entry.object.partition(":")[2]), int(entry.data["equipment"])), entry.data["after"])

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every version by inverter and number."""
        found = Equipment.objects.order_by("inverter_id", "pk")
        found = found if owner is None else found.filter(inverter_id=owner)
        for row in found.values("inverter_id", "pk", *VERSION_FIELDS).iterator(ROWS_AT_ONCE):
            yield (row.pop("inverter_id"), row.pop("pk")), row

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"equipment {key[1]} of inverter {key[0]}"
