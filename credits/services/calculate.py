"""Energy to tonnes: a credit for each inverter and day, exact, and renewed when its evidence changes."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from credits.accounting import grams
from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import CarbonCredit, EmissionFactor, Status
from credits.models.credit import UNJUDGED
from credits.models.emission_factor import DEFAULT_CODE
from credits.selectors import has_credits
from inverters.models import Inverter, ProductionDay
from inverters.selectors import InverterDay, equipment_on
from lumix import bulk
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

Credits = dict[InverterDay, CarbonCredit]
Contents = dict[InverterDay, dict[str, object]]
M = TypeVar("M", CarbonCredit, ProductionDay)


def calculate(*, inverter_id: int, days: list[date], actor: str, now: datetime) -> list[CarbonCredit]:
    """The credits of an inverter's days; see `calculate_days`."""
    return calculate_days(wanted=[(inverter_id, day) for day in days], actor=actor, now=now)


@transaction.atomic
def calculate_days(*, wanted: list[InverterDay], actor: str, now: datetime) -> list[CarbonCredit]:
    """The credits of these days, made or brought up to date, in the order of the days, with one ledger entry.

    Raises NothingToCreditError for a day without readings, outside its inverter's life or still to come, and
    MoveRefusedError for a day that was submitted.
    """
    locked = Inverter.objects.with_equipment().select_for_update(no_key=True).order_by("pk")
    inverters = {inverter.pk: inverter for inverter in locked.filter(pk__in={one for one, _ in wanted})}
    energy = _energy(wanted)
    for inverter_id, day in wanted:
        _refuse_impossible(inverters[inverter_id], day, (inverter_id, day) in energy, now)
    credits, before = _locked(_of_days(CarbonCredit.objects.all(), wanted), set(wanted))
    factors = list(EmissionFactor.objects.filter(code=DEFAULT_CODE))
    for key in wanted:
        inverter_id, day = key
        credit = credits.setdefault(key, CarbonCredit(inverter_id=inverter_id, date=day, flagged_reason=NOT_JUDGED))
        if credit.status == Status.SUBMITTED:
            raise MoveRefusedError(f"The credit of {day} was submitted and is final.")
        if _reckon(credit, energy[key], _factor_on(day, factors)) and credit.pk:
            _await_judging(credit, "it was calculated anew and came out differently")
    _store(credits, before, actor, now, why="calculated")
    return [credits[key] for key in wanted]


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
    if days is not None and not has_credits(inverter_id, days):
        return
    affected = CarbonCredit.objects.filter(inverter_id=inverter_id).exclude(status=Status.SUBMITTED)
    credits, before = _locked(affected if days is None else affected.filter(date__in=days))
    energy = _energy(list(credits))
    for key, credit in credits.items():
        if _reckon(credit, energy.get(key, 0), credit.factor) or since is None or credit.date >= since:
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


def _of_days(rows: QuerySet[M], wanted: Collection[InverterDay]) -> QuerySet[M]:
    """Rows of these inverters on these dates: the wanted days, and where several inverters have several, others too."""
    return rows.filter(inverter_id__in={one for one, _ in wanted}, date__in={day for _, day in wanted})


def _energy(wanted: Collection[InverterDay]) -> dict[InverterDay, int]:
    """The milliwatt-hours of those days that have readings which count."""
    measured = _of_days(ProductionDay.objects.filter(reading_count__gt=0), wanted).order_by()
    rows = measured.values_list("inverter_id", "date", "milliwatt_hours")
    return {(inverter_id, day): energy for inverter_id, day, energy in rows}


def _locked(found: QuerySet[CarbonCredit], wanted: set[InverterDay] | None = None) -> tuple[Credits, Contents]:
    """Credits by inverter and day, and what they say before they are changed; of `wanted` alone where that is given.

    Everyone locks credits by their key: two who took the same ones in different orders would deadlock.
    """
    rows = found.select_related("factor").select_for_update(of=("self",)).order_by("pk")
    credits = {(one.inverter_id, one.date): one for one in rows}
    if wanted is not None:
        credits = {key: one for key, one in credits.items() if key in wanted}
    return credits, {key: _content(credit) for key, credit in credits.items()}


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


def _store(credits: Credits, before: Contents, actor: str, now: datetime, why: str) -> None:
    """Write the credits that came out differently, with one ledger entry for all of them."""
    contents = {key: _content(credit) for key, credit in credits.items()}
    changed = {key: credit for key, credit in credits.items() if contents[key] != before.get(key)}
    if not changed:
        return
    for credit in changed.values():
        credit.created_at, credit.updated_at = credit.created_at or now, now
    bulk.update([credit for credit in changed.values() if credit.pk], CHANGED_FIELDS)
    bulk.insert([credit for credit in changed.values() if not credit.pk])
    inverters = {inverter_id for inverter_id, _ in changed}
    append(
        actor=actor,
        type="credits.calculated",
        object=f"inverter:{inverters.pop()}" if len(inverters) == 1 else f"credits:{len(changed)}",
        data={"why": why, "credits": [contents[key] for key in changed]},
        now=now,
    )


def _content(credit: CarbonCredit) -> dict[str, Any]:
    """What a credit says, for comparing and for the ledger."""
    return {
        "inverter": credit.inverter_id,
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
