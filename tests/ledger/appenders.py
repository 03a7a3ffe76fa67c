"""Several processes append to one ledger at once: `python -m tests.ledger.appenders WRITERS ENTRIES`.

Prints what each writer was told, as JSON: the seq of every entry whose transaction it saw commit, or its error.
"""

import json
import multiprocessing
import sys
from datetime import UTC, datetime

import django
from django.db import DatabaseError, transaction


def write(writer: int, entries: int) -> list[int] | str:
    from lumix.ledger.services import append  # noqa: PLC0415

    acknowledged = []
    try:
        for number in range(entries):
            with transaction.atomic():
                now = datetime.now(UTC)
                entry = append(actor=f"writer:{writer}", type="t", object=f"o:{number}", data={"n": number}, now=now)
            acknowledged.append(entry.seq)
    except DatabaseError as error:
        return str(error)
    return acknowledged


if __name__ == "__main__":
    writers, entries = map(int, sys.argv[1:])
    django.setup()  # once, before the fork; no connection is open yet
    with multiprocessing.get_context("fork").Pool(writers) as pool:
        json.dump(pool.starmap(write, [(writer, entries) for writer in range(writers)], chunksize=1), sys.stdout)
