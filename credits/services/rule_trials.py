"""A new version of the rule, tried on the whole fleet beside the present one. Nothing is asked and nothing written."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from math import isfinite

from django.db.models import QuerySet

from credits.models import CarbonCredit, Status
from credits.services.chunks import in_chunks
from credits.services.judging import Judged, judge_stored
from credits.verification.thresholds import RULE, Rule

DRY_RUN = "dry run"
FIRST_CASES = 5

Move = tuple[str, str]


class UnknownLimitError(Exception):
    """A limit that the rule does not have, or a value that is no number."""


@dataclass(frozen=True)
class Case:
    """One credit that would come out differently, with the trial's reason and what its credit is now."""

    inverter_id: int
    day: str
    status: str
    reason: str


@dataclass
class Comparison:
    """What would move from the present rule to the trial's.

    count, grams: by outcome under the present rule and under the trial's. frozen: those of the moves whose credit was
    submitted and is final. cases: the first of each move.
    """

    trial: Rule
    count: Counter[Move] = field(default_factory=Counter)
    grams: Counter[Move] = field(default_factory=Counter)
    frozen: Counter[Move] = field(default_factory=Counter)
    cases: dict[Move, list[Case]] = field(default_factory=lambda: defaultdict(list))

    @property
    def moves(self) -> list[Move]:
        """The outcomes that differ, in order."""
        return sorted(move for move in self.count if move[0] != move[1])


def trial_rule(limits: Iterable[str], version: str = "") -> Rule:
    """The present rule with some limits changed, each written as name=value. Raises UnknownLimitError."""
    changed = dict(_limit(text) for text in limits)
    return replace(RULE, **changed, version=version or f"{RULE.version}, tried")


def _limit(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    known = [row.name for row in fields(Rule) if row.metadata]
    if name not in known:
        raise UnknownLimitError(f"The rule has no limit {name!r}. It has {', '.join(known)}.")
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise UnknownLimitError(f"{name} takes a number: write {name}={getattr(RULE, name):g}, not {text!r}.")
    return name, number


def compare_rules(*, trial: Rule, credits: QuerySet[CarbonCredit], now: datetime) -> Comparison:
    """Judge these credits by the present rule and by the trial's, from stored evidence, a piece at a time."""
    found = Comparison(trial)
    for piece in in_chunks(credits):
        present = judge_stored(credits=piece, actor=DRY_RUN, now=now)
        tried = judge_stored(credits=piece, actor=DRY_RUN, now=now, rule=trial)
        for before, after in zip(present, tried, strict=True):
            _count(found, before, after)
    return found


def _count(found: Comparison, before: Judged, after: Judged) -> None:
    credit, move = before.credit, (str(before.verdict.status), str(after.verdict.status))
    found.count[move] += 1
    found.grams[move] += credit.grams
    found.frozen[move] += credit.status == Status.SUBMITTED
    if move[0] != move[1] and len(found.cases[move]) < FIRST_CASES:
        reason = after.verdict.reason or before.verdict.reason
        found.cases[move].append(Case(credit.inverter_id, f"{credit.date}", str(credit.status), reason))
