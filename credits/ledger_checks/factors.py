"""Emission factors: tonnes hang on them."""

from collections.abc import Iterable, Iterator

from credits.models import EmissionFactor
from credits.models.emission_factor import DEFAULT_CODE
from credits.services.factors import FIELDS
from lumix.ledger.canonical import plain
from lumix.ledger.deep import DeepReport, Difference, Entry, RowCheck
from lumix.ledger.tellings import Key, Telling, Told

PUBLISHED = {"code": DEFAULT_CODE, "kg_co2_per_kwh": "1.2", "valid_from": "1990-01-01", "valid_to": None}
"""The factor that comes with the tables themselves, before there is a ledger."""


class Factors(RowCheck):
    """Each as it was last stored."""

    name = "factor"
    types = frozenset(("factor.added", "factor.changed"))
    by_owner = False

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The whole factor."""
        yield Telling((0, int(entry.object.partition(":")[2])), entry.data["after"])

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every factor."""
        for row in EmissionFactor.objects.order_by("pk").values("pk", *FIELDS):
            yield (0, row.pop("pk")), row

    def differences(self, told: Iterator[Told], owner: int | None, report: DeepReport) -> Iterator[Difference]:
        """As everywhere, but for the published factor as it came, which no entry tells of."""
        untold = {self.called(key) for key, row in self.rows(None) if plain(row).items() >= PUBLISHED.items()}
        for difference in super().differences(told, owner, report):
            if difference.seq is not None or difference.row not in untold:
                yield difference

    def called(self, key: Key) -> str:
        """By number."""
        return f"emission factor {key[1]}"
