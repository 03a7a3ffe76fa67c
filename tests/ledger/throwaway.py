"""A database to be thrown away, of the kind under test, and processes that work on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 600  # a process that hangs ends the tests and not the day


@dataclass(frozen=True)
class Throwaway:
    """Where the database is, and the ways to run something on it."""

    url: str
    folder: Path

    def manage(self, *arguments: str, settings_module: str = "lumix.settings") -> subprocess.CompletedProcess[str]:
        return self._run("manage.py", *arguments, settings_module=settings_module)

    def script(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        ended = self._run("-m", module, *arguments, settings_module="lumix.settings")
        assert ended.returncode == 0, ended.stderr
        return ended

    def _run(self, *arguments: str, settings_module: str) -> subprocess.CompletedProcess[str]:
        ours = {"DATABASE_URL": self.url, "LUMIX_DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": settings_module}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env={**os.environ, **ours},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )


@contextmanager
def throwaway_database(folder: Path) -> Iterator[Throwaway]:
    """Make a database with the ledger's table and triggers; away with it at the end."""
    with _address(folder) as url:
        database = Throwaway(url, folder)
        migrated = database.manage("migrate", "ledger", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield database


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    ours = settings.DATABASES["default"]
    if ours["ENGINE"].endswith("sqlite3"):
        yield f"sqlite:///{folder / 'throwaway.sqlite3'}"
        return
    server = f"{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}"
    name = f"lumix_{uuid4().hex}"
    with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://{server}/{name}"
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
