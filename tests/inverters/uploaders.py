"""Several processes upload to the same inverters at once: `python -m tests.inverters.uploaders WRITERS UPLOADS ROWS`.

Every writer sends the same rows, in an order and in parts of his own, to each inverter in turn. Prints, as JSON, the
counts that each of them was told, or his error, and what the database holds in the end.
"""

import json
import multiprocessing
import random
import sys
from datetime import UTC, datetime

import django
from django.db import DatabaseError, connection

INVERTERS = 2
START = datetime(2024, 3, 1, tzinfo=UTC)


def write(writer: int, inverters: list[int], uploads: int, rows: int) -> list[list[int]] | str:
    from inverters.models import Inverter  # noqa: PLC0415
    from tests.inverters.factories import counts, quarters, send  # noqa: PLC0415

    chance, told = random.Random(writer), []
    try:
        for key in inverters if writer % 2 else inverters[::-1]:
            mine = quarters(START, rows)
            chance.shuffle(mine)
            for part in range(uploads):
                told.append(counts(send(Inverter.objects.get(pk=key), mine[part::uploads], actor=f"{writer}").batch))
    except DatabaseError as error:
        return f"{type(error).__name__}: {error}"
    return told


def state(inverters: list[int]) -> list[dict[str, object]]:
    from inverters.models import Inverter  # noqa: PLC0415
    from tests.inverters.factories import days_of, make_inverter, quarters, send  # noqa: PLC0415

    alone = make_inverter()
    send(alone, quarters(START, rows))
    found = []
    for inverter in Inverter.objects.filter(pk__in=inverters):
        same = days_of(inverter) == days_of(alone)
        found.append({"rows": inverter.readings.count(), "batches": inverter.batches.count(), "same": same})
    return found


if __name__ == "__main__":
    writers, uploads, rows = map(int, sys.argv[1:])
    django.setup()
    from tests.inverters.factories import make_inverter

    made = [make_inverter().pk for _ in range(INVERTERS)]
    connection.close()
    if pool := getattr(connection, "pool", None):
        connection.close_pool()
    with multiprocessing.get_context("spawn" if pool else "fork").Pool(writers, initializer=django.setup) as processes:
        told = processes.starmap(write, [(writer, made, uploads, rows) for writer in range(writers)], chunksize=1)
    json.dump({"told": told, "state": state(made)}, sys.stdout)
