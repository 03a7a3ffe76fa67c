"""Expected days: no entry tells of them, for they follow from equipment and sky and are derived once more."""

from collections.abc import Iterable, Iterator
from datetime import date

from credits.models import ExpectedDay
from credits.services.expected_days import departing
from lumix.ledger.deep import DeepReport, Difference, Entry, RowCheck
from lumix.ledger.tellings import Key, Telling, Told


class ExpectedDays(RowCheck):
    """That each stored day of today's basis holds what is derived from it; one of another basis counts nowhere."""

    name = "expected day"

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """None: equipment and sky tell."""
        return ()

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every expected day by inverter and date."""
        for inverter in _owners(owner):
            for day in ExpectedDay.objects.filter(inverter_id=inverter).order_by("date"):
                yield (inverter, day.date.toordinal()), {"basis": day.basis}

    def differences(self, told: Iterator[Told], owner: int | None, report: DeepReport) -> Iterator[Difference]:
        """Where a day and what is derived from the same basis part."""
        for inverter in _owners(owner):
            days = list(
                ExpectedDay.objects.filter(inverter_id=inverter).order_by("date").values_list("date", flat=True)
            )
            report.rows[self.name] += len(days)
            for day in departing(inverter, days):
                detail = "its curves are not those that its equipment and its sky give"
                yield Difference(self.called((inverter, day.toordinal())), None, detail)

    def called(self, key: Key) -> str:
        """By inverter and date."""
        return f"expected day of inverter {key[0]} on {date.fromordinal(key[1])}"


def _owners(owner: int | None) -> list[int]:
    if owner is not None:
        return [owner]
    return list(ExpectedDay.objects.order_by("inverter_id").values_list("inverter_id", flat=True).distinct())
