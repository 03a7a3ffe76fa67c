"""What became of an upload, and of its days."""

from collections import Counter
from datetime import date
from typing import Any

from credits.models import CarbonCredit, Status
from credits.services.awaiting import JUDGED_AT_ONCE
from inverters.models import Inverter, ReadingBatch
from inverters.waiting_uploads import Waiting
from reports.presenters import STATUS_BADGES, day, listed, number
from reports.upload.selectors import credits_by_status


def sentence(batch: ReadingBatch) -> str:
    """What was stored, in words."""
    others = [
        f"{number(count)} {what}"
        for count, what in (
            (batch.duplicate, "there already"),
            (batch.conflict, "beside stored ones that they contradict"),
            (batch.rejected, "left out"),
        )
        if count
    ]
    what = "1 reading" if batch.accepted == 1 else f"{number(batch.accepted)} readings"
    return f"{what} stored{'; ' + listed(others) if others else ''}."


def judged(credits: list[CarbonCredit]) -> str:
    """What was judged, in words."""
    if not credits:
        return "There was nothing to judge: every day has been judged by what is stored."
    counts = Counter(credit.status for credit in credits)
    told = [f"{number(counts[status])} {status.label.lower()}" for status in Status if counts[status]]
    what = "1 day" if len(credits) == 1 else f"{number(len(credits))} days"
    return f"{what} judged: {listed(told)}."


def context(
    waiting: Waiting, batch: ReadingBatch, inverter: Inverter, days: list[date], waits: list[date]
) -> dict[str, Any]:
    """All that the page says."""
    standing = credits_by_status(inverter, days)
    return {
        "waiting": waiting,
        "batch": batch,
        "inverter": inverter,
        "counts": [
            ("Stored", number(batch.accepted)),
            ("Duplicates", number(batch.duplicate)),
            ("Conflicts", number(batch.conflict)),
            ("Rejected", number(batch.rejected)),
        ],
        "read_as": waiting.stored and waiting.stored.get("read_as"),
        "span": f"{day(days[0])} to {day(days[-1])}" if len(days) > 1 else day(days[0]) if days else "",
        "last_day": days[-1] if days else None,
        "standing": [(STATUS_BADGES[status], number(standing[status])) for status in Status if standing.get(status)],
        "waits": "1 day" if len(waits) == 1 else f"{number(len(waits))} days",
        "has_waiting": bool(waits),
        "at_once": number(min(len(waits), JUDGED_AT_ONCE)),
        "in_parts": len(waits) > JUDGED_AT_ONCE,
    }
