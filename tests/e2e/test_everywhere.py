"""What holds on every page: a reader of screens can use it, it needs no scripts, and it is light."""

import gzip
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.catalogue import PAGES

pytestmark = pytest.mark.browser

COLOURS = {"runOnly": ["color-contrast"]}
"""What a dark screen changes."""
GRAVE = ("serious", "critical")
HTML_LIMIT, ASSETS_LIMIT = 60_000, 40_000
"""Most bytes of a page, and of all its scripts and styles, gzipped (issue 4)."""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_on_light_and_dark_screens(site, page, name):
    page.goto(site + PAGES[name])
    assert grave(page) == []

    page.emulate_media(color_scheme="dark")
    assert grave(page, COLOURS) == []


def test_axe_would_notice_a_field_without_a_name(site, page):
    page.goto(site)
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    assert grave(page) == [("label", "<input>")]


def grave(page, options=None):
    """The rules that the page breaks for readers of screens, and where."""
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], node["html"]) for one in found if one["impact"] in GRAVE for node in one["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_the_same_without_scripts(site, new_context, name):
    page = new_context(java_script_enabled=False).new_page()

    assert page.goto(site + PAGES[name]).status == 200
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(site, name):
    with urllib.request.urlopen(site + PAGES[name]) as answer:
        assert len(gzip.compress(answer.read())) < HTML_LIMIT


def test_all_scripts_and_styles_together_are_light(site, page):
    told = set()
    page.on("response", lambda answer: told.add(answer.url))
    for path in PAGES.values():
        page.goto(site + path)  # no script of ours fetches another

    assets = [url for url in told if "/static/" in url and url.endswith((".js", ".css"))]
    # Asked for again: the browser forgets what an answer held when it goes on to the next page.
    assert 0 < sum(len(gzip.compress(page.request.get(url).body())) for url in assets) < ASSETS_LIMIT
