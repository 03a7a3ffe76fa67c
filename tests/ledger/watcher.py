"""One process reads the ledger in a snapshot while another connection appends to it: `python -m tests.ledger.watcher`.

Prints as JSON how many entries the snapshot showed before and after that, how many there are in the end, and whether a
statement that writes got through inside the snapshot.
"""

import json
import sys
import threading
from datetime import UTC, datetime

import django
from django.db import DatabaseError, connection, transaction


def append_one() -> None:
    from lumix.ledger.services import append  # noqa: PLC0415

    with transaction.atomic():
        append(actor="ada", type="t", object="o:1", data={}, now=datetime.now(UTC))
    connection.close()


def count() -> int:
    from lumix.ledger.selectors import stored_rows  # noqa: PLC0415

    return len(list(stored_rows()))


def in_another_connection(work: object) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


if __name__ == "__main__":
    django.setup()
    from lumix.ledger.selectors import read_snapshot

    with read_snapshot():
        seen = {"before": count()}
        in_another_connection(append_one)
        seen["after"] = count()
    seen["in the end"] = count()
    try:
        with read_snapshot(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE written (n integer)")
        seen["wrote"] = "written" in connection.introspection.table_names()
    except DatabaseError:
        seen["wrote"] = False
    json.dump(seen, sys.stdout)
