"""Real servers on loopback, and a client that costs little beside them."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LISTENING = re.compile(r"Listening at: http://\S+?:(\d+)")
PATIENCE_SECONDS = 60
PIECE = 1 << 20


@contextmanager
def serving(application: str, folder: Path, *, workers: int) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application by gunicorn as Lumix itself is served; yields the port and the master's process id."""
    log = folder / f"{application.replace(':', '.')}.log"
    command = (sys.executable, "-m", "gunicorn", application, "-b", "127.0.0.1:0", "-w", str(workers))
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _port_told(process, log), process.pid
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _port_told(process: "subprocess.Popen[bytes]", log: Path) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if found := LISTENING.search(log.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise RuntimeError(log.read_text())


def workers_of(master: int) -> list[int]:
    """The process ids of a server's workers."""
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def peak_megabytes(process: int) -> float:
    """The most memory that a process has had at once. [MB]"""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def forget_peak(process: int) -> None:
    """Let the most memory of a process be counted anew from what it has now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


class Client:
    """One connection kept alive; a request goes out as it was made beforehand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body. A connection that the server has closed meanwhile is opened again."""
        if self._socket is not None:
            with suppress(ConnectionError):
                return self._ask(request)
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=600)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._ask(request)

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        assert self._socket is not None
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._piece()
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        pieces, missing = [body], length - len(body)
        while missing > 0:
            pieces.append(self._piece())
            missing -= len(pieces[-1])
        if b"connection: close" in head.lower():
            self.close()
        return int(head[9:12]), b"".join(pieces)

    def _piece(self) -> bytes:
        assert self._socket is not None
        if not (piece := self._socket.recv(PIECE)):
            raise ConnectionResetError
        return piece

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None


def post(path: str, body: bytes, media_type: str, *headers: str) -> bytes:
    """A request, made once."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body
