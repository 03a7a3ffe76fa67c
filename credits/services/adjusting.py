"""Adjustments beside submitted credits, which are final: how much they come to, and how they are kept."""

from datetime import datetime
from typing import Any

from credits.accounting import grams
from credits.adjustment_selectors import NOTHING, Adjusted, adjusted_each
from credits.errors import MoveRefusedError
from credits.models import Adjustment, CarbonCredit
from inverters.models import Inverter
from lumix.ledger.services import append


def lock_inverters(keys: set[int]) -> None:
    """Wait behind everybody who writes beside these inverters' final credits, and let nobody else until it is done."""
    list(Inverter.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk"))


def grams_of(credit: CarbonCredit, so_far: Adjusted, milliwatt_hours: int) -> int:
    """What so much energy more, or less, adds to a credit: with it the whole is rounded down to the gram once."""
    whole = credit.milliwatt_hours + so_far.milliwatt_hours + milliwatt_hours
    return grams(whole, credit.factor.kg_co2_per_kwh) - (credit.grams + so_far.grams)


def record(adjustments: list[Adjustment], actor: str, now: datetime) -> list[Adjustment]:
    """Keep them, with one ledger entry, which is signed for at once: they change what was sold."""
    if not adjustments:
        return []
    made: list[Adjustment] = Adjustment.objects.bulk_create(adjustments)
    append(
        actor=actor,
        type="credits.adjusted",
        object=f"credit:{made[0].credit_id}" if len(made) == 1 else f"credits:{len(made)}",
        data={"adjustments": [content(one) for one in made]},
        now=now,
        seal=True,
    )
    return made


def content(of: Adjustment) -> dict[str, Any]:
    """What an adjustment says, for the ledger."""
    return {
        "adjustment": of.pk,
        "credit": of.credit_id,
        "inverter": of.credit.inverter_id,
        "date": of.credit.date,
        "kind": str(of.kind),
        "milliwatt_hours": of.milliwatt_hours,
        "grams": of.grams,
        "reason": of.reason,
        "verdict": of.verdict_id,
        "digest_before": of.digest_before,
        "digest_after": of.digest_after,
    }


def debit_of(credit: CarbonCredit, wanted: int | None) -> int:
    """The energy of a debit [mWh]: what is wanted, or all that the credit still comes to."""
    left = credit.milliwatt_hours + adjusted_each([credit.pk]).get(credit.pk, NOTHING).milliwatt_hours
    if left <= 0:
        raise MoveRefusedError(f"Nothing of the credit of {credit.date} is left to debit.")
    if wanted is not None and not 0 < wanted <= left:
        raise MoveRefusedError(
            f"A debit is of more than 0 kWh and of at most the {left / 1_000_000:.6f} kWh that the credit of "
            f"{credit.date} still comes to."
        )
    return wanted or left


def debit(
    credit: CarbonCredit, milliwatt_hours: int, stood_on: str, reason: str, actor: str, now: datetime
) -> Adjustment:
    """Take so much energy from a submitted credit for a finding. stood_on: the digest of readings that is in doubt."""
    so_far = adjusted_each([credit.pk]).get(credit.pk, NOTHING)
    taken = Adjustment(
        credit=credit,
        kind=Adjustment.Kind.FINDING,
        milliwatt_hours=-milliwatt_hours,
        grams=grams_of(credit, so_far, -milliwatt_hours),
        reason=reason,
        actor=actor,
        adjusted_at=now,
        digest_before=stood_on,
        digest_after=stood_on,
    )
    return record([taken], actor, now)[0]
