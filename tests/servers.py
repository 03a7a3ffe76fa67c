"""Real servers in processes of their own, on free ports, for tests of what only a real server shows."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lumix.ledger.note import Signer

BASE_DIR = Path(__file__).resolve().parent.parent
GUNICORN = (sys.executable, "-m", "gunicorn", "lumix.wsgi", "-w", "1")
RUNSERVER = (sys.executable, "manage.py", "runserver", "--noreload")
ADDRESS = re.compile(r"(?:Listening at:|development server at) http://\S+?:(\d+)")
# Closed mode as it may start.
CLOSED = {
    "LUMIX_MODE": "closed",
    "SECRET_KEY": "a-key-for-tests-alone-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "lumix.example",
    "LUMIX_SIGNING_KEY": Signer("lumix.example/ledger", bytes(range(32))).written(),
}
START_SECONDS = 180
ASK_SECONDS = 90
POLL_SECONDS = 0.05
# What the environment of whoever runs the tests must not decide for these servers; the last is for Playwright's loop.
OURS = (
    "LUMIX_MODE", "LUMIX_TRUSTED_NETS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PORT", "DEBUG", "DATABASE_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE", "SECRET_KEY", "SECURE_PROXY_SSL_HEADER", "LUMIX_SIGNING_KEY",
    "LUMIX_SIGNING_KEY_FILE", "LUMIX_CHECKPOINTS",
)  # fmt: skip


@dataclass
class Server:
    """A server that runs, and the way to ask it."""

    port: int
    log: Path

    def ask(self, path: str, *, at: str = "127.0.0.1", method: str = "GET", **headers: str) -> tuple[int, dict]:
        """The status and the JSON body of one request; `x_real_ip` in headers stands for X-Real-IP."""
        connection = http.client.HTTPConnection(at, self.port, timeout=ASK_SECONDS)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """An environment with the settings given and an empty SQLite database under `data_dir`."""
    kept = {name: text for name, text in os.environ.items() if name not in OURS}
    return {**kept, "LUMIX_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def serving(command: tuple[str, ...], data_dir: Path, **settings: str) -> Iterator[Server]:
    """Start a server, wait until it has said where it listens, stop it at the end."""
    log = data_dir / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=BASE_DIR, env=environment(data_dir, **settings), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Server(_port_told(process, log), log)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _port_told(process: subprocess.Popen, log: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if found := ADDRESS.search(log.read_text()):
            return int(found[1])
        time.sleep(POLL_SECONDS)
    raise AssertionError(log.read_text())


def refusal(command: tuple[str, ...], data_dir: Path, **settings: str) -> tuple[int, str]:
    """The exit status and the words of a server that is expected not to start."""
    ended = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=environment(data_dir, **settings),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr
