"""The audit page's day, ready to be set: pictures, status, checks, and what they were found from."""

import math
from dataclasses import dataclass
from datetime import datetime

from credits.models import Status
from inverters.curves import standard_offset_us
from reports import presenters
from reports.audit import pictures as audit_pictures
from reports.audit.after import after
from reports.audit.beside import Neighbour, neighbours, own_specific
from reports.audit.day import AuditDay
from reports.audit.evidence import Fact, Received, received, sky_facts
from reports.audit.lead import lead
from reports.audit.pictures import HourRow, Picture, WindowRow
from reports.audit.record_presenter import equipment_facts
from reports.audit.verdict_presenter import Judged, cure_of, judged
from reports.audit.words import words_of
from reports.presenters import NO_CREDIT, Amount, Badge, badge_of, energy, number, tonnes

HOUR_US = 3_600_000_000
PERCENT = 100
DIGITS = 2

STILL_THE_SAME, MOVED_SINCE = Badge("still the same", "pass"), Badge("moved since", "fail")
ACTS = {
    None: ("calculate",),
    Status.PENDING: ("verify", "calculate"),
    Status.VERIFIED: ("submit", "verify", "calculate"),
    Status.FLAGGED: ("verify",),
    Status.SUBMITTED: (),
}
"""What can be done with a credit in each status, the usual next step first."""


@dataclass(frozen=True)
class DayPage:
    """One day, set."""

    heading: str
    hours_note: str
    badge: Badge
    lead: str
    asked: str
    answer: str
    reason: str
    cure: str
    provisional: str
    amounts: list[tuple[str, Amount, str]]
    picture: Picture
    total: Picture | None
    window: Picture
    hours: list[HourRow]
    month: list[WindowRow]
    band_note: str
    sky: list[Fact]
    received: Received
    judged: Judged | None
    beside: list[Neighbour]
    own_specific: str
    acts: frozenset[str]
    next_act: str
    to_decide: str


def day_page(of: AuditDay, now: datetime) -> DayPage:
    """Everything of the day."""
    credit = of.credit
    acts = ACTS[Status(credit.status) if credit else None] if of.production else ()
    offset = standard_offset_us(of.equipment.zone, of.day.year) / HOUR_US
    hours, month = audit_pictures.hour_rows(of), audit_pictures.window_rows(of)
    decided = bool(of.verdict and credit and credit.flagged_reason == of.verdict.reason)
    return DayPage(
        heading=presenters.day(of.day),
        hours_note=f"Hours are local standard time (UTC{offset:+g}).".replace("-", presenters.MINUS),
        badge=badge_of(credit) if credit else NO_CREDIT,
        lead=lead(of),
        asked=words_of(of.verdict.cause).asks if of.verdict and decided and of.verdict.cause else "",
        answer=_answer(of) if decided else "",
        reason=_reason(of),
        cure=cure_of(of.verdict) if of.verdict and decided else "",
        provisional=(credit.provisional or {}).get("sentence", "") if credit else "",
        amounts=_amounts(of),
        picture=audit_pictures.day_picture(of, hours),
        total=audit_pictures.total_picture(of, measured(of), expected(of)) if of.production else None,
        window=audit_pictures.window_picture(of, month),
        hours=hours,
        month=month,
        band_note=_band_note(of),
        sky=sky_facts(of, now),
        received=received(of),
        judged=judged(of.verdict, of.stored_digests, of.equipment.zone) if of.verdict else None,
        beside=neighbours(of),
        own_specific=own_specific(of),
        acts=frozenset(acts),
        next_act=acts[0] if acts else "",
        to_decide=_to_decide(of),
    )


def _to_decide(of: AuditDay) -> str:
    """The tab of flags that leads on from a flagged day: what is to be decided on it, or what was."""
    if not of.credit or of.credit.status != Status.FLAGGED:
        return ""
    if of.finding and not hasattr(of.finding, "decision"):
        return "findings"
    return "decided" if of.finding or of.upheld else "flags"


def measured(of: AuditDay) -> float:
    """The day's energy [kWh], NaN where nothing came."""
    return of.production.kwh if of.production and of.production.reading_count else math.nan


def expected(of: AuditDay) -> tuple[float, float] | None:
    """Between what the day's sky lets expect of the plant [kWh]; None where the satellite is not published."""
    found, at = of.around.allowed, of.around.at
    middle = float(found.expected[at].sum())
    if not math.isfinite(middle):
        return None
    error = float(found.day_error[at])
    return max(middle - error, 0.0), middle + error


def _answer(of: AuditDay) -> str:
    """The plain answer to the question of the check that decided, where it fails."""
    checks = of.verdict.checks if of.verdict else ()
    failing = {one["name"] for one in checks if one["outcome"] == "fail"}
    return words_of(of.verdict.cause).plain if of.verdict and of.verdict.cause in failing else ""


def _reason(of: AuditDay) -> str:
    if not of.credit:
        return "" if of.production else "No reading came for this day."
    if of.credit.flagged_reason:
        return of.credit.flagged_reason
    return "" if of.verdict else "Not judged yet."


def _amounts(of: AuditDay) -> list[tuple[str, Amount, str]]:
    """Label, figure, and what it means where a newcomer would ask."""
    reach, found = expected(of), [("Measured", energy(of.production.milliwatt_hours if of.production else None), "")]
    if reach:
        low, high = (number(edge, presenters.digits_for(edge)) for edge in reach)
        found.append(("Expected of this sky", Amount(f"{low} to {high}", "kWh"), ""))
    if (most := of.around.ceilings.satellite) is not None:
        found.append(("Flags above", Amount(number(most, presenters.digits_for(most)), "kWh"), ""))
    if of.credit:
        r = of.credit.correlation
        found += [
            ("CO₂ avoided", tonnes(of.credit.grams, 6), ""),
            ("Factor", Amount(f"{of.credit.factor.kg_co2_per_kwh.normalize():f}", "kg/kWh"), ""),
            ("Likeness to the sky's curve", Amount(number(r, 3), ""), "" if r is None else "1 is exactly alike"),
        ]
    if of.production:
        found.append(("Readings", Amount(number(of.production.reading_count), ""), ""))
    return found


def _band_note(of: AuditDay) -> str:
    found, at = of.around.allowed, of.around.at
    size = (
        f"{found.size_kw[at]:g} kW{'p' if of.equipment.dc_capacity_kwp else ' (the rating; the array is not stated)'}"
    )
    if expected(of) is None:
        return (
            "NASA has not published what its satellites saw in all of these hours: only the cloudless sky and the "
            f"ratings bound the day yet, for {size}."
        )
    level = f"{number(found.ratio * PERCENT)} %"
    usual = f"this plant's own usual {level}" if found.ratio_known else f"{level} (as plants usually run)"
    return (
        f"Expected: the satellite's irradiation in the plane of the array times {size}, at {usual} of the theoretical "
        "output. The band is the satellite's error of an hour, 150 W/m²."
    )


def context(of: AuditDay, now: datetime) -> dict[str, object]:
    """All that the page's template names besides the frame."""
    return {
        "date": of.day,
        "previous": of.previous,
        "next": of.next,
        "facts": equipment_facts(of.inverter, of.equipment),
        "day": day_page(of, now),
        "after": after(of.credit, of.verdict, of.equipment.zone),
        "same": STILL_THE_SAME,
        "moved": MOVED_SINCE,
    }
