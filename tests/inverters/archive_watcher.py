"""One process reads a day while another connection moves it: `python -m tests.inverters.archive_watcher`.

Prints as JSON how many readings it sees while they are archived, and while they are brought back, and how many were
left in the table after each.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from unittest.mock import patch

import django
from django.utils import timezone

from tests.ledger.watcher import in_another_connection

SPAN_US = tuple(int(datetime(2025, 1, day, tzinfo=UTC).timestamp()) * 1_000_000 for day in (9, 12))


def moved_meanwhile(inverter_id: int, move: Callable[[], None]) -> tuple[int, int]:
    """What is seen where they are moved after the table was asked and before the archive is; what the table has."""
    from inverters import archive_selectors  # noqa: PLC0415
    from inverters.models import InverterReading  # noqa: PLC0415

    ask = archive_selectors.archived_between

    def late(*arguments: int) -> object:
        in_another_connection(move)
        return ask(*arguments)

    with patch.object(archive_selectors, "archived_between", late):
        seen = len(archive_selectors.readings_between(inverter_id, *SPAN_US).ids)
    return seen, InverterReading.objects.filter(inverter_id=inverter_id).count()


def watch() -> dict[str, tuple[int, int]]:
    from django.db import connection  # noqa: PLC0415

    from inverters.services.archiving import archive_readings  # noqa: PLC0415
    from inverters.services.restoring import of_days, restore_readings  # noqa: PLC0415
    from inverters.signals import frozen_days  # noqa: PLC0415
    from tests.inverters.factories import hourly, make_inverter, send  # noqa: PLC0415

    inverter, by = make_inverter(), {"actor": "ada", "now": timezone.now()}
    send(inverter, hourly("2025-01-10"))
    frozen_days.connect(all_of_them)

    def archive() -> None:
        archive_readings(inverter_id=inverter.pk, before=date(2025, 2, 1), **by)
        connection.close()

    def restore() -> None:
        for one in of_days(inverter.pk, None, None):
            restore_readings(archive=one, **by)
        connection.close()

    moves = {"archived": archive, "brought back": restore}
    return {name: moved_meanwhile(inverter.pk, move) for name, move in moves.items()}


def all_of_them(*, days: list[date], **_: object) -> set[date]:
    return set(days)


if __name__ == "__main__":
    django.setup()
    json.dump(watch(), sys.stdout)
