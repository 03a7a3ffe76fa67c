"""A real server on a throw-away database with a few days of every kind, and a browser that tells of every fault."""

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.catalogue import PAGES
from tests.servers import BASE_DIR, GUNICORN, START_SECONDS, environment, serving

# Playwright's own event loop makes Django think that it runs in one; nothing here asks the database from the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
OFFLINE = {"NASA_POWER_BASE_URL": "http://127.0.0.1:9/"}
PATIENCE = 90_000
"""Milliseconds in which a page may come to say what is expected, on a machine with much else to do."""


def pytest_configure():
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def base_url():
    """None: each test names its server. (The plugin's own fixture warns under pytest 9, and warnings are errors.)"""


@pytest.fixture(scope="session")
def books(tmp_path_factory):
    """A data folder in open mode that `tests.e2e.filling` has filled once, for every module to take a copy of."""
    folder = tmp_path_factory.mktemp("books")
    fill(folder, LUMIX_MODE="open")
    return folder


@pytest.fixture(scope="module")
def site(books, tmp_path_factory):
    """The address of a running Lumix with the books as they were filled."""
    folder = shutil.copytree(books, tmp_path_factory.mktemp("site") / "data")
    with warm(folder, LUMIX_MODE="open") as address:
        yield address


def fill(folder: Path, *commands: tuple[str, ...], **settings: str) -> None:
    """Make the database of this data folder, fill it by `tests.e2e.filling` and run further commands on it."""
    for command in (("manage.py", "migrate", "--verbosity=0"), ("-m", "tests.e2e.filling"), *commands):
        subprocess.run(
            [sys.executable, *command], cwd=BASE_DIR, env=environment(folder, **OFFLINE, **settings), check=True
        )


@contextmanager
def warm(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a Lumix on this data folder that has shown a page.

    A server's first page waits for pvlib and pandas to be imported: on a busy machine longer than a browser would.
    """
    with serving((*GUNICORN, "-b", "127.0.0.1:0"), folder, **OFFLINE, **settings) as server:
        address = f"http://127.0.0.1:{server.port}"
        urllib.request.urlopen(address + PAGES["verified"], timeout=START_SECONDS).close()  # closed mode: its log-in
        yield address


@pytest.fixture
def new_context(new_context):
    """Makes a browser of its own, as patient as what is expected of its pages; it is closed with the test."""

    def made(**wishes):
        context = new_context(**wishes)
        context.set_default_timeout(PATIENCE)
        return context

    return made


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def desk(request, new_context):
    """A page in a browser of its own, and whether it runs scripts."""
    return new_context(java_script_enabled=request.param).new_page(), request.param


@pytest.fixture
def faults(context):
    """What the browser complains of, page by page: errors in the console, refusals by the security policy, strays."""
    told = []
    context.on("weberror", lambda stray: told.append(f"{stray.page.url}: {stray.error}"))
    context.on(
        "console",
        lambda message: told.append(f"{message.page.url}: {message.text}") if message.type == "error" else None,
    )
    yield told
    assert told == []
