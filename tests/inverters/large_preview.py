"""A preview of a large file, in a process of its own: `python -m tests.inverters.large_preview ROWS`.

Prints, as JSON, what it told and how far the process's memory grew beyond what it took before [MB].
"""

import json
import os
import resource
import sys
import tempfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import django

START = datetime(1995, 1, 1)
PIECE = 65_536


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    [rows] = map(int, sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    django.setup()
    from inverters.constants import CSV_LIMIT_BYTES
    from inverters.services.rehearsal import preview
    from inverters.sources.intake import receive
    from inverters.sources.layouts import ReadAs
    from inverters.sources.recognition import recognise
    from tests.inverters.factories import NOW, make_inverter

    inverter = make_inverter()
    with tempfile.TemporaryFile() as file:
        file.write(b"Time;Power (W);Grid (W)\n")
        file.writelines(
            f"{START + timedelta(minutes=15 * row):%d.%m.%Y %H:%M};{row % 97};{row % 5},5\n".encode()
            for row in range(rows)
        )
        before = megabytes()
        file.seek(0)
        with receive(iter(lambda: file.read(PIECE), b""), limit_bytes=CSV_LIMIT_BYTES) as received:
            layout = recognise(received.file)
            column = layout.columns[0]
            zone = ZoneInfo("Africa/Lagos")
            read_as = ReadAs(layout.title, column, column.measure, layout.orders[0], zone, marks_end=True)
            shown = preview(inverter=inverter, received=received, read_as=read_as, now=NOW)
    told = [shown.accepted, shown.duplicate, shown.conflict, len(shown.rejected)]
    json.dump({"told": told, "grew": megabytes() - before}, sys.stdout)
