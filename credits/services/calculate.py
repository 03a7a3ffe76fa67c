"""Energy to tonnes: a credit for each inverter and day, exact, and renewed when its evidence changes."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from credits.accounting import grams
from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import CarbonCredit, EmissionFactor, Status
from credits.models.credit import UNJUDGED
from credits.models.emission_factor import DEFAULT_CODE
from inverters.models import Inverter, ProductionDay
from inverters.selectors import equipment_on
from lumix.ledger.services import append

CHANGED_FIELDS = [
    "milliwatt_hours",
    "grams",
    "factor",
    "status",
    "correlation",
    "flagged_reason",
    "provisional",
    "cause",
    "verified_by_waiver",
    "updated_at",
]
NOT_JUDGED = "Not judged yet: verify it."
AWAITS_JUDGING = ("verify it.", "verify it again.")
"""How the reason ends of every credit that waits for nothing but its next judging."""

FOUND_BEFORE: dict[str, str] = {Status.VERIFIED: "Was verified before", Status.FLAGGED: "Was flagged before"}

Contents = dict[date, dict[str, object]]


@transaction.atomic
def calculate(*, inverter_id: int, days: list[date], actor: str, now: datetime) -> list[CarbonCredit]:
    """The credits of these days, made or brought up to date, in the order of the days.

    Raises NothingToCreditError for a day without readings, outside the inverter's life or still to come, and
    MoveRefusedError for a day that was submitted.
    """
    inverter = Inverter.objects.with_equipment().select_for_update(no_key=True).get(pk=inverter_id)
    energy = _energy(inverter.pk, days)
    for day in days:
        _refuse_impossible(inverter, day, day in energy, now)
    credits, before = _locked(CarbonCredit.objects.filter(inverter=inverter, date__in=days))
    factors = list(EmissionFactor.objects.filter(code=DEFAULT_CODE))
    for day in days:
        credit = credits.setdefault(day, CarbonCredit(inverter=inverter, date=day, flagged_reason=NOT_JUDGED))
        if credit.status == Status.SUBMITTED:
            raise MoveRefusedError(f"The credit of {day} was submitted and is final.")
        if _reckon(credit, energy[day], _factor_on(day, factors)) and credit.pk:
            _await_judging(credit, "it was calculated anew and came out differently")
    _store(credits, before, actor, now, why="calculated")
    return [credits[day] for day in days]


def renew(
    *,
    inverter_id: int,
    days: list[date] | None,
    since: date | None,
    why: str,
    actor: str,
    now: datetime,
    corrected: bool = False,
) -> None:
    """Bring the credits up to date whose evidence has changed. Those submitted stay as they are.

    Each keeps its emission factor: an upload must not fail because a factor has run out meanwhile. A new clock may take
    readings of days before its first one, and their credits follow. corrected: by an accepted correction, which opens
    a flagged day too.
    """
    affected = CarbonCredit.objects.filter(inverter_id=inverter_id).exclude(status=Status.SUBMITTED)
    credits, before = _locked(affected if days is None else affected.filter(date__in=days))
    energy = _energy(inverter_id, list(credits))
    for day, credit in credits.items():
        if _reckon(credit, energy.get(day, 0), credit.factor) or since is None or day >= since:
            _await_judging(credit, why, corrected)
    _store(credits, before, actor, now, why=why)


def refuse_outside_life(inverter: Inverter, day: date) -> None:
    """Raise NothingToCreditError for a day on which the inverter was not in service."""
    if inverter.commissioned and day < inverter.commissioned:
        raise NothingToCreditError(f"{day} lies before the inverter was commissioned on {inverter.commissioned}.")
    if inverter.retired and day > inverter.retired:
        raise NothingToCreditError(f"{day} lies after the inverter was retired on {inverter.retired}.")


def _refuse_impossible(inverter: Inverter, day: date, measured: bool, now: datetime) -> None:
    today = now.astimezone(equipment_on(inverter, day).zone).date()
    if day > today:
        raise NothingToCreditError(f"{day} has not come yet at the inverter's place: today is {today} there.")
    refuse_outside_life(inverter, day)
    if not measured:
        raise NothingToCreditError(
            f"There are no readings for {day} that are final (one whose interval has not ended is not): "
            f"send them to /inverters/{inverter.pk}/readings."
        )


def _energy(inverter_id: int, days: list[date]) -> dict[date, int]:
    """The milliwatt-hours of those days that have readings which count."""
    measured = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=days, reading_count__gt=0)
    return dict(measured.values_list("date", "milliwatt_hours"))


def _locked(found: QuerySet[CarbonCredit]) -> tuple[dict[date, CarbonCredit], Contents]:
    """An inverter's credits by day, and what they say before they are changed.

    Everyone locks credits by their key: two who took the same ones in different orders would deadlock.
    """
    rows = found.select_related("factor").select_for_update(of=("self",)).order_by("pk")
    credits = {credit.date: credit for credit in rows}
    return credits, {day: _content(credit) for day, credit in credits.items()}


def _reckon(credit: CarbonCredit, milliwatt_hours: int, factor: EmissionFactor) -> bool:
    """Give the credit its energy, factor and mass; says whether it had others before."""
    before = credit.milliwatt_hours, credit.grams
    credit.milliwatt_hours, credit.factor = milliwatt_hours, factor
    credit.grams = grams(milliwatt_hours, factor.kg_co2_per_kwh)
    return before != (credit.milliwatt_hours, credit.grams)


def _factor_on(day: date, factors: list[EmissionFactor]) -> EmissionFactor:
    valid = [factor for factor in factors if factor.covers(day)]
    if not valid:
        raise NothingToCreditError(f"No emission factor {DEFAULT_CODE} is valid on {day}: add one in the admin.")
    return max(valid, key=lambda factor: factor.valid_from)


def _await_judging(credit: CarbonCredit, why: str, corrected: bool = False) -> None:
    """Take back what was found of evidence that has changed since. A flag stays, but for an accepted correction."""
    if credit.status == Status.FLAGGED and not corrected:
        return
    if credit.status != Status.FLAGGED and (credit.flagged_reason or "").endswith(AWAITS_JUDGING):
        return
    found = FOUND_BEFORE.get(credit.status, "Not judged since")
    credit.status, credit.correlation, credit.provisional = Status.PENDING, None, None
    credit.cause, credit.verified_by_waiver = UNJUDGED, False
    credit.flagged_reason = f"{found} {why}: verify it again."


def _store(credits: dict[date, CarbonCredit], before: Contents, actor: str, now: datetime, why: str) -> None:
    """Write the credits that came out differently, with one ledger entry for all of them."""
    changed = [credit for day, credit in credits.items() if _content(credit) != before.get(day)]
    if not changed:
        return
    for credit in changed:
        credit.created_at, credit.updated_at = credit.created_at or now, now
    CarbonCredit.objects.bulk_update([credit for credit in changed if credit.pk], CHANGED_FIELDS, 500)
    CarbonCredit.objects.bulk_create([credit for credit in changed if not credit.pk], batch_size=1_000)
    append(
        actor=actor,
        type="credits.calculated",
        object=f"inverter:{changed[0].inverter_id}",
        data={"why": why, "credits": [_content(credit) for credit in changed]},
        now=now,
    )


def _content(credit: CarbonCredit) -> dict[str, Any]:
    """What a credit says, for comparing and for the ledger."""
    return {
        "date": credit.date,
        "milliwatt_hours": credit.milliwatt_hours,
        "grams": credit.grams,
        "factor": credit.factor.code,
        "kg_co2_per_kwh": credit.factor.kg_co2_per_kwh,
        "status": str(credit.status),
        "reason": credit.flagged_reason,
        "correlation": credit.correlation,
        "by_waiver": credit.verified_by_waiver,
        "words": credit.words_digest,
    }
