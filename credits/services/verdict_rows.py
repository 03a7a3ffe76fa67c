"""From a judgement's columns to the rows that it is kept in."""

from collections.abc import Sequence
from datetime import datetime

from credits.models import CarbonCredit, Verdict
from credits.models.check_texts import digest_of_checks
from credits.services.reveal import Reveal
from credits.verification.verdict import Judgement
from credits.verification.wording import finite
from credits.waiver_selectors import Digests
from inverters.sky_selectors import Skies, SkyRecord


def verdict_rows(
    credits: Sequence[CarbonCredit],
    judgement: Judgement,
    sky: SkyRecord,
    order: Sequence[Reveal | None],
    digests: Sequence[Digests],
    seen: Sequence[tuple[str, str]],
    actor: str,
    now: datetime,
) -> list[Verdict]:
    """The verdicts of these credits, which nobody has written down yet.

    sky: of the credits' days, in their order. order: which came first. digests: of readings and equipment. seen: of
    month and others.
    """
    kept, texts = judgement.kept, digest_of_checks(judgement.checks)
    statuses, correlations = judgement.status.tolist(), judgement.correlation.tolist()
    skies = [digest.hex() for digest in sky.skies.digests]
    under = sky.of.tolist()
    rows = []
    for row, credit in enumerate(credits):
        decision = judgement.decision(row)
        rows.append(
            Verdict(
                credit=credit,
                judged_at=now,
                actor=actor,
                rule_version=judgement.rule.version,
                status=statuses[row],
                correlation=finite(correlations[row]),
                reason=decision.reason,
                cause=decision.cause,
                texts_id=texts,
                outcomes=kept.outcomes[row],
                figures=kept.figures[row],
                words=kept.words[row],
                reference=_reference(sky.skies, under[row], order[row]),
                readings_digest=digests[row][0],
                satellite_digest=skies[under[row]],
                equipment_digest=digests[row][1],
                month_digest=seen[row][0],
                others_digest=seen[row][1],
            )
        )
    return rows


def _reference(skies: Skies, at: int, received: Reveal | None) -> dict[str, object]:
    fetched_at = skies.fetched_at[at]
    return {
        "kind": skies.kinds[at],
        "source": skies.sources[at],
        "fetched_at": fetched_at and fetched_at.isoformat(),
        "received": received and received.as_json(),
    }
