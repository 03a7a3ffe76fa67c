"""What every test stands on: open mode, a data folder of its own, a closed network, and named needs."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from inverters.sources import breaker
from tests import needs

hypothesis.settings.register_profile("lumix", deadline=None)  # a loaded machine must not fail what holds
hypothesis.settings.load_profile("lumix")

DATA = pytest.StashKey[Path]()
"""The folder of one run, in which each test has its own."""


def pytest_configure(config: pytest.Config) -> None:
    """Serve the tests' requests as open mode would; keep what they upload out of the project's own data folder."""
    needs.outer_address()  # asked before the network is closed
    settings.LUMIX_MODE = "open"
    settings.LUMIX_DATA_DIR = config.stash[DATA] = Path(tempfile.mkdtemp(prefix="lumix-tests-"))


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[DATA], ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs.check(item)


@pytest.fixture(autouse=True)
def data_folder_of_ones_own(pytestconfig: pytest.Config) -> None:
    """What a test leaves beside the database is no other's: a checkpoint would say that the next one's log was cut."""
    settings.LUMIX_DATA_DIR = pytestconfig.stash[DATA] / uuid4().hex
    settings.LUMIX_DATA_DIR.mkdir()


@pytest.fixture(autouse=True)
def no_service_left_in_peace() -> None:
    """Failures that one test asked for must not keep the next one from asking: their addresses are the same."""
    breaker._breakers.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One connection and no pool: one that is just opening a connection keeps the database from being dropped."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Leave nobody in PostgreSQL's test database, or it cannot be dropped.

    While Playwright's event loop runs, Django holds a further connection for it, which it closes with the process only.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """The browser of tests marked `browser`."""
    return needs.chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, chromium_path: str | None) -> dict:
    """Pages are tried in the system's Chromium: Playwright's own would be a download."""
    return {**browser_type_launch_args, "executable_path": chromium_path}
