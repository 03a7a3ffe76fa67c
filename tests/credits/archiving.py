"""Final days whose readings can be archived, and what must be the same before and after."""

from datetime import UTC, date, datetime, timedelta

from credits.models import CarbonCredit, Status
from credits.services.calculate import calculate
from inverters.models import Inverter, InverterReading, ReadingArchive
from inverters.services.archiving import Outcome, archive_readings
from inverters.services.restoring import of_days, restore_readings
from tests.credits.factories import ADA, GOLDEN_ZONE, NOW, Rows, plant, send

FIRST, LAST = date(2016, 6, 29), date(2016, 7, 2)
"""Two days of June and two of July."""
BEFORE = date(2016, 8, 1)


def quarters(first: date = FIRST, days: int = 4) -> Rows:
    """A reading each quarter of an hour of these local days, each of another size than its neighbours."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=GOLDEN_ZONE).astimezone(UTC)
    return [(midnight + timedelta(minutes=15 * row), row % 97 / 1_000) for row in range(96 * days)]


def final(**facts: object) -> Inverter:
    """An inverter with four days in two uploads, all of them as if they had been verified and submitted."""
    inverter = plant(**facts)
    rows = quarters()
    send(inverter, rows[:150])
    send(inverter, rows[150:])
    days = [FIRST + timedelta(days=day) for day in range(4)]
    calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    CarbonCredit.objects.filter(inverter=inverter).update(status=Status.SUBMITTED)
    return inverter


def archive(inverter: Inverter, before: date = BEFORE, **how: bool) -> Outcome:
    return archive_readings(inverter_id=inverter.pk, before=before, actor=ADA, now=NOW, **how)


def archived(**facts: object) -> Inverter:
    """The same with nothing left in the table."""
    inverter = final(**facts)
    archive(inverter)
    assert not InverterReading.objects.filter(inverter=inverter).exists()
    return inverter


def restore(inverter: Inverter) -> None:
    for one in of_days(inverter.pk, None, None):
        restore_readings(archive=one, actor=ADA, now=NOW)


def table() -> list[tuple[object, ...]]:
    """Every reading as it stands, to its number."""
    names = ("id", "inverter_id", "batch_id", "timestamp", "kwh", "state")
    return list(InverterReading.objects.order_by("id").values_list(*names))


def files() -> list[ReadingArchive]:
    return list(ReadingArchive.objects.filter(restored_at=None).order_by("id"))
