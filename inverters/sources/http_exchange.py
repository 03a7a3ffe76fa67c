"""One GET that ends when it must, whatever it waits for: a name, a connection, a header, the next byte.

requests' own timeout starts again with every byte that arrives and does not cover the look-up of a name. Here the
exchange runs in a thread; whoever asked waits so long and no longer, then cuts its socket, which ends the thread.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from inverters.sources.http_body import PIECE_BYTES, read_body

THREAD_NAME = "satellite-exchange"
HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "lumix-dmrv"}
REDIRECTS = range(300, 400)
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


@dataclass(frozen=True)
class Reply:
    """What came back: the body decoded, or empty where the status alone decides."""

    status: int
    body: bytes = b""
    retry_after: str | None = None

    @property
    def sends_elsewhere(self) -> bool:
        return self.status in REDIRECTS

    @property
    def asks_for_patience(self) -> bool:
        return self.status == TOO_MANY_REQUESTS or self.status >= SERVER_ERROR


class _Scissors:
    """Keeps the sockets of one exchange, and cuts them, also those that open too late."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def watch(self, opened: socket.socket) -> None:
        with self._lock:
            self._sockets.append(opened)
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for opened in self._sockets:
                with contextlib.suppress(OSError):  # closed meanwhile
                    # Not opened.shutdown: a TLS socket's own would first pull its state from under the reading thread.
                    socket.socket.shutdown(opened, socket.SHUT_RDWR)


def exchange(url: str, params: dict[str, str], *, seconds: float) -> Reply:
    """Ask once.

    Raises
    ------
    TimeoutError
        No whole answer within `seconds`.
    requests.RequestException
        The connection was refused, broken or not to be trusted.
    SatelliteRefusedError
        The body is too large or cannot be decoded.
    """
    scissors = _Scissors()
    outcome: Future[Reply] = Future()
    threading.Thread(target=_run, args=(outcome, scissors, url, params, seconds), name=THREAD_NAME, daemon=True).start()
    try:
        return outcome.result(timeout=seconds)
    finally:
        scissors.cut()


def _run(outcome: "Future[Reply]", scissors: _Scissors, url: str, params: dict[str, str], seconds: float) -> None:
    try:
        with _session(scissors.watch) as session:
            reply = _ask(session, url, params, seconds)
    except BaseException as error:  # whatever it is, the one who waits must learn it
        outcome.set_exception(error)
    else:
        outcome.set_result(reply)  # only now: the sockets are closed, nothing is left to cut


def _ask(session: requests.Session, url: str, params: dict[str, str], seconds: float) -> Reply:
    with session.get(
        url, params=params, headers=HEADERS, stream=True, allow_redirects=False, timeout=seconds
    ) as response:
        reply = Reply(response.status_code, retry_after=response.headers.get("Retry-After"))
        if reply.sends_elsewhere or reply.asks_for_patience:
            return reply
        chunks = response.raw.stream(PIECE_BYTES, decode_content=False)
        return replace(reply, body=read_body(chunks, response.headers.get("Content-Encoding", "")))


def _session(watch: Callable[[socket.socket], None]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy, no .netrc: the address of the settings and nothing beside it
    adapter = HTTPAdapter(max_retries=0)
    adapter.poolmanager.pool_classes_by_scheme = _watched_pools(watch)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _watched_pools(watch: Callable[[socket.socket], None]) -> dict[str, type[HTTPConnectionPool]]:
    class PlainConnection(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class SecureConnection(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return {"http": PlainPool, "https": SecurePool}
