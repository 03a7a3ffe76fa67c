"""A database to be thrown away for a measurement: of the kind that DATABASE_URL names, SQLite where it names none."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def throwaway() -> Iterator[Path]:
    """Migrate an empty database beside the one that is named, which stays untouched; away with it at the end.

    Sets Django up on it, and the environment of every process started from here. Yields the data folder. Call it before
    anything of Django's is imported.
    """
    with tempfile.TemporaryDirectory(prefix="lumix-bench-") as folder, _address(Path(folder)) as url:
        ours = {"DATABASE_URL": url, "LUMIX_DATA_DIR": folder, "LUMIX_MODE": "open", "DEBUG": "false"}
        os.environ.update(ours, DJANGO_SETTINGS_MODULE="lumix.settings")
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        try:
            yield Path(folder)
        finally:
            connection.close()
            if close_pool := getattr(connection, "close_pool", None):
                close_pool()


@contextmanager
def _address(folder: Path) -> Iterator[str]:
    named = os.environ.get("DATABASE_URL", "sqlite:")
    if named.startswith("sqlite"):
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import psycopg  # noqa: PLC0415

    address, _, base = named.partition("?")[0].rpartition("/")
    name = f"{base}_bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"postgresql{address[address.index(':') :]}/{base}", autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{address}/{name}"
        finally:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
