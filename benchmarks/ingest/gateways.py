"""Many gateways that each send one reading a request."""

import json
import threading
import time
from pathlib import Path

from benchmarks.ingest.bodies import rows
from benchmarks.ingest.servers import Client, post, serving

WORKERS = 2


def requests_a_second(application: str, folder: Path, inverters: list[int], each: int, first: int) -> float:
    """How many single readings a second a server takes from as many gateways as there are inverters.

    each: requests a gateway. first: number of the first reading, so that none is sent twice.
    """
    with serving(application, folder, workers=WORKERS) as (port, _):
        made = [[_request(inverter, row) for row in rows(each + 1, first)] for inverter in inverters]
        clients = [Client(port) for _ in inverters]
        for client, requests in zip(clients, made, strict=True):
            _send(client, requests[:1])  # what is made at a worker's first request is not the second one's
        threads = [
            threading.Thread(target=_send, args=(client, requests[1:]))
            for client, requests in zip(clients, made, strict=True)
        ]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return each * len(inverters) / (time.perf_counter() - begun)


def _request(inverter: int, row: tuple[str, float]) -> bytes:
    body = json.dumps([{"timestamp": row[0], "kwh": row[1]}]).encode()
    return post(f"/inverters/{inverter}/readings", body, "application/json")


def _send(client: Client, requests: list[bytes]) -> None:
    for request in requests:
        status, body = client.ask(request)
        if status != 201:
            raise RuntimeError(f"{status}: {body[:300]!r}")
