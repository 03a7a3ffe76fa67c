"""What some tests need of the machine: absent, they are skipped and named, or fail where LUMIX_REQUIRE_ALL=1.

And which need no database, so that they prove the same whatever the run is on.
"""

import multiprocessing.process
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

import pytest
from django.conf import settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOWHERE = ("203.0.113.1", 9)  # a documentation address: connecting a datagram socket sends nothing


@cache
def chromium() -> str | None:
    """The path of the system's Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@cache
def outer_address() -> str | None:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return None
        return probe.getsockname()[0]


def redis_url() -> str | None:
    return os.environ.get("REDIS_URL")


# marker → (finds what is needed, what to say where it is not there)
NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "browser": (chromium, "no Chromium on this machine"),
    "redis": (redis_url, "no REDIS_URL"),
    "interface": (outer_address, "no network interface besides loopback"),
}
DATABASES = ("postgresql", "sqlite")


def check(item: pytest.Item) -> None:
    """Skip or fail a test whose need is not met; skip one about the other database, which the other run covers."""
    for marker, (find, complaint) in NEEDS.items():
        if item.get_closest_marker(marker) and not find():
            if os.environ.get("LUMIX_REQUIRE_ALL") == "1":
                pytest.fail(f"{complaint}, and LUMIX_REQUIRE_ALL=1 asks for it", pytrace=False)
            pytest.skip(complaint)
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].rstrip("3")
    about = [marker for marker in DATABASES if item.get_closest_marker(marker)]
    if about and database not in about:
        pytest.skip(f"about {' and '.join(about)}; this run is on {database}")


# Tests that prove the same on either database -------------------------------------------------------------------------

ASKING = {"db", "transactional_db", "live_server", "django_db_setup"}
"""Fixtures by which a test asks for the database: without one of them pytest-django refuses it every connection."""
ELSEWHERE = ("browser", "own_database")
"""Marks of tests whose servers and processes never see the database that the run is on."""


def mark_the_same_anywhere(items: list[pytest.Item]) -> None:
    """Mark as `anywhere` whole files that ask for no database, and tests whose processes bring their own."""
    asking = {item.path for item in items if _asks(item)}
    for item in items:
        if item.path not in asking or _is_elsewhere(item):
            item.add_marker("anywhere")


def _asks(item: pytest.Item) -> bool:
    about = ("django_db", *DATABASES)
    return any(map(item.get_closest_marker, about)) or not ASKING.isdisjoint(item.fixturenames)


def _is_elsewhere(item: pytest.Item) -> bool:
    return any(map(item.get_closest_marker, ELSEWHERE))


def may_start_processes(item: pytest.Item) -> bool:
    """What pytest-django does not see is whether a process opens the database: where none was asked for, it is said."""
    return not item.get_closest_marker("anywhere") or _is_elsewhere(item)


@contextmanager
def no_processes() -> Iterator[None]:
    """Fail whoever starts one."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail(
            "This test asks for no database, and a process might open the one under test: ask for `django_db_setup`, "
            "or mark it `own_database` where the process opens none or brings its own."
        )

    with (
        patch.object(subprocess.Popen, "__init__", refuse),
        patch.object(multiprocessing.process.BaseProcess, "start", refuse),
    ):
        yield
