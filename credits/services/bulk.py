"""Verifying and submitting many credits at a wish: what can be done is done, and what cannot is told by its cause."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from credits.errors import CreditError, MoveRefusedError
from credits.models import CarbonCredit, Status
from credits.selectors import latest_verdicts
from credits.services.calculate import calculate_days
from credits.services.chunks import pieces
from credits.services.halving import Refusal, each_possible
from credits.services.lifecycle import change_status
from credits.services.submitting import month_is_needed, refuse_as_judged
from credits.services.verify import verify
from inverters.selectors import InverterDay

MOST = 500
"""Credits of one wish: about as many as can be judged while somebody waits."""
JUDGED_AT_ONCE = 100
"""A refusal in the middle costs no more than the judging of so many."""
CALCULATED_AT_ONCE = 2_000

NOT_READY: dict[str, str] = {
    Status.PENDING: "Not verified yet (pending): verify first, or look up what is missing.",
    Status.FLAGGED: "There is evidence against the day (flagged): the flag has to be decided on first.",
    Status.SUBMITTED: "Submitted already, and final.",
}
"""Why a credit is left out of submitting, said to people; the lifecycle says the same to programs."""


@dataclass
class Done:
    """What became of many credits. standing: how many are now in each status.

    grams, milliwatt_hours, inverters: of those done. refused: how many stand in the way of each sentence; the
    credits themselves are as they were.
    """

    standing: Counter[str] = field(default_factory=Counter)
    grams: int = 0
    milliwatt_hours: int = 0
    inverters: set[int] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many were dealt with as wished."""
        return self.standing.total()

    def add(self, credit: CarbonCredit) -> None:
        """Count a credit that was dealt with."""
        self.standing[credit.status] += 1
        self.grams += credit.grams
        self.milliwatt_hours += credit.milliwatt_hours
        self.inverters.add(credit.inverter_id)

    def refuse(self, refusal: Refusal, day: date) -> None:
        """Count a refusal; those that differ by nothing but the day are one."""
        self.refused[str(refusal).replace(str(day), "that day")] += 1


def verify_many(*, credits: Iterable[CarbonCredit], actor: str, now: datetime) -> Done:
    """Judge these credits, as many at once as go together; each piece is a transaction of its own."""
    done = Done()

    def act(piece: list[CarbonCredit]) -> list[CarbonCredit]:
        return verify(credit_ids=[credit.pk for credit in piece], actor=actor, now=now)

    for piece in pieces(iter(credits), JUDGED_AT_ONCE):
        for credit in each_possible(piece, act, lambda refusal, credit: done.refuse(refusal, credit.date)):
            done.add(credit)
    return done


def calculate_many(*, days: Iterable[InverterDay], actor: str, now: datetime) -> Done:
    """Make the credits of these days, inverter's number and day, in the order of inverters."""
    done = Done()

    def act(piece: list[InverterDay]) -> list[CarbonCredit]:
        return calculate_days(wanted=piece, actor=actor, now=now)

    for piece in pieces(iter(days), CALCULATED_AT_ONCE):
        for credit in each_possible(piece, act, lambda refusal, wanted: done.refuse(refusal, wanted[1])):
            done.add(credit)
    return done


def submit_many(*, credits: Iterable[CarbonCredit], actor: str, now: datetime) -> Done:
    """Submit these credits one by one, each in a transaction with its ledger entry."""
    done = Done()
    for credit in credits:
        try:
            done.add(_submit(credit, actor, now))
        except CreditError as refusal:
            done.refuse(refusal, credit.date)
    return done


def _refuse_unready(credit: CarbonCredit) -> None:
    if credit.status in NOT_READY:
        raise MoveRefusedError(NOT_READY[credit.status])


def _submit(credit: CarbonCredit, actor: str, now: datetime) -> CarbonCredit:
    _refuse_unready(credit)
    return change_status(
        inverter_id=credit.inverter_id, day=credit.date, status=Status.SUBMITTED, reason="", actor=actor, now=now
    )


def what_submitting_does(credits: list[CarbonCredit]) -> Done:
    """What `submit_many` would do with these credits, with their inverters; nothing is changed."""
    verdicts = latest_verdicts([credit.pk for credit in credits]) if month_is_needed() else {}
    done = Done()
    for credit in credits:
        try:
            _refuse_unready(credit)
            refuse_as_judged(credit, credit.inverter, verdicts.get(credit.pk))
        except CreditError as refusal:
            done.refuse(refusal, credit.date)
        else:
            done.add(credit)
    return done
