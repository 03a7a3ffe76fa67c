"""What stands against handing a VERIFIED credit in, besides the lifecycle's own moves: nothing of it can be undone."""

from django.conf import settings

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, Verdict
from credits.selectors import latest_verdicts
from credits.services.calculate import refuse_outside_life
from credits.verification.finding import Outcome
from inverters.models import Inverter
from lumix import modes

MONTH_CHECK = "month_clouds"
"""What a forger cannot know: a month that it could not conclude has shown nothing of this sky."""


def refuse_submission(credit: CarbonCredit, inverter: Inverter) -> None:
    """Raise NothingToCreditError or MoveRefusedError for a credit that may not be submitted as it stands."""
    verdict = latest_verdicts([credit.pk]).get(credit.pk) if month_is_needed() else None
    refuse_as_judged(credit, inverter, verdict)


def refuse_as_judged(credit: CarbonCredit, inverter: Inverter, verdict: Verdict | None) -> None:
    """The same, with the credit's newest verdict at hand; without one where `month_is_needed` says that none is."""
    refuse_outside_life(inverter, credit.date)
    _refuse_waived_in_open_mode(credit)
    if month_is_needed():
        _refuse_inconclusive_month(credit, verdict)


def month_is_needed() -> bool:
    """Whether a day is submitted only where its month is conclusive: in closed mode, unless the setting says no."""
    return modes.current() == modes.CLOSED and settings.SUBMIT_NEEDS_MONTH


def _refuse_waived_in_open_mode(credit: CarbonCredit) -> None:
    """Nobody can be known there to have signed for what the checks did not find."""
    if credit.verified_by_waiver and modes.current() == modes.OPEN:
        raise MoveRefusedError(
            f"The credit of {credit.date} is verified by a waiver and cannot be submitted in open mode, where nobody "
            "is known by name: submit it in closed mode."
        )


def _refuse_inconclusive_month(credit: CarbonCredit, verdict: Verdict | None) -> None:
    outcomes = verdict.outcomes_by_check if verdict else {}
    if outcomes.get(MONTH_CHECK, Outcome.INCONCLUSIVE) == Outcome.INCONCLUSIVE:
        raise MoveRefusedError(
            f"The month around {credit.date} is inconclusive, so that the day is verified but cannot be submitted: "
            "upload more of the days around it, or verify it again when they are there."
        )
