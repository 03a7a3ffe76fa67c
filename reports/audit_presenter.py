"""The audit page's day, ready to be set: picture, status, checks, and what they were found from."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from credits.models import Status
from inverters.curves import standard_offset_us
from inverters.models.satellite import ReferenceKind
from reports import presenters
from reports.audit_selectors import AuditDay, OnRecord
from reports.charts import day as day_chart
from reports.presenters import NO_CREDIT, NOTHING, Amount, Badge, Moment, badge_of, energy, moment, number, tonnes
from reports.record_presenter import equipment_facts, on_record
from reports.verdict_presenter import Judged, cure_of, judged

HOUR_US = 3_600_000_000
NOT_PUBLISHED = "Not published yet. NASA publishes hourly values months later; the day is taken up again by then."


@dataclass(frozen=True)
class HourRow:
    """One hour of the table beneath the picture."""

    hour: str
    kwh: str
    ghi: str
    clearsky: str


@dataclass(frozen=True)
class DayPage:
    """One day, set."""

    heading: str
    hours_note: str
    badge: Badge
    reason: str
    cure: str
    amounts: list[tuple[str, Amount]]
    wide: SafeString
    narrow: SafeString
    hours: list[HourRow]
    satellite: list[tuple[str, str]]
    fetched: Moment | None
    judged: Judged | None
    acts: frozenset[str]
    next_act: str


ACTS = {
    None: ("calculate",),
    Status.PENDING: ("verify", "calculate"),
    Status.VERIFIED: ("submit", "verify", "calculate"),
    Status.FLAGGED: ("lift", "verify"),
    Status.SUBMITTED: (),
}
"""What can be done with a credit in each status, the usual next step first."""


def day_page(of: AuditDay) -> DayPage:
    """Everything of the day above the lists."""
    credit = of.credit
    acts = ACTS[Status(credit.status) if credit else None] if of.production else ()
    offset = standard_offset_us(of.equipment.zone, of.day.year) / HOUR_US
    rows = [_hour(*values) for values in zip(range(24), of.kwh, of.ghi_wh_m2, of.clearsky_wh_m2, strict=True)]
    wide, narrow = _pictures(of, rows)
    return DayPage(
        heading=presenters.day(of.day),
        hours_note=f"Hours are local standard time (UTC{offset:+g}).".replace("-", presenters.MINUS),
        badge=badge_of(credit) if credit else NO_CREDIT,
        reason=_reason(of),
        cure=cure_of(of.verdict) if of.verdict and credit and credit.flagged_reason == of.verdict.reason else "",
        amounts=_amounts(of),
        wide=wide,
        narrow=narrow,
        hours=rows,
        satellite=_satellite(of),
        fetched=moment(of.sky.fetched_at[0], of.equipment.zone) if of.sky.fetched_at[0] else None,
        judged=judged(of.verdict, of.stored_digests, of.equipment.zone) if of.verdict else None,
        acts=frozenset(acts),
        next_act=acts[0] if acts else "",
    )


def _reason(of: AuditDay) -> str:
    if not of.credit:
        return "" if of.production else "No reading came for this day."
    if of.credit.flagged_reason:
        return of.credit.flagged_reason
    return "" if of.verdict else "Not judged yet."


def _amounts(of: AuditDay) -> list[tuple[str, Amount]]:
    found = [("Energy", energy(of.production.milliwatt_hours if of.production else None))]
    if of.credit:
        found += [
            ("CO₂ avoided", tonnes(of.credit.grams, 6)),
            ("Factor", Amount(f"{of.credit.factor.kg_co2_per_kwh.normalize():f}", "kg/kWh")),
            ("Correlation", Amount(number(of.credit.correlation, 3), "")),
        ]
    if of.production:
        found.append(("Readings", Amount(number(of.production.reading_count), "")))
    return found


def _hour(hour: int, kwh: float, ghi: float, clearsky: float) -> HourRow:
    return HourRow(f"{hour:02d}:00–{hour + 1:02d}:00", number(kwh, 3), number(ghi), number(clearsky))


def _readout(row: HourRow) -> str:
    measured = "no reading" if row.kwh == NOTHING else f"{row.kwh} kWh measured"
    sky = "satellite not published" if row.ghi == NOTHING else f"satellite {row.ghi} Wh/m²"
    return f"{row.hour}: {measured}; {sky}" + ("" if row.clearsky == NOTHING else f"; cloudless {row.clearsky} Wh/m²")


def _pictures(of: AuditDay, rows: list[HourRow]) -> list[SafeString]:
    drawn = day_chart.DayPicture(
        title=f"{of.inverter.name}, {presenters.day(of.day)}",
        description="Measured energy by hour as bars, irradiance as lines; the table below has the figures.",
        kwh=of.kwh.tolist(),
        ghi_wh_m2=of.ghi_wh_m2.tolist(),
        clearsky_wh_m2=of.clearsky_wh_m2.tolist(),
        rating_kw=of.equipment.capacity_kw,
        rating_label=f"rating {of.equipment.capacity_kw:g} kW",
        readouts=[_readout(row) for row in rows],
    )
    return [mark_safe(day_chart.draw(drawn, frame)) for frame in (day_chart.WIDE, day_chart.NARROW)]  # noqa: S308


def _satellite(of: AuditDay) -> list[tuple[str, str]]:
    published = sum(row == row for row in of.ghi_wh_m2.tolist())  # noqa: PLR0124 - NaN is not itself
    latitude, longitude = of.inverter.cell
    facts = [("Source", of.sky.sources[0] or NOT_PUBLISHED)]
    if of.sky.sources[0]:
        facts += [("Kind", str(ReferenceKind(of.sky.kinds[0]).label)), ("Published", f"{published} of 24 hours")]
    return [*facts, ("Grid cell", f"around {presenters.place(latitude, longitude)}")]


def context(of: AuditDay, record: OnRecord, now: datetime) -> dict[str, object]:
    """All that the page's template names."""
    return {
        "inverter": of.inverter,
        "date": of.day,
        "previous": of.previous,
        "next": of.next,
        "day": day_page(of),
        "facts": equipment_facts(of.inverter, of.equipment),
        **on_record(record, of.equipment, now),
    }
