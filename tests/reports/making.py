"""A small fleet with days of every kind, for the tests of pages."""

from datetime import timedelta

from credits.models import CarbonCredit, Status
from tests.credits import factories
from tests.credits.factories import HONEST

NEXT = HONEST + timedelta(days=1)


def fleet(count: int) -> None:
    """So many plants of Golden, each with two days measured and one of them judged."""
    for number in range(count):
        found = factories.verified(name=f"Roof {number}")
        factories.send(found.inverter, factories.golden_rows(NEXT))


def counted(name: str, **statuses: int) -> None:
    """An inverter with so many credits of each status, without readings behind them."""
    inverter, day = factories.plant(name=name), HONEST
    model = factories.calculate_days(1, name="model")[0]
    for status, count in statuses.items():
        for _ in range(count):
            CarbonCredit.objects.create(
                inverter=inverter, date=day, milliwatt_hours=1_000_000, grams=1_200, factor=model.factor,
                status=Status[status], created_at=factories.NOW, updated_at=factories.NOW,
            )  # fmt: skip
            day += timedelta(days=1)
    model.inverter.production_days.all().delete()


def text_of(response) -> str:
    """A page's words, its line breaks and runs of spaces made one."""
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())
