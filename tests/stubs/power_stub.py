"""A real HTTP server on loopback that answers as NASA POWER does, or plays one of its faults."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

GHI, CLEARSKY = "ALLSKY_SFC_SW_DWN", "CLRSKY_SFC_SW_DWN"
FILL = -999.0
DRIP_SECONDS = 0.02
MEGABYTE = 1_000_000


def hour_keys(first: date, last: date) -> list[str]:
    """POWER's names of the hours of whole days."""
    count = ((last - first).days + 1) * 24
    midnight = datetime(first.year, first.month, first.day)
    return [f"{midnight + timedelta(hours=hour):%Y%m%d%H}" for hour in range(count)]


def reply_to(query: dict[str, str]) -> dict:
    """A believable reply: a half sine by day, nothing at night, the cloudless sky a tenth above."""
    first, last = (datetime.strptime(query[name], "%Y%m%d").date() for name in ("start", "end"))
    bell = {key: max(0.0, 100.0 * (6 - abs(int(key[8:]) - 12))) for key in hour_keys(first, last)}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [float(query["longitude"]), float(query["latitude"]), 12.0]},
        "properties": {"parameter": {GHI: bell, CLEARSKY: {key: value * 1.1 for key, value in bell.items()}}},
        "header": {
            "title": "NASA/POWER Source Native Resolution Hourly Data",
            "api": {"version": "v2.9.8", "name": "POWER Hourly API"},
            "sources": ["SYN1DEG", "POWER"],
            "fill_value": FILL,
            "time_standard": query["time-standard"],
            "start": query["start"],
            "end": query["end"],
        },
        "messages": [],
        "parameters": {name: {"units": "Wh/m^2", "longname": name} for name in (GHI, CLEARSKY)},
        "times": {"data": 0.5, "process": 0.02},
    }


def _series(body: dict) -> list[dict]:
    return list(body["properties"]["parameter"].values())


def _fill(body: dict) -> None:
    for hours in _series(body):
        hours.update(dict.fromkeys(hours, FILL))


def _missing_hours(body: dict) -> None:
    for hours in _series(body):
        for key in [key for key in hours if key.endswith(("10", "11", "12"))]:
            del hours[key]


def _wrong_place(body: dict) -> None:
    body["geometry"]["coordinates"][:2] = [100.0, -40.0]


def _swapped(body: dict) -> None:
    body["geometry"]["coordinates"][:2] = body["geometry"]["coordinates"][1::-1]


def _mj(body: dict) -> None:
    body["parameters"][GHI]["units"] = "MJ/hr"


def _schema(body: dict) -> None:
    body["properties"] = {"data": body["properties"]["parameter"]}


def _strings(body: dict) -> None:
    body["properties"]["parameter"][GHI] = {key: f"about {value}" for key, value in _series(body)[0].items()}


def _lst(body: dict) -> None:
    body["header"]["time_standard"] = "LST"


SPOILS: dict[str, Callable[[dict], None]] = {
    "none": lambda body: None,
    "fill": _fill,
    "missing_hours": _missing_hours,
    "wrong_place": _wrong_place,
    "swapped": _swapped,
    "mj": _mj,
    "schema": _schema,
    "strings": _strings,
    "lst": _lst,
}
TEXTS: dict[str, Callable[[bytes], bytes]] = {
    "html": lambda text: b"<html><body>Gateway error</body></html>",
    "truncated": lambda text: text[: len(text) // 2],
    "nan": lambda text: text.replace(b": 0.0", b": NaN", 1),
    "deep": lambda text: b"[" * 100_000,
    "huge": lambda text: b'{"x": "' + b"a" * (20 * MEGABYTE) + b'"}',
}


class PowerStub(ThreadingHTTPServer):
    """Plays `faults` one after the other, the last one for ever, and remembers what it was asked."""

    def __init__(self, *faults: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults = list(faults) or ["none"]
        self.asked: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/temporal/hourly/point"

    def next_fault(self) -> str:
        return self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: PowerStub

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(query)
        self.server.headers.append(dict(self.headers))
        fault = self.server.next_fault()
        text = json.dumps(self._body(query, fault)).encode()
        play = getattr(self, f"_play_{fault}", None)
        if play:
            play(text)
        else:
            self._send(200, TEXTS.get(fault, bytes)(text))

    def _body(self, query: dict[str, str], fault: str) -> dict:
        body = reply_to(query)
        SPOILS.get(fault, SPOILS["none"])(body)
        return body

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, text: bytes) -> None:
        for byte in text:
            if self.server.over.wait(DRIP_SECONDS):
                return
            self.wfile.write(bytes([byte]))

    def _play_slow(self, text: bytes) -> None:
        self.server.over.wait(30)

    def _play_drip(self, text: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        self._drip(text)

    def _play_header_drip(self, text: bytes) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 5000)

    def _play_broken_off(self, text: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text[:100])

    def _play_redirect(self, text: bytes) -> None:
        self._send(302, b"", Location=self.server.base_url)

    def _play_429(self, text: bytes) -> None:
        self._send(429, b'{"messages": ["busy"]}', Retry_After="1")

    def _play_429_for_an_hour(self, text: bytes) -> None:
        self._send(429, b'{"messages": ["busy"]}', Retry_After="3600")

    def _play_500(self, text: bytes) -> None:
        self._send(500, b"oops")

    def _play_422(self, text: bytes) -> None:
        self._send(422, b'{"messages": ["Please supply: start"]}')

    def _play_gzip(self, text: bytes) -> None:
        self._send(200, gzip.compress(text), Content_Encoding="gzip")

    def _play_gzip_bomb(self, text: bytes) -> None:
        self._send(200, gzip.compress(b" " * (50 * MEGABYTE), 1), Content_Encoding="gzip")

    def _play_gzip_cut_short(self, text: bytes) -> None:
        self._send(200, gzip.compress(text)[:-20], Content_Encoding="gzip")

    def _play_brotli(self, text: bytes) -> None:
        self._send(200, text, Content_Encoding="br")


@contextmanager
def serving(*faults: str) -> Iterator[PowerStub]:
    """A running stub, gone at the end with all that it was still playing."""
    with PowerStub(*faults) as stub:
        thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            stub.over.set()
            stub.shutdown()
            thread.join()
