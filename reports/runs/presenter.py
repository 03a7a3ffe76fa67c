"""Runs in the words of their pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from credits.models import Status, VerificationRun
from credits.run_selectors import Outcome, Progress
from inverters.models import Inverter
from reports.presenters import STATUS_BADGES, Badge, Moment, day, moment, number

RUN_BADGES = {
    "QUEUED": Badge("Queued", "none"),
    "RUNNING": Badge("Running", "pending"),
    "DONE": Badge("Done", "verified"),
    "FAILED": Badge("Done in part", "fail"),
    "CANCELLED": Badge("Cancelled", "unknown"),
}
ORDER = (Status.FLAGGED, Status.PENDING, Status.VERIFIED, Status.SUBMITTED)
ROWS = 200
"""Inverters that the page of a run lists, those with the most flags first; the CSV of credits has all."""


@dataclass(frozen=True)
class RunRow:
    """A run in a list."""

    id: int
    badge: Badge
    period: str
    scope: str
    days: str
    actor: str
    created: Moment


@dataclass(frozen=True)
class InverterRow:
    """What came of one inverter's days."""

    id: int
    name: str
    counts: list[tuple[Badge, str]]


def run_row(run: VerificationRun) -> RunRow:
    """One line of the list."""
    period = day(run.first) if run.first == run.last else f"{day(run.first)} to {day(run.last)}"
    return RunRow(
        id=run.pk,
        badge=RUN_BADGES[run.status],
        period=period,
        scope=scope(run.inverter_ids),
        days=number(run.day_count),
        actor=run.actor,
        created=_moment(run.created_at),
    )


def scope(inverter_ids: list[int] | None) -> str:
    """Whose days."""
    if inverter_ids is None:
        return "whole fleet"
    return "1 inverter" if len(inverter_ids) == 1 else f"{number(len(inverter_ids))} inverters"


def context(
    run: VerificationRun, progress: Progress, outcome: Outcome, inverters: dict[int, Inverter]
) -> dict[str, object]:
    """All that the page of a run names."""
    return {
        "run": run,
        "row": run_row(run),
        "progress": progress,
        "moving": run.is_live or (progress.chunks_taken > 0),
        "percent": int(100 * progress.share),
        "done": f"{number(progress.days_done)} of {number(progress.days)} days",
        "started": run.started_at and _moment(run.started_at),
        "finished": run.finished_at and _moment(run.finished_at),
        "statuses": _counts(outcome.statuses),
        "moved": [(_move(move), number(count)) for move, count in outcome.moved.most_common()],
        "refused": [(why, number(count)) for why, count in outcome.refused.most_common()],
        "inverters": [
            InverterRow(one, inverters[one].name, _counts(outcome.inverters[one])) for one in worst_first(outcome)
        ],
        "inverter_count": len(outcome.inverters),
    }


def worst_first(outcome: Outcome) -> list[int]:
    """The inverters that the page lists: those with the most flags, then with the most pending days."""
    counts = outcome.inverters
    ordered = sorted(counts, key=lambda one: (*(-counts[one][status] for status in ORDER[:2]), one))
    return ordered[:ROWS]


def _counts(statuses: Counter[str]) -> list[tuple[Badge, str]]:
    return [(STATUS_BADGES[status], number(statuses[status])) for status in ORDER if statuses[status]]


def _move(move: str) -> str:
    before, after = move.split(" to ")
    return f"{STATUS_BADGES[Status(before)].word} before, {STATUS_BADGES[Status(after)].word.lower()} now"


def _moment(instant: datetime) -> Moment:
    return moment(instant.astimezone(UTC), ZoneInfo("UTC"))
