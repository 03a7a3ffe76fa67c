import multiprocessing
import subprocess

import pytest

from tests import needs


class Item:
    """As much of a test as the mechanism looks at."""

    def __init__(self, *markers, path="tests/test_x.py", fixtures=()):
        self.markers, self.path, self.fixturenames = [*markers], path, fixtures

    def get_closest_marker(self, name):
        return name in self.markers

    def add_marker(self, name):
        self.markers.append(name)


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setitem(needs.NEEDS, "browser", (lambda: None, "no Chromium on this machine"))


def test_a_missing_need_skips_the_test_and_is_named(no_browser, monkeypatch):
    monkeypatch.delenv("LUMIX_REQUIRE_ALL", raising=False)

    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        needs.check(Item("browser"))


def test_a_missing_need_fails_the_test_where_all_are_required(no_browser, monkeypatch):
    monkeypatch.setenv("LUMIX_REQUIRE_ALL", "1")

    with pytest.raises(pytest.fail.Exception, match="no Chromium"):
        needs.check(Item("browser"))


def test_a_test_without_needs_runs(no_browser):
    needs.check(Item())


@pytest.mark.parametrize(("engine", "other"), [("sqlite3", "postgresql"), ("postgresql", "sqlite")])
def test_a_test_about_the_other_database_is_left_to_the_other_run(settings, monkeypatch, engine, other):
    monkeypatch.setenv("LUMIX_REQUIRE_ALL", "1")
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")

    with pytest.raises(pytest.skip.Exception, match=f"about {other}"):
        needs.check(Item(other))
    needs.check(Item("postgresql", "sqlite"))


# What proves the same on either database ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asking",
    [
        *(Item(fixtures=["client", fixture]) for fixture in sorted(needs.ASKING)),
        *(Item(marker) for marker in ("django_db", *needs.DATABASES)),
    ],
)
def test_a_file_in_which_one_test_asks_for_the_database_runs_on_both(asking):
    silent, elsewhere = Item(fixtures=["client"]), Item("own_database")
    needs.mark_the_same_anywhere([silent, asking, elsewhere])
    assert [item.get_closest_marker("anywhere") for item in (silent, asking, elsewhere)] == [False, False, True]


def test_a_file_that_asks_for_none_and_a_browsers_test_prove_the_same_anywhere():
    items = [Item(fixtures=["db"]), Item(path="tests/test_y.py"), Item("browser")]
    needs.mark_the_same_anywhere(items)
    assert [item.get_closest_marker("anywhere") for item in items] == [False, True, True]


@pytest.mark.parametrize(("markers", "may"), [([], True), (["anywhere"], False), (["anywhere", "own_database"], True)])
def test_who_asks_for_no_database_says_so_before_it_starts_a_process(markers, may):
    assert needs.may_start_processes(Item(*markers)) is may


@pytest.mark.parametrize(
    "start", [lambda: subprocess.run(["true"], check=True), lambda: multiprocessing.Process().start()]
)
def test_a_process_that_nobody_spoke_of_fails_the_test(start):
    with needs.no_processes(), pytest.raises(pytest.fail.Exception, match="might open the one under test"):
        start()
