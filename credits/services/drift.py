"""Drift: verdicts whose satellite hours were revised later, and what a judging today would make of these days.

A verdict keeps what it saw; a judging that somebody orders today uses the newest revision of every hour. Nothing here
orders one: the report is a dry run, and writes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from credits import selectors
from credits.models import CarbonCredit, Verdict
from credits.services.chunks import in_chunks
from credits.services.judging import judge_stored
from inverters.models import Inverter
from inverters.revision_selectors import RevisedPlace, revised_places, sky_before
from inverters.selectors import evidence_of

DRY_RUN = "dry run"
WH_PER_KWH = 1_000.0


@dataclass(frozen=True)
class Drifted:
    """A credit whose last verdict saw hours that have a later revision.

    old_kwh_m2, new_kwh_m2: the day's irradiation as the verdict saw it and as it stands now. reproduced: whether what
    is stored still gives the digest that the verdict names.
    """

    credit: CarbonCredit
    verdict: Verdict
    old_kwh_m2: float
    new_kwh_m2: float
    hours_revised: int
    revised_at: datetime
    reproduced: bool


@dataclass(frozen=True)
class JudgedAnew:
    """A drifted credit and the verdict that a judging today would give it; that verdict is nowhere recorded."""

    drifted: Drifted
    today: Verdict

    @property
    def moves(self) -> bool:
        """Whether the outcome would be another."""
        return str(self.today.status) != str(self.drifted.verdict.status)


@dataclass
class AtStake:
    """Drifted credits by the status they have now: how many, and how many grams of CO2."""

    count: Counter[str]
    grams: Counter[str]


def drifted() -> Iterator[Drifted]:
    """Every drifted credit, by place, inverter and day; a piece of the fleet at a time."""
    for revised in revised_places():
        near = Inverter.objects.filter(revised.inverters)
        ids = [inverter.pk for inverter in near if revised.speaks_for(inverter)]
        found = CarbonCredit.objects.filter(inverter_id__in=ids, date__in=revised.local_days, verdicts__isnull=False)
        for credits in in_chunks(found.distinct()):
            yield from _drifted_of(revised, credits)


def _drifted_of(revised: RevisedPlace, credits: list[CarbonCredit]) -> Iterator[Drifted]:
    evidence = evidence_of([(credit.inverter_id, credit.date) for credit in credits])
    latest = selectors.latest_verdicts([credit.pk for credit in credits])
    verdicts = [latest[credit.pk] for credit in credits]
    before = sky_before(revised.place, revised.kind, evidence.midnights_us, [one.judged_at for one in verdicts])
    kinds, ghi_wh_m2 = evidence.sky.kinds, evidence.sky.ghi_wh_m2
    for row, (credit, verdict) in enumerate(zip(credits, verdicts, strict=True)):
        revised_at = before.revised_at[row]
        if revised_at is None or not verdict.reference["kind"] == kinds[row] == revised.kind:
            continue
        yield Drifted(
            credit=credit,
            verdict=verdict,
            old_kwh_m2=_sum(before.seen.ghi_wh_m2[row]),
            new_kwh_m2=_sum(ghi_wh_m2[row]),
            hours_revised=int(before.revised_hours[row]),
            revised_at=revised_at,
            reproduced=before.seen.digest(row) == verdict.satellite_digest,
        )


def _sum(ghi_wh_m2: np.ndarray) -> float:
    return float(np.nansum(ghi_wh_m2)) / WH_PER_KWH


def judged_anew(found: list[Drifted], now: datetime) -> list[JudgedAnew]:
    """What a judging at this moment would find, by the newest revision of every stored hour."""
    if not found:
        return []
    today = judge_stored(credits=[one.credit for one in found], actor=DRY_RUN, now=now)
    return [JudgedAnew(one, judged.verdict) for one, judged in zip(found, today, strict=True)]


def at_stake() -> AtStake:
    """Tonnes whose sky has changed since they were judged, by what their credits are now."""
    stake = AtStake(Counter(), Counter())
    for one in drifted():
        stake.count[str(one.credit.status)] += 1
        stake.grams[str(one.credit.status)] += one.credit.grams
    return stake
