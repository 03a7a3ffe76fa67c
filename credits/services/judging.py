"""From stored evidence to verdicts that nobody has written down yet: n credits as one batch, in no transaction.

The satellite service and the physics are slow, so nothing is locked meanwhile; `still_stands` tells afterwards.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from credits.models import CarbonCredit, Verdict
from credits.services.copying import copies_of
from credits.services.inputs import month_digests, others_digest, rivals_digests
from credits.services.months import Readings, month_readings, with_months
from credits.services.neighbours import neighbours_of
from credits.services.reveal import Reveal, received_after_public, reveals
from credits.services.verdict_rows import verdict_rows
from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.thresholds import RULE, Rule
from credits.verification.verdict import assess
from credits.verification.waivers import NO_WAIVERS
from credits.verification.window import Window
from credits.waiver_selectors import Digests, Said, in_force, said_of, standing_waivers
from inverters.curves import DAY_US, microseconds, utc
from inverters.models import Equipment, Inverter, ProductionDay
from inverters.models.satellite import ReferenceKind
from inverters.selectors import Evidence, Place, equipment_digest, equipment_on, evidence_of, sky_over
from inverters.services.satellite import SOURCE, fetch_missing
from inverters.sources.land import land_share

LAST_HOUR = timedelta(hours=23)

Grounds = tuple[object, ...]


@dataclass(frozen=True)
class Judged:
    """One credit, what was found about it, and the readings, equipment and place that this was found from.

    month: the readings of the days around it. said: the waivers that stood.
    """

    credit: CarbonCredit
    verdict: Verdict
    grounds: Grounds
    month: Readings = ()
    said: Said = frozenset()


def judge_credits(*, credits: list[CarbonCredit], actor: str, now: datetime) -> list[Judged]:
    """Judge these credits by what is stored, and by the satellite hours that the service adds to it."""
    days, window = with_months([(credit.inverter_id, credit.date) for credit in credits])
    evidence = evidence_of(days)
    if notes := fetch_sky(evidence, window, actor, now):
        evidence = replace(evidence, sky=sky_over(evidence.inverters, evidence.midnights_us))
    return _judge(credits, evidence, window, notes, RULE, actor, now)


def judge_stored(*, credits: list[CarbonCredit], actor: str, now: datetime, rule: Rule = RULE) -> list[Judged]:
    """Judge these credits by what is stored alone, for a dry run: nothing is asked and nothing written."""
    days, window = with_months([(credit.inverter_id, credit.date) for credit in credits])
    return _judge(credits, evidence_of(days), window, {}, rule, actor, now)


def _judge(
    credits: list[CarbonCredit],
    evidence: Evidence,
    window: Window,
    notes: dict[Place, str | None],
    rule: Rule,
    actor: str,
    now: datetime,
) -> list[Judged]:
    order = reveals(evidence.take(window.rows))
    batch, ids = day_batch(evidence, notes, now, order), [credit.pk for credit in credits]
    standing = standing_waivers(ids)
    digests = [_digests_of(evidence, row) for row in range(len(ids))]
    waivers = in_force(ids, digests, standing) if standing else NO_WAIVERS
    curves = expected.derive(batch)
    copies = copies_of(evidence, batch, curves, window, rule)
    beside = neighbours_of(evidence, window, rule)
    judgement = assess(batch, curves, rule, window=window, waivers=waivers, copies=copies, neighbours=beside.neighbours)
    said, months = said_of(standing), month_digests(evidence, window)
    others = zip(rivals_digests(copies.rivals, len(ids)), beside.digests, strict=True)
    seen = [(month, others_digest(*parts)) for month, parts in zip(months, others, strict=True)]
    verdicts = verdict_rows(credits, judgement, evidence.sky, order, digests, seen, actor, now)
    return [
        Judged(
            credit,
            verdict,
            _grounds_of(evidence, row),
            _month_of(evidence, window, row),
            said.get(credit.pk, frozenset()),
        )
        for row, (credit, verdict) in enumerate(zip(credits, verdicts, strict=True))
    ]


def still_stands(judged: list[Judged]) -> bool:
    """Whether readings, equipment, places and waivers are still those that were judged, and the readings of months."""
    said = said_of(standing_waivers([one.credit.pk for one in judged]))
    if any(one.said != said.get(one.credit.pk, frozenset()) for one in judged):
        return False
    ids, days = ({getattr(one.credit, name) for one in judged} for name in ("inverter_id", "date"))
    inverters = Inverter.objects.with_equipment().in_bulk(ids)
    rows = ProductionDay.objects.filter(inverter_id__in=ids, date__in=days).values_list("inverter_id", "date", "digest")
    digests = {(inverter_id, day): digest for inverter_id, day, digest in rows}
    for one in judged:
        inverter, day = inverters[one.credit.inverter_id], one.credit.date
        if one.grounds != _grounds(inverter, equipment_on(inverter, day), digests.get((inverter.pk, day))):
            return False
    months = month_readings([(one.credit.inverter_id, one.credit.date) for one in judged])
    return all(one.month == month for one, month in zip(judged, months, strict=True))


def _month_of(evidence: Evidence, window: Window, row: int) -> Readings:
    found = [(evidence.dates[at], evidence.production[at]) for at in window.days[row].tolist() if at >= 0]
    return tuple(
        (day, bytes(production.digest)) for day, production in found if production and production.reading_count
    )


def _digests_of(evidence: Evidence, row: int) -> Digests:
    production = evidence.production[row]
    readings = bytes(production.digest).hex() if production else ""
    return readings, equipment_digest(evidence.equipment[row], evidence.inverters[row])


def _grounds_of(evidence: Evidence, row: int) -> Grounds:
    production = evidence.production[row]
    return _grounds(evidence.inverters[row], evidence.equipment[row], production.digest if production else None)


def _grounds(inverter: Inverter, equipment: Equipment, digest: bytes | memoryview | None) -> Grounds:
    return equipment.facts(), inverter.gps_lat, inverter.gps_lon, bytes(digest or b"")


def fetch_sky(evidence: Evidence, window: Window, actor: str, now: datetime) -> dict[Place, str | None]:
    """Ask for the satellite hours that the judged days and their months lack, once for each cell.

    Returns what became of each asking: None, or the sentence that says why hours are still missing.
    """
    days: dict[Place, set[date]] = defaultdict(set)
    for row in _worth_asking(evidence, window):
        start = utc(int(evidence.midnights_us[row]))
        days[evidence.inverters[row].cell] |= {start.date(), (start + LAST_HOUR).date()}
    return {
        place: fetch_missing(place=place, days=sorted(wanted), actor=actor, now=now) for place, wanted in days.items()
    }


def _worth_asking(evidence: Evidence, window: Window) -> list[int]:
    """The days without all of their hours, but for months whose own day has them from a file: no network is there."""
    lacking = np.isnan(evidence.sky.ghi_wh_m2).any(axis=1)
    lacking &= np.array(evidence.sky.kinds, object) == str(ReferenceKind.SATELLITE)
    online = np.array([source == SOURCE for source in evidence.sky.sources], bool)
    around = window.days[(lacking | online)[window.rows]]
    rows = np.unique(around[around >= 0])
    return rows[lacking[rows]].tolist()


def day_batch(
    evidence: Evidence, notes: dict[Place, str | None], now: datetime, order: Sequence[Reveal | None] = ()
) -> DayBatch:
    """The evidence as the columns that the pure rules judge.

    order : which came first, for the first of the days, which are those to judge; of history it is not asked.
    """

    def column(values: list[float | None]) -> np.ndarray:
        return np.array([np.nan if value is None else value for value in values], np.float64)

    versions, inverters = evidence.equipment, evidence.inverters
    return DayBatch(
        kwh=evidence.curve.kwh,
        ghi_wh_m2=evidence.sky.ghi_wh_m2,
        clearsky_wh_m2=evidence.sky.clearsky_wh_m2,
        midnight=evidence.midnights_us.astype("datetime64[us]"),
        latitude=column([inverter.gps_lat for inverter in inverters]),
        longitude=column([inverter.gps_lon for inverter in inverters]),
        capacity_kw=column([version.capacity_kw for version in versions]),
        dc_capacity_kwp=column([version.dc_capacity_kwp for version in versions]),
        surface_tilt=column([version.surface_tilt for version in versions]),
        surface_azimuth=column([version.surface_azimuth for version in versions]),
        quantity=np.array([str(version.quantity) for version in versions]),
        interval_minutes=column([row.interval_minutes if row else None for row in evidence.production]),
        hours_since_previous=evidence.hours_since_previous,
        reference_kind=np.array(evidence.sky.kinds),
        day_over=evidence.midnights_us + DAY_US <= microseconds(now),
        provisional=np.array([row.provisional_count if row else 0 for row in evidence.production], np.int64),
        received_after_public=received_after_public([*order, *[None] * (len(evidence) - len(order))])[0],
        land_share=np.array([land_share(*inverter.cell) for inverter in inverters], np.float64),
        reference_note=np.array([notes.get(inverter.cell) or "" for inverter in inverters]),
    )
