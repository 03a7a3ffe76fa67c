"""What a bundle is about: one credit, an inverter's period, or a selection; at most so many credits as one can hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from credits.models import CarbonCredit
from inverters.models import Inverter

MOST_CREDITS = 400
"""A year of one inverter and a month more: the list of a bundle's files has to stay a note that every tool reads."""


class NothingToShowError(Exception):
    """There is no such credit; the text says what is missing and how it comes to be."""


class TooManyCreditsError(Exception):
    """More than one bundle holds."""


@dataclass(frozen=True)
class Subject:
    """What a bundle is about: in a line, as the name of a file, and which credits these are, by inverter and day."""

    line: str
    name: str
    credits: list[CarbonCredit]


def of_credit(inverter_id: int, day: date) -> Subject:
    """One inverter's day. Raises NothingToShowError."""
    found = _credits(Q(inverter=inverter_id, date=day))
    if not found:
        raise NothingToShowError(f"Inverter {inverter_id} has no credit of {day}: calculate it first.")
    return Subject(f"credit {inverter_id}/{day}", f"{inverter_id}-{day}", found)


def of_period(inverter: Inverter, first: date, last: date) -> Subject:
    """An inverter's credits from the first to the last day. Raises NothingToShowError, TooManyCreditsError."""
    found = _credits(Q(inverter=inverter, date__gte=first, date__lte=last))
    if not found:
        raise NothingToShowError(f"Inverter {inverter.pk} has no credit from {first} to {last}: calculate them first.")
    begins, ends = found[0].date, found[-1].date
    line = f"{_counted(len(found))} of inverter {inverter.pk} from {begins} to {ends}"
    return Subject(line, f"{inverter.pk}-{begins}-{ends}", found)


def of_selection(wanted: Iterable[tuple[int, date]]) -> Subject:
    """These inverters' days. Raises NothingToShowError that names the first without a credit, TooManyCreditsError."""
    asked = sorted(set(wanted))
    if len(asked) > MOST_CREDITS:
        raise TooManyCreditsError(_too_many(len(asked)))
    days = Q(inverter__in={inverter for inverter, _ in asked}, date__in={day for _, day in asked})
    known = {(credit.inverter_id, credit.date): credit for credit in _rows(days)}
    if lacking := [key for key in asked if key not in known]:
        raise NothingToShowError(f"Inverter {lacking[0][0]} has no credit of {lacking[0][1]}: calculate it first.")
    return _selected([known[key] for key in asked])


def of_matching(matching: QuerySet[CarbonCredit]) -> Subject:
    """The credits that a list shows. Raises NothingToShowError, TooManyCreditsError."""
    return _selected(_credits(Q(pk__in=matching.order_by().values("pk"))))


def _selected(found: list[CarbonCredit]) -> Subject:
    if not found:
        raise NothingToShowError("No credit is chosen: tick some, or change the filter so that some match.")
    return Subject(f"selection of {_counted(len(found))}", f"selection-{len(found)}", found)


def _credits(condition: Q) -> list[CarbonCredit]:
    rows = _rows(condition)
    found = list(rows[: MOST_CREDITS + 1])
    if len(found) > MOST_CREDITS:
        raise TooManyCreditsError(_too_many(rows.count()))
    return found


def _rows(condition: Q) -> QuerySet[CarbonCredit]:
    return CarbonCredit.objects.filter(condition).select_related("factor").order_by("inverter_id", "date")


def _counted(credits: int) -> str:
    return "1 credit" if credits == 1 else f"{credits:,} credits"


def _too_many(count: int) -> str:
    return (
        f"These are {count:,} credits, and one bundle holds {MOST_CREDITS}: ask for fewer days, or for one inverter "
        "at a time."
    )
