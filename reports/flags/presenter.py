"""Flags and waivers ready to be set: what was found, how severe it is, on which days, and its small picture."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from credits.models import Status, Waiver
from credits.verification.waivers import INDISPENSABLE
from inverters.models import Inverter
from inverters.selectors import equipment_on
from reports import presenters
from reports.audit.verdict_presenter import FAILS, Check, checks
from reports.charts import thumb
from reports.flags.selectors import FlagGroup
from reports.flags.thumbs_selectors import Thumb
from reports.pending.causes import cause_of, title_of
from reports.presenters import NOTHING, Badge, Moment, moment, number, tonnes

COPIES = frozenset({"copied_digits", "repeated_curve", "month_copy", "late_copy", "month_repeated"})
"""What no honest plant does: it is no matter of degree."""

FAR_BEYOND = 1.5
"""Times its threshold, from which a ceiling cannot be missed by a wrong rating or an error of the satellite."""

SEVERE, HIGH, MODERATE = Badge("Severe", "flagged"), Badge("High", "flagged"), Badge("Moderate", "fail")


@dataclass(frozen=True)
class DayLink:
    """One day of a group."""

    date: date
    words: str


@dataclass(frozen=True)
class FlagCard:
    """One group of flagged days of one inverter and one cause, as the page sets it."""

    key: str
    inverter: Inverter
    cause: str
    title: str
    severity: Badge
    check: Check | None
    sentence: str
    count: int
    stretch: str
    tonnes: str
    days: list[DayLink]
    more: int
    waivable: list[Check]
    picture: SafeString
    cleared: bool

    @property
    def newest(self) -> date:
        """The day that the picture shows."""
        return self.days[0].date


def flag_card(of: FlagGroup) -> FlagCard:
    """A group of flagged days."""
    rows = checks(of.verdict) if of.verdict else []
    flagging = [row for row in rows if row.badge in FAILS.values()]
    check = next((row for row in flagging if row.key == of.cause), None)
    return FlagCard(
        key=f"{of.inverter.pk}-{of.cause}",
        inverter=of.inverter,
        cause=of.cause,
        title=title_of(of.cause),
        severity=severity(of),
        check=check,
        sentence=check.sentence if check else cause_of(of.cause).sentence,
        count=of.count,
        stretch=stretch(of),
        tonnes=tonnes(of.grams, 3).figure,
        days=[DayLink(day.date, presenters.day(day.date)) for day in of.days],
        more=of.count - len(of.days),
        waivable=[row for row in flagging if row.badge == FAILS[Status.FLAGGED] and row.key not in INDISPENSABLE],
        picture=picture(of.inverter.name, of.days[0].date, of.thumb),
        cleared=of.verdict is not None and of.verdict.status != Status.FLAGGED,
    )


def severity(of: FlagGroup) -> Badge:
    """How far from honest: a copy is severe, a ceiling passed by half is high, anything else moderate."""
    if of.cause in COPIES:
        return SEVERE
    found = next((one for one in of.verdict.checks if one["name"] == of.cause), None) if of.verdict else None
    figure, threshold = (found["figure"], found["threshold"]) if found else (None, None)
    return HIGH if figure and threshold and figure >= FAR_BEYOND * threshold else MODERATE


def stretch(of: FlagGroup) -> str:
    """The days of a group as a person would name them."""
    if of.count == 1:
        return presenters.day(of.days[0].date)
    newest = of.days[0].date
    on_end = (newest - of.oldest).days + 1 == of.count
    ends = [presenters.day(of.oldest), presenters.day(newest)]
    told = f"on end, {' to '.join(ends)}" if on_end else f"between {' and '.join(ends)}"
    return f"{number(of.count)} days {told}"


def picture(name: str, day: date, of: Thumb) -> SafeString:
    """The day in small: bars are energy, the line the satellite's light, dots the rating."""
    drawn = thumb.draw(
        f"{name}, {presenters.day(day)}",
        "Energy by hour as bars under the inverter's rating, the satellite's irradiance as a line.",
        of.kwh.tolist(),
        of.ghi_wh_m2.tolist(),
        of.rating_kw,
    )
    return mark_safe(drawn)  # noqa: S308


@dataclass(frozen=True)
class WaiverCard:
    """A waiver that an auditor has to decide on."""

    waiver: Waiver
    day: str
    title: str
    figure: str
    threshold: str
    unit: str
    sentence: str
    at: Moment
    tonnes: str
    picture: SafeString


def waiver_card(of: Waiver, thumb_of: Thumb) -> WaiverCard:
    """A proposal with the finding that it is about."""
    credit = of.credit
    check = next((row for row in checks(of.verdict) if row.key == of.check_name), None)
    zone = equipment_on(credit.inverter, credit.date).zone
    return WaiverCard(
        waiver=of,
        day=presenters.day(credit.date),
        title=title_of(of.check_name),
        figure=check.figure if check else NOTHING,
        threshold=check.threshold if check else NOTHING,
        unit=check.unit if check else "",
        sentence=check.sentence if check else "",
        at=moment(of.proposed_at, zone),
        tonnes=tonnes(credit.grams, 6).figure,
        picture=picture(credit.inverter.name, credit.date, thumb_of),
    )
