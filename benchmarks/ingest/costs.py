"""What one reading costs a worker: statements and processor time of a request, in this process and without a server."""

import json
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from benchmarks.ingest.bodies import Row, rows

WARM, EACH, TURNS = 40, 40, 12
Application = Callable[..., Iterable[bytes]]


def measured(inverters: tuple[int, int]) -> list[tuple[str, int, float]]:
    """Of Lumix and of the bare endpoint: name, statements a request (0 is not counted), microseconds of processor time.

    In turns, and the best turn of each: what else a machine does only ever adds.
    """
    from benchmarks.ingest.bare import application as bare  # noqa: PLC0415 - both need the database named first
    from lumix.wsgi import application as lumix  # noqa: PLC0415

    ways: dict[str, tuple[Application, int]] = {"Lumix": (lumix, inverters[0]), "bare": (bare, inverters[1])}
    sent = rows(WARM + EACH * TURNS + 1)
    for application, inverter in ways.values():
        _send(application, inverter, sent[:WARM])
    best = dict.fromkeys(ways, float("inf"))
    for turn in range(TURNS):
        part = sent[WARM + EACH * turn : WARM + EACH * (turn + 1)]
        for name, (application, inverter) in ways.items():
            begun = time.process_time()
            _send(application, inverter, part)
            best[name] = min(best[name], (time.process_time() - begun) / EACH * 1e6)
    return [("Lumix", _statements(lumix, inverters[0], sent[-1:]), best["Lumix"]), ("bare", 0, best["bare"])]


def _statements(application: Application, inverter: int, one: list[Row]) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as asked:
        _send(application, inverter, one)
    return len(asked)


def _send(application: Application, inverter: int, sent: list[Row]) -> None:
    """Each reading by a request of its own."""
    for stamp, kwh in sent:
        statuses: list[str] = []
        body = json.dumps([{"timestamp": stamp, "kwh": kwh}]).encode()
        answer: Any = application(_environ(inverter, body), lambda status, *_, told=statuses: told.append(status))
        said = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if not statuses[0].startswith("201"):
            raise RuntimeError(f"{statuses[0]}: {said[:300]!r}")


def _environ(inverter: int, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/inverters/{inverter}/readings",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
