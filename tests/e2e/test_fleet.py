"""The fleet's page: its map, its picture of the month and its lists lead on, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import filling

pytestmark = pytest.mark.browser

MINUTE = 61_000
MARK_SETTLED = (
    "() => addEventListener('htmx:afterSettle', () => document.getElementById('tiles').dataset.settled = 'yes')"
)
"""htmx has set the next minute's timer on the new tiles when it says that they have settled."""


@pytest.fixture
def visitor(desk):
    """A page in a browser of its own."""
    return desk[0]


def test_a_mark_of_the_map_leads_to_its_inverters(site, visitor):
    visitor.goto(site)

    visitor.locator("#map .when-wide a.mark").first.click()

    visitor.wait_for_url("**/fleet/inverters?box=*")
    visitor.get_by_role("link", name="Verified roof").first.wait_for()


def test_the_map_can_be_walked_by_keyboard(site, page, faults):
    page.goto(site)
    marks = page.locator("#map .when-wide a.mark")

    marks.first.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("7 inverters around 39.74° N")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#map') !== null")
    marks.first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/fleet/inverters?box=*")


def test_a_phone_gets_the_narrow_map_and_what_needs_it_first(site, page, faults):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(site)

    expect(page.locator("#map .when-narrow svg").first).to_be_visible()
    expect(page.locator("#map .when-wide svg").first).to_be_hidden()
    assert page.locator("#needs").bounding_box()["y"] < page.locator("#map").bounding_box()["y"]
    sizes = page.locator("#map .when-narrow a.mark .target").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width)"
    )
    assert min(sizes) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_land_differs_from_sea_and_marks_from_land(site, page, faults, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(site)

    names = [".c-sea", ".c-land", ".c-home", ".c-ground"]
    fills = page.evaluate("all => all.map(one => getComputedStyle(document.querySelector(one)).fill)", names)

    assert len(set(fills[:3])) == 3
    assert fills[3] != fills[0]


def test_what_needs_somebody_leads_to_it(site, visitor):
    visitor.goto(site)

    visitor.locator("#needs").get_by_role("link", name="flag to decide").click()

    expect(visitor).to_have_url(f"{site}/fleet/flags")


def test_the_worst_leads_to_its_audit(site, visitor):
    visitor.goto(site)

    visitor.locator("#worst").get_by_role("link", name="Flagged roof", exact=True).click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("Flagged roof")
    expect(visitor).to_have_url(re.compile(f"/audit/{filling.FLAGGED}"))


def test_a_search_leads_to_the_list(site, visitor):
    visitor.goto(site)

    visitor.get_by_label("Find an inverter").fill("flagged")
    visitor.get_by_role("button", name="Search").click()

    expect(visitor).to_have_url(re.compile(r"/fleet/inverters\?q=flagged"))
    expect(visitor.get_by_role("link", name="Flagged roof")).to_be_visible()


def test_the_tiles_refresh_themselves_every_minute_and_go_on(site, page, faults):
    page.clock.install()
    page.goto(site)
    page.evaluate(MARK_SETTLED)
    for _ in range(2):
        page.locator("#tiles").evaluate("tiles => (tiles.dataset.before = 'here')")
        with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "tiles") as told:
            page.clock.fast_forward(MINUTE)
        assert told.value.status == 200
        assert "<html" not in told.value.text()
        page.locator("#tiles[data-settled]:not([data-before])").wait_for()

    expect(page.locator("#tiles .tile")).to_have_count(8)


def test_the_month_is_read_out_by_keyboard(site, page, faults):
    page.goto(site)

    page.locator("#month .when-wide svg").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator("#month output")).to_contain_text("Jun 2016: no readings")


def test_paper_takes_map_and_month_in_light_colours(site, page, faults):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site)

    expect(page.locator("#map .when-wide svg")).to_be_visible()
    expect(page.locator(".c-home").first).to_have_css("fill", "rgb(255, 255, 255)")
    expect(page.get_by_role("button", name="Search")).to_be_hidden()
