"""What the pages of flags ask: flagged days by inverter and cause, findings, waivers that await an auditor."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from credits.finding_selectors import open_findings
from credits.flag_selectors import open_flags
from credits.models import Status, Verdict, Waiver, WaiverState
from credits.selectors import latest_verdicts
from credits.waiver_selectors import waivers
from inverters.conflict_selectors import undecided
from inverters.models import Inverter
from reports.flags.thumbs_selectors import Thumb, thumbs
from reports.fleet.selectors import whole_number
from reports.paging import SEPARATOR, BadCursorError, Order, Page, page

GROUPS_A_PAGE = 12
DAYS_SHOWN = 31
"""Days of one group that are listed one by one, the newest first."""

WAIVERS_A_PAGE = 20


@dataclass(frozen=True)
class Asked:
    """Which of them: of one inverter, of inverters by name, of one cause."""

    inverter_id: int | None = None
    search: str = ""
    cause: str = ""

    def of_credits(self, path: str = "") -> Q:
        """As a condition; path: from the row to its credit."""
        wanted = Q()
        if self.inverter_id:
            wanted &= Q(**{f"{path}inverter_id": self.inverter_id})
        if self.search:
            wanted &= Q(**{f"{path}inverter__name__icontains": self.search})
        return wanted


@dataclass(frozen=True)
class FlaggedDay:
    """One day of a group."""

    credit_id: int
    date: date


@dataclass(frozen=True)
class FlagGroup:
    """The days of one inverter that one check flags. days: the newest of `count`; verdict: of the newest day."""

    inverter: Inverter
    cause: str
    count: int
    oldest: date
    grams: int
    days: list[FlaggedDay]
    verdict: Verdict | None
    thumb: Thumb


class MostAtStake(Order):
    """By tonnes, then by inverter and cause; a cause may hold the separator."""

    def values(self, cursor: str) -> list[Any]:
        """Grams, a number of an inverter and a cause. Raises BadCursorError."""
        parts = cursor.split(SEPARATOR, 2)
        try:
            mass, inverter_id, cause = parts
            return [whole_number(mass), whole_number(inverter_id), cause]
        except ValueError as stray:
            raise BadCursorError(cursor) from stray


GROUPS_ORDER = MostAtStake(("-mass", "inverter_id", "cause"), str)
BY_ID = Order(("id",), whole_number)


def matching_flags(asked: Asked) -> QuerySet[Any]:
    """Flagged days that nobody has decided on, of those asked for."""
    found = open_flags().filter(asked.of_credits())
    return found.filter(cause=asked.cause) if asked.cause else found


def groups_page(asked: Asked, *, after: str = "", before: str = "") -> Page:
    """Groups of flagged days, the most tonnes first. Raises BadCursorError."""
    sums = matching_flags(asked).order_by().values("inverter_id", "cause")
    rows = sums.annotate(count=Count("id"), mass=Sum("grams"), newest=Max("date"), oldest=Min("date"))
    named = rows.values_list("inverter_id", "cause", "count", "mass", "newest", "oldest", named=True)
    found = page(named, GROUPS_ORDER, GROUPS_A_PAGE, after=after, before=before)
    return Page(_groups(found.rows, asked), found.previous, found.next)


def _groups(rows: list[Any], asked: Asked) -> list[FlagGroup]:
    days = _days_of(rows, asked)
    newest = [(row.inverter_id, row.newest) for row in rows]
    pictures = thumbs(list(dict.fromkeys(newest)))
    verdicts = latest_verdicts([days[row.inverter_id, row.cause][0].credit_id for row in rows])
    inverters = Inverter.objects.in_bulk({row.inverter_id for row in rows})
    return [
        FlagGroup(
            inverter=inverters[row.inverter_id],
            cause=row.cause,
            count=row.count,
            oldest=row.oldest,
            grams=row.mass,
            days=days[row.inverter_id, row.cause],
            verdict=verdicts.get(days[row.inverter_id, row.cause][0].credit_id),
            thumb=pictures[row.inverter_id, row.newest],
        )
        for row in rows
    ]


def _days_of(rows: list[Any], asked: Asked) -> dict[tuple[int, str], list[FlaggedDay]]:
    """The newest days of each group."""
    ids, causes = {row.inverter_id for row in rows}, {row.cause for row in rows}
    place = Window(RowNumber(), partition_by=[F("inverter_id"), F("cause")], order_by=F("date").desc())
    found = matching_flags(asked).filter(inverter_id__in=ids, cause__in=causes).annotate(place=place)
    days: dict[tuple[int, str], list[FlaggedDay]] = defaultdict(list)
    for key, day, inverter_id, cause in (
        found.filter(place__lte=DAYS_SHOWN).order_by("-date").values_list("id", "date", "inverter_id", "cause")
    ):
        days[inverter_id, cause].append(FlaggedDay(key, day))
    return days


def causes(asked: Asked) -> list[str]:
    """Every check that flags a day which waits."""
    wanted = Asked(asked.inverter_id, asked.search)
    return list(matching_flags(wanted).order_by("cause").values_list("cause", flat=True).distinct())


def awaiting(asked: Asked) -> QuerySet[Waiver]:
    """Proposed waivers, which an auditor has to decide on."""
    found = waivers().filter(asked.of_credits("credit__"), state=WaiverState.PROPOSED)
    return found.filter(check_name=asked.cause) if asked.cause else found


def awaiting_page(asked: Asked, *, after: str = "", before: str = "") -> Page:
    """The same, the oldest first, each with its inverter and its day in small as `thumb`. Raises BadCursorError."""
    rows = awaiting(asked).select_related("credit__inverter").prefetch_related("credit__inverter__equipment")
    found = page(rows, BY_ID, WAIVERS_A_PAGE, after=after, before=before)
    wanted = [(one.credit.inverter_id, one.credit.date) for one in found.rows]
    pictures = thumbs(list(dict.fromkeys(wanted)))
    for waiver, key in zip(found.rows, wanted, strict=True):
        waiver.thumb = pictures[key]
    return found


def findings_page(asked: Asked, *, after: str = "", before: str = "") -> Page:
    """Findings that wait, the oldest first, each with its day in small as `thumb`. Raises BadCursorError."""
    rows = open_findings().filter(asked.of_credits("credit__")).prefetch_related("credit__inverter__equipment")
    found = page(rows, BY_ID, WAIVERS_A_PAGE, after=after, before=before)
    wanted = [(one.credit.inverter_id, one.credit.date) for one in found.rows]
    pictures = thumbs(list(dict.fromkeys(wanted)))
    for finding, key in zip(found.rows, wanted, strict=True):
        finding.thumb = pictures[key]
    return found


@dataclass(frozen=True)
class Waiting:
    """How much waits under each tab."""

    flags: int
    findings: int
    awaiting: int
    conflicts: int


def waiting(asked: Asked) -> Waiting:
    """Count it, whatever the cause."""
    of = Asked(asked.inverter_id, asked.search)
    conflicts = undecided().filter(of.of_credits())
    found = open_findings().filter(of.of_credits("credit__"))
    return Waiting(matching_flags(of).count(), found.count(), awaiting(of).count(), conflicts.count())


def flagged_total(asked: Asked) -> int:
    """Grams of CO2 in all flagged days that wait."""
    return matching_flags(asked).filter(status=Status.FLAGGED).aggregate(mass=Sum("grams"))["mass"] or 0
