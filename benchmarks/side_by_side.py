"""Several databases of a benchmark's own, beside the one that DATABASE_URL names: SQLite files, or of that server."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def set_up(folder: Path) -> None:
    """Django on the database that DATABASE_URL names, on a SQLite file in the folder where it names none."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'benchmark.sqlite3'}")
    os.environ["LUMIX_DATA_DIR"], os.environ["LUMIX_MODE"] = str(folder), "open"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    import django  # noqa: PLC0415

    django.setup()


@contextmanager
def filled(name: str, folder: Path, fill: Callable[[], None], *, keep: bool = False) -> Iterator[str]:
    """A database of Lumix that `fill` has filled, and what `use` calls it.

    keep: it is there for the next time, which does not fill it again.
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    named = str(connection.settings_dict["NAME"])
    mine = str(folder / f"{name}.sqlite3") if connection.vendor == "sqlite" else f"{named}_{name}"
    fresh = not (keep and _is_there(mine, named))
    if fresh:
        _make(mine, named)
    use(mine)
    call_command("migrate", verbosity=0)
    if fresh:
        fill()
    try:
        yield mine
    finally:
        use(named)
        if not keep:
            _drop(mine, named)


def use(name: str) -> None:
    """Let the questions that follow go to another database."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL alone has one
    connection.settings_dict["NAME"] = name


def _is_there(mine: str, named: str) -> bool:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        return Path(mine).exists()
    use(named)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [mine])
        return cursor.fetchone() is not None


def _make(mine: str, named: str) -> None:
    from django.db import connection  # noqa: PLC0415

    _drop(mine, named)
    if connection.vendor == "postgresql":
        _at(named, f'CREATE DATABASE "{mine}"')


def _drop(mine: str, named: str) -> None:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(mine + end).unlink(missing_ok=True)
    else:
        _at(named, f'DROP DATABASE IF EXISTS "{mine}" WITH (FORCE)')


def _at(name: str, statement: str) -> None:
    from django.db import connection  # noqa: PLC0415

    use(name)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
