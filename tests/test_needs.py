import pytest

from tests import needs


class Item:
    """As much of a test as the mechanism looks at."""

    def __init__(self, *markers):
        self.markers = markers

    def get_closest_marker(self, name):
        return name in self.markers


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
