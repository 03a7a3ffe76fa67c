"""One upload at the limit, in a process of its own: `python -m tests.inverters.large_upload ROWS STORED`.

The first STORED of its rows are there already. Prints, as JSON, what became of it and how far the process's memory grew
beyond what it took before [MB].
"""

import json
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta

import django

START = datetime(1995, 1, 1, tzinfo=UTC)
PIECE = 65_536


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    rows, already = map(int, sys.argv[1:])
    django.setup()
    from inverters.constants import CSV_LIMIT_BYTES
    from inverters.loggers import logger_of
    from inverters.services.readings import import_readings
    from inverters.services.uploads import Upload
    from inverters.sources.intake import receive
    from tests.inverters.factories import NOW, counts, make_inverter, quarters, send

    inverter = make_inverter(timezone="UTC")
    send(inverter, [(stamp.removesuffix("+00:00"), kwh) for stamp, kwh in quarters(START, already)])
    with tempfile.TemporaryFile() as file:
        file.write(b"timestamp,kwh\n")
        file.writelines(
            f"{START + timedelta(minutes=15 * row):%Y-%m-%dT%H:%M:%S},{row % 97 / 50}\n".encode() for row in range(rows)
        )
        before = megabytes()
        file.seek(0)
        with receive(iter(lambda: file.read(PIECE), b""), limit_bytes=CSV_LIMIT_BYTES) as received:
            upload = Upload(received=received, media_type="text/csv", actor="ada")
            told = counts(import_readings(logger=logger_of(inverter.pk), upload=upload, now=NOW).batch)
    json.dump({"told": told, "grew": megabytes() - before, "days": inverter.production_days.count()}, sys.stdout)
