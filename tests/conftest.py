"""What every test stands on: open mode, a data folder of its own, a closed network, and named needs."""

import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from inverters.sources import breaker
from tests import needs
from tests.ledger.throwaway import Throwaway, migrated_database

hypothesis.settings.register_profile("lumix", deadline=None)  # a loaded machine must not fail what holds
hypothesis.settings.load_profile("lumix")

DATA = pytest.StashKey[Path]()
"""The folder of one run, in which each test has its own."""
WITHOUT_SUGGESTIONS = """#!/bin/sh
for argument do
    shift
    case $argument in --disable-features=*) argument=$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup ;; esac
    set -- "$@" "$argument"
done
exec "{}" "$@"
"""
"""Starts Chromium without what it prepares in each new window for the address bar's suggestions: a process and up to a
second of CPU for each test, more than an empty page takes. It heeds the last list of features only: ours joins
Playwright's."""
LEFT_OUT = pytest.StashKey[int]()
"""How many tests -m or -k has left out."""


def pytest_configure(config: pytest.Config) -> None:
    """Serve the tests' requests as open mode would; keep what they upload out of the project's own data folder."""
    needs.outer_address()  # asked before the network is closed
    config.stash[LEFT_OUT] = 0
    settings.LUMIX_MODE = "open"
    settings.LUMIX_DATA_DIR = config.stash[DATA] = Path(tempfile.mkdtemp(prefix="lumix-tests-"))


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[DATA], ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before -m asks for the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs.mark_the_same_anywhere(items)
    for item in items:
        if "migrated" in item.fixturenames:
            item.add_marker("django_db")  # pytest-django makes a database only where a test is marked


def pytest_deselected(items: list[pytest.Item]) -> None:
    items[0].config.stash[LEFT_OUT] += len(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that sums up: pytest-xdist's workers keep to themselves what they leave out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    # Each worker collects, and leaves out, the same; one that crashed says nothing.
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", node.config.stash[LEFT_OUT])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.option.markexpr and config.stash[LEFT_OUT]:
        terminalreporter.write_line(f"LEFT OUT [{config.stash[LEFT_OUT]}] by -m '{config.option.markexpr}'")


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs.check(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with nullcontext() if needs.may_start_processes(item) else needs.no_processes():
        return (yield)


@pytest.fixture(autouse=True)
def data_folder_of_ones_own(pytestconfig: pytest.Config) -> None:
    """What a test leaves beside the database is no other's: a checkpoint would say that the next one's log was cut."""
    settings.LUMIX_DATA_DIR = pytestconfig.stash[DATA] / uuid4().hex
    settings.LUMIX_DATA_DIR.mkdir()


@pytest.fixture(autouse=True)
def no_service_left_in_peace() -> None:
    """Failures that one test asked for must not keep the next one from asking: their addresses are the same."""
    breaker._breakers.clear()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that were put up, instead of a queue that no worker of this test would empty."""
    put_up: list[int] = []
    monkeypatch.setattr("credits.tasks.put_up", put_up.extend)
    return put_up


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One connection and no pool: one that is just opening a connection keeps the database from being dropped."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Throwaway]:
    """Copy what the migrations have left, before anybody is in it. At the end leave nobody, or it cannot be dropped.

    While Playwright's event loop runs, Django holds a further connection for it, which it closes with the process only.
    """
    with ExitStack() as copying:
        with django_db_blocker.unblock():
            copy = copying.enter_context(migrated_database(tmp_path_factory.mktemp("migrated")))
        yield copy
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def migrated(django_db_setup: Throwaway) -> Throwaway:
    """A database as migrations have left it, to be copied for processes that commit."""
    return django_db_setup


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """The browser of tests marked `browser`."""
    return needs.chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict, chromium_path: str | None, tmp_path_factory: pytest.TempPathFactory
) -> dict:
    """Pages are tried in the system's Chromium: Playwright's own would be a download."""
    script = tmp_path_factory.mktemp("browser") / "chromium"
    script.write_text(WITHOUT_SUGGESTIONS.format(chromium_path))
    script.chmod(0o755)
    return {**browser_type_launch_args, "executable_path": script}
