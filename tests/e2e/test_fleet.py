"""The fleet's page: its map, its picture of the month and its lists lead on, with scripts and without."""

import pytest

from tests.e2e import filling

pytestmark = pytest.mark.browser

MINUTE = 61_000
SETTLED = 500
"""Milliseconds after which htmx has surely set the next minute's timer on the new tiles."""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def visitor(request, browser):
    """A page in a browser of its own."""
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


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

    assert page.locator("#map .when-narrow svg").first.is_visible()
    assert not page.locator("#map .when-wide svg").first.is_visible()
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

    assert visitor.url == f"{site}/fleet/flags"


def test_the_worst_leads_to_its_audit(site, visitor):
    visitor.goto(site)

    visitor.locator("#worst").get_by_role("link", name="Flagged roof", exact=True).click()

    assert visitor.get_by_role("heading", level=1).inner_text() == "Flagged roof"
    assert f"/audit/{filling.FLAGGED}" in visitor.url


def test_a_search_leads_to_the_list(site, visitor):
    visitor.goto(site)

    visitor.get_by_label("Find an inverter").fill("flagged")
    visitor.get_by_role("button", name="Search").click()

    assert "/fleet/inverters?q=flagged" in visitor.url
    assert visitor.get_by_role("link", name="Flagged roof").is_visible()


def test_the_tiles_refresh_themselves_every_minute_and_go_on(site, page, faults):
    page.clock.install()
    page.goto(site)
    for _ in range(2):
        page.locator("#tiles").evaluate("tiles => (tiles.dataset.before = 'here')")
        with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "tiles") as told:
            page.clock.fast_forward(MINUTE)
        assert told.value.status == 200
        assert "<html" not in told.value.text()
        page.locator("#tiles:not([data-before])").wait_for()
        page.wait_for_timeout(SETTLED)

    assert page.locator("#tiles .tile").count() == 8


def test_the_month_is_read_out_by_keyboard(site, page, faults):
    page.goto(site)

    page.locator("#month .when-wide svg").focus()
    page.keyboard.press("ArrowRight")

    assert "Jun 2016: no readings" in page.locator("#month output").inner_text()


def test_paper_takes_map_and_month_in_light_colours(site, page, faults):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site)

    assert page.locator("#map .when-wide svg").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.c-home')).fill") == "rgb(255, 255, 255)"
    assert not page.get_by_role("button", name="Search").is_visible()
