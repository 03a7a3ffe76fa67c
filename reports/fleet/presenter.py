"""The fleet's page: tiles, shares, the month's picture and the rows of the list, ready to be set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.safestring import SafeString, mark_safe

from credits.adjustment_selectors import NOTHING, Adjusted
from credits.models import Status
from reports import presenters
from reports.charts import shares
from reports.fleet.month_presenter import ORDER, month_picture
from reports.fleet.needs_presenter import needs_list
from reports.fleet.needs_selectors import Needs
from reports.fleet.picture import Picture
from reports.fleet.selectors import Fleet
from reports.presenters import (
    GRAMS_PER_TONNE,
    STATUS_BADGES,
    Amount,
    Badge,
    adjusted_words,
    digits_for,
    energy,
    listed,
    number,
    tonnes,
)
from reports.selectors import Totals

FEW_TONNES, KILOGRAMS = 10_000_000, 3
"""Below so many grams, tonnes are told with so many decimals."""


@dataclass(frozen=True)
class Tile:
    """One figure of the fleet."""

    label: str
    amount: Amount
    note: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class SharesBar:
    """The credits by status in one measure, said which."""

    measure: str
    whole: Amount
    bar: SafeString


def tiles(fleet: Fleet, now: datetime) -> list[Tile]:
    """What the fleet measured: of the newest day, of the month, ever."""
    newest = fleet.newest
    when = _when(newest.date, now) if newest else ""
    age = f"newest readings {presenters.age(_end_of(newest.date), now)}" if newest and not when else ""
    day = when or (f"on {presenters.day(newest.date)}" if newest else "today")
    return [
        Tile(
            f"Reporting {day}",
            Amount(number(newest.inverters if newest else 0), f"of {presenters.inverters(fleet.inverters)}"),
            age,
        ),
        Tile(f"Energy {day}", energy(newest.milliwatt_hours if newest else None), _per_day(fleet)),
        Tile("Energy, 30 days", energy(fleet.month_milliwatt_hours if newest else None), _span(fleet)),
        Tile("Energy, lifetime", energy(fleet.lifetime_milliwatt_hours if newest else None)),
    ]


def _when(day: date, now: datetime) -> str:
    """The newest day in a word, where there is one. East of Greenwich a new day is begun before it is in UTC."""
    return "today" if day >= now.date() else "yesterday" if day == now.date() - timedelta(days=1) else ""


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def _per_day(fleet: Fleet) -> str:
    measured = [day.milliwatt_hours for day in fleet.days[:-1] if day.inverters]
    return f"{energy(sum(measured) // len(measured))} a day in the month before" if measured else ""


def _span(fleet: Fleet) -> str:
    return f"{presenters.day(fleet.days[0].date)} to {presenters.day(fleet.days[-1].date)}" if fleet.days else ""


def status_tile(totals: Totals, status: Status, since: Adjusted = NOTHING) -> Tile:
    """What the credits of one status come to. since: what was added to submitted ones or taken."""
    count = totals.count[status]
    mass = Amount(number(totals.tonnes[status], _digits(totals.grams[status])), "t CO₂")
    waived = totals.waived_grams.get(status, 0)
    note = f"; {tonnes(waived)} of them {presenters.BY_WAIVER}" if waived else ""
    if status == Status.SUBMITTED and since.count:
        note += f"; {adjusted_words(totals.grams[status], since)}"
    return Tile(STATUS_BADGES[status].word, mass, _days(count) + note, STATUS_BADGES[status])


def _digits(grams: int) -> int:
    """Kilograms count while there are few tonnes."""
    return 0 if not grams else KILOGRAMS if grams < FEW_TONNES else digits_for(grams / GRAMS_PER_TONNE)


def _days(count: int) -> str:
    """Credits, by what each of them stands for: "credit" would be read as a tonne."""
    return f"{number(count)} {'day' if count == 1 else 'days'}"


def status_shares(totals: Totals) -> list[SharesBar]:
    """The credits by status, by mass and by number: many small flagged days are few tonnes, or the other way round."""
    grams = sum(totals.grams.values())
    return [
        _bar("Tonnes by status", totals.grams, tonnes(grams, _digits(grams)), lambda mass: str(tonnes(mass))),
        _bar("Days by status", totals.count, Amount(_days(totals.credits), ""), number),
    ]


def _bar(measure: str, sizes: Mapping[str, int], whole: Amount, told: Callable[[int], str]) -> SharesBar:
    words = [f"{STATUS_BADGES[status].word} {told(sizes[status])}" for status in ORDER]
    parts = [shares.Share(status.lower(), sizes[status]) for status in ORDER]
    return SharesBar(measure, whole, mark_safe(shares.draw(measure, listed(words), parts)))  # noqa: S308 - charts escape


def tiles_context(fleet: Fleet, now: datetime) -> dict[str, object]:
    """What the part names that refreshes itself."""
    return {
        "tiles": tiles(fleet, now),
        "status_tiles": [status_tile(fleet.totals, status, fleet.adjusted) for status in ORDER],
        "shares": status_shares(fleet.totals),
    }


def context(fleet: Fleet, seen: Picture, needs: Needs) -> dict[str, object]:
    """What the rest of the page names."""
    return {
        "month": month_picture(fleet.days) if fleet.days else None,
        "maps": seen.maps,
        "panels": [seen.maps.main, *seen.maps.others] if seen.maps else [],
        "needs": needs_list(needs, seen.silent),
        "worst": seen.worst,
        "seen_at": f"{seen.taken_at:%H:%M} UTC" if seen.kept else "",
    }
