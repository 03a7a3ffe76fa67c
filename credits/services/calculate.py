"""Energy to tonnes: a credit for each inverter and day, exact, and renewed when its readings change."""

from datetime import date, datetime

from django.db import transaction

from credits.accounting import grams
from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import CarbonCredit, EmissionFactor, Status
from credits.models.emission_factor import DEFAULT_CODE
from inverters.models import Inverter, ProductionDay
from inverters.selectors import equipment_on
from lumix.ledger.services import append

CHANGED_FIELDS = ["milliwatt_hours", "grams", "factor", "status", "flagged_reason", "updated_at"]


@transaction.atomic
def calculate(*, inverter_id: int, days: list[date], actor: str, now: datetime) -> list[CarbonCredit]:
    """The credits of these days, made or brought up to date, in the order of the days.

    Raises NothingToCreditError for a day without readings, outside the inverter's life or still to come, and
    MoveRefusedError for a day that was submitted.
    """
    inverter = Inverter.objects.with_equipment().select_for_update(no_key=True).get(pk=inverter_id)
    energy = dict(
        ProductionDay.objects.filter(inverter=inverter, date__in=days, reading_count__gt=0).values_list(
            "date", "milliwatt_hours"
        )
    )
    for day in days:
        _refuse_impossible(inverter, day, day in energy, now)
    credits, factors = _credits(inverter.pk, days), list(EmissionFactor.objects.filter(code=DEFAULT_CODE))
    for day in days:
        if day in credits and credits[day].status == Status.SUBMITTED:
            raise MoveRefusedError(f"The credit of {day} was submitted and is final.")
        credit = credits.setdefault(day, CarbonCredit(inverter=inverter, date=day, created_at=now))
        if _reckon(credit, energy[day], factors) and credit.status == Status.VERIFIED:
            _send_back(credit, "it was calculated anew and came out differently")
    _store(credits, actor, now, why="calculated")
    return [credits[day] for day in days]


def _refuse_impossible(inverter: Inverter, day: date, measured: bool, now: datetime) -> None:
    today = now.astimezone(equipment_on(inverter, day).zone).date()
    if day > today:
        raise NothingToCreditError(f"{day} has not come yet at the inverter's place: today is {today} there.")
    if inverter.commissioned and day < inverter.commissioned:
        raise NothingToCreditError(f"{day} lies before the inverter was commissioned on {inverter.commissioned}.")
    if inverter.retired and day > inverter.retired:
        raise NothingToCreditError(f"{day} lies after the inverter was retired on {inverter.retired}.")
    if not measured:
        raise NothingToCreditError(f"There are no readings for {day}: send them to /inverters/{inverter.pk}/readings.")


def renew(
    *, inverter_id: int, days: list[date] | None, since: date | None, why: str, actor: str, now: datetime
) -> None:
    """Bring the credits up to date whose evidence has changed. Those submitted stay as they are."""
    affected = CarbonCredit.objects.filter(inverter_id=inverter_id).exclude(status=Status.SUBMITTED)
    affected = affected.filter(date__gte=since) if days is None else affected.filter(date__in=days)
    credits = {credit.date: credit for credit in affected.select_for_update().order_by("date")}
    energy = dict(
        ProductionDay.objects.filter(inverter_id=inverter_id, date__in=credits).values_list("date", "milliwatt_hours")
    )
    factors = list(EmissionFactor.objects.filter(code=DEFAULT_CODE))
    for day, credit in credits.items():
        _reckon(credit, energy.get(day, 0), factors)
        if credit.status == Status.VERIFIED:
            _send_back(credit, why)
    _store(credits, actor, now, why=why)


def _credits(inverter_id: int, days: list[date]) -> dict[date, CarbonCredit]:
    rows = CarbonCredit.objects.filter(inverter_id=inverter_id, date__in=days).select_for_update().order_by("date")
    return {credit.date: credit for credit in rows}


def _reckon(credit: CarbonCredit, milliwatt_hours: int, factors: list[EmissionFactor]) -> bool:
    """Give the credit its energy, factor and mass; says whether it had others before."""
    before = credit.milliwatt_hours, credit.grams
    credit.milliwatt_hours, credit.factor = milliwatt_hours, _factor_on(credit.date, factors)
    credit.grams = grams(milliwatt_hours, credit.factor.kg_co2_per_kwh)
    return before != (credit.milliwatt_hours, credit.grams)


def _factor_on(day: date, factors: list[EmissionFactor]) -> EmissionFactor:
    valid = [factor for factor in factors if factor.covers(day)]
    if not valid:
        raise NothingToCreditError(f"No emission factor {DEFAULT_CODE} is valid on {day}: add one in the admin.")
    return max(valid, key=lambda factor: factor.valid_from)


def _send_back(credit: CarbonCredit, why: str) -> None:
    credit.status = Status.PENDING
    credit.flagged_reason = f"Was verified before {why}; verify it again."


def _store(credits: dict[date, CarbonCredit], actor: str, now: datetime, why: str) -> None:
    """Write the credits that came out differently, with one ledger entry for all of them."""
    before = CarbonCredit.objects.select_related("factor").in_bulk(
        [credit.pk for credit in credits.values() if credit.pk]
    )
    changed = [credit for credit in credits.values() if _content(credit) != _content(before.get(credit.pk))]
    if not changed:
        return
    for credit in changed:
        credit.updated_at = now
    CarbonCredit.objects.bulk_create([credit for credit in changed if not credit.pk], batch_size=1_000)
    CarbonCredit.objects.bulk_update([credit for credit in changed if credit.pk in before], CHANGED_FIELDS, 500)
    append(
        actor=actor,
        type="credits.calculated",
        object=f"inverter:{changed[0].inverter_id}",
        data={"why": why, "credits": [_content(credit) for credit in changed]},
        now=now,
    )


def _content(credit: CarbonCredit | None) -> dict[str, object] | None:
    """What a credit says, for comparing and for the ledger."""
    if credit is None:
        return None
    return {
        "date": credit.date,
        "milliwatt_hours": credit.milliwatt_hours,
        "grams": credit.grams,
        "factor": credit.factor.code,
        "kg_co2_per_kwh": credit.factor.kg_co2_per_kwh,
        "status": str(credit.status),
    }
