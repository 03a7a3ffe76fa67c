"""The real plant of Golden with its logger's clock set wrong."""

from datetime import date, timedelta

from django.db import transaction

from credits.models import CarbonCredit
from credits.services.calculate import calculate
from credits.services.verify import verify
from inverters.models import Inverter, InverterReading
from tests.credits.factories import ADA, HONEST, NOW, golden_rows, golden_sky, plant, send

DAYS = [HONEST + timedelta(days=number) for number in range(10)]


def stamped_ahead(hours: int, days: list[date] = DAYS) -> Inverter:
    """Ten real days as a logger writes them whose clock runs ahead by these hours; not judged yet."""
    golden_sky(days[0], days[-1])
    inverter = plant()
    send(inverter, [(stamp + timedelta(hours=hours), kwh) for day in days for stamp, kwh in golden_rows(day)])
    return inverter


def honest_outcome() -> tuple[dict[date, str], dict[date, int]]:
    """Statuses and energy of the same days under a right clock, leaving nothing behind: two such plants are copies."""
    with transaction.atomic():
        right = stamped_ahead(0)
        judged_days(right)
        found = statuses(right), energy(right)
        transaction.set_rollback(True)
    return found


def judged_days(inverter: Inverter, days: list[date] = DAYS) -> list[CarbonCredit]:
    made = calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    return verify(credit_ids=[credit.pk for credit in made], actor=ADA, now=NOW)


def statuses(inverter: Inverter) -> dict[date, str]:
    return dict(CarbonCredit.objects.filter(inverter=inverter).values_list("date", "status"))


def energy(inverter: Inverter) -> dict[date, int]:
    return dict(inverter.production_days.values_list("date", "milliwatt_hours"))


def stamps(inverter: Inverter) -> list[tuple]:
    return list(InverterReading.objects.filter(inverter=inverter).order_by("timestamp").values_list("timestamp", "kwh"))
