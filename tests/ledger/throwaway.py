"""Databases to be thrown away, of the kind under test, for processes of their own that commit.

Migrations take seconds, a copy of what they have left takes none: each is a copy.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 600  # a process that hangs ends the tests and not the day


@dataclass(frozen=True)
class Throwaway:
    """Where the database is, and the ways to run something on it."""

    url: str
    folder: Path

    @contextmanager
    def copy(self, folder: Path) -> Iterator["Throwaway"]:
        """Another with the same rows and files in this folder; away with it at the end. Nobody may be in the first."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        if connection.vendor == "sqlite":
            yield Throwaway(_file_in(folder), folder)
        else:
            with _copied_on_the_server(self.url.rpartition("/")[2]) as url:
                yield Throwaway(url, folder)

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
def migrated_database(folder: Path) -> Iterator[Throwaway]:
    """A copy of the run's own database, which nobody else may be in."""
    if connection.vendor == "sqlite":
        made = Throwaway(_file_in(folder), folder)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [made.url.removeprefix("sqlite:///")])
        yield made
    else:
        connection.close()
        with _copied_on_the_server(connection.settings_dict["NAME"]) as url:
            yield Throwaway(url, folder)


def _file_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'throwaway.sqlite3'}"


@contextmanager
def _copied_on_the_server(template: str) -> Iterator[str]:
    ours = settings.DATABASES["default"]
    server = f"{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}"
    name = f"lumix_{uuid4().hex}"
    with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        try:
            yield f"postgres://{server}/{name}"
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
