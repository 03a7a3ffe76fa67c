"""From stored evidence to verdicts that nobody has written down yet: n credits as one batch, in no transaction.

The satellite service and the physics are slow, so nothing is locked meanwhile; `still_stands` tells afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from credits.models import CarbonCredit, Verdict
from credits.services.batches import NO_NOTES, day_batch
from credits.services.copying import copies_of
from credits.services.expected_days import expected_of
from credits.services.grounds import Grounds, recorded
from credits.services.inputs import month_digests, others_digest, rivals_digests
from credits.services.months import with_months
from credits.services.neighbours import neighbours_of
from credits.services.reveal import not_before_public, reveals
from credits.services.sky_asking import fetch_sky
from credits.services.verdict_rows import verdict_rows
from credits.verification.thresholds import RULE, Rule
from credits.verification.verdict import assess
from credits.verification.waivers import NO_WAIVERS
from credits.verification.window import Window
from credits.waiver_selectors import in_force, said_of, standing_waivers
from inverters.selectors import Evidence
from inverters.sky_selectors import Place


@dataclass(frozen=True)
class Judged:
    """One credit, what was found about it, and what this and all that was judged with it was found from."""

    credit: CarbonCredit
    verdict: Verdict
    grounds: Grounds


def judge_credits(*, credits: list[CarbonCredit], actor: str, now: datetime) -> list[Judged]:
    """Judge these credits by what is stored, and by the satellite hours that the service adds to it."""
    since = recorded()
    evidence, window = with_months([(credit.inverter_id, credit.date) for credit in credits])
    if notes := fetch_sky(evidence, window, actor, now):
        evidence = evidence.under_todays_sky()
    return _judge(credits, evidence, window, notes, RULE, actor, now, since, keep=True)


def judge_stored(*, credits: list[CarbonCredit], actor: str, now: datetime, rule: Rule = RULE) -> list[Judged]:
    """Judge these credits by what is stored alone, for a dry run: nothing is asked and nothing written."""
    since = recorded()
    evidence, window = with_months([(credit.inverter_id, credit.date) for credit in credits])
    return _judge(credits, evidence, window, NO_NOTES, rule, actor, now, since)


def still_stands(judged: list[Judged]) -> bool:
    """Whether readings, equipment, places and waivers are still those that were judged, and the readings of months."""
    return all(grounds.stand() for grounds in {id(one.grounds): one.grounds for one in judged}.values())


def _judge(
    credits: list[CarbonCredit],
    evidence: Evidence,
    window: Window,
    notes: Mapping[Place, str | None],
    rule: Rule,
    actor: str,
    now: datetime,
    since: int,
    *,
    keep: bool = False,
) -> list[Judged]:
    own, ids = evidence.take(window.rows), [credit.pk for credit in credits]
    order = reveals(own)
    batch = day_batch(evidence, now, notes, not_before_public(order, window.rows, len(evidence)))
    standing = standing_waivers(ids)
    digests = [(own.production.digest(row), own.equipment_digest(row)) for row in range(len(ids))]
    waivers = in_force(ids, digests, standing) if standing else NO_WAIVERS
    curves = expected_of(evidence, batch, keep=keep)
    copies = copies_of(evidence, batch, curves, window, rule)
    beside = neighbours_of(evidence, window, rule)
    judgement = assess(batch, curves, rule, window=window, waivers=waivers, copies=copies, neighbours=beside.neighbours)
    months = month_digests(evidence, window)
    others = zip(rivals_digests(copies.rivals, len(ids)), beside.digests, strict=True)
    seen = [(month, others_digest(*parts)) for month, parts in zip(months, others, strict=True)]
    grounds = Grounds.of(since, credits, evidence, window, said_of(standing))
    verdicts = verdict_rows(credits, judgement, own.sky, order, digests, seen, actor, now)
    return [Judged(credit, verdict, grounds) for credit, verdict in zip(credits, verdicts, strict=True)]
