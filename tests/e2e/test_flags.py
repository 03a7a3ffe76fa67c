"""Flags, second values, mending and why pending in a real browser: their main acts, with scripts and without."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e import filling
from tests.e2e.conftest import PATIENCE
from tests.e2e.test_pages import SCHEMES, WIDTHS, overhang

pytestmark = pytest.mark.browser
DAY = "2016-07-04"
BUSY = {
    "awaiting": "/fleet/flags?show=awaiting",
    "conflicts": "/fleet/flags?show=conflicts",
    "upload": f"/audit/{filling.UNPUBLISHED}/flags?show=conflicts&batch=",
}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def busy(site, playwright):
    """A waiver that awaits an auditor and a second value that waits; the number of the upload that brought it."""
    ask = playwright.request.new_context(base_url=site, timeout=PATIENCE)
    credit = f"/credits/{filling.FLAGGED}/{DAY}"
    checks = ask.get(f"{credit}/verdict").json()["checks"]
    failed = next(one["name"] for one in checks if one["outcome"] == "fail")
    assert ask.post(f"{credit}/waivers", data={"check": failed, "reason": "a second array"}).status == 201
    rows = [{"timestamp": f"{DAY}T12:00:00-07:00", "kwh": 0.77}]
    said = ask.post(f"/inverters/{filling.UNPUBLISHED}/readings", data=rows)
    yield said.json()["batch"]
    ask.dispose()


@pytest.mark.parametrize("name", BUSY)
def test_a_page_with_something_to_decide_fits_every_screen_and_is_accessible(site, page, faults, busy, name):
    answer = page.goto(site + BUSY[name] + (str(busy) if name == "upload" else ""))
    expect(page.locator("[data-flag]").first).to_be_visible()
    found = {look: overhang(page, *look) for look in product(WIDTHS, SCHEMES)}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        violations = Axe().run(page).response["violations"]
        assert [one["id"] for one in violations if one["impact"] in SERIOUS] == []
    assert answer.status == 200
    assert {look: beyond for look, beyond in found.items() if beyond > 0} == {}


def test_second_values_are_decided_on_beside_the_first(site, desk):
    page, scripts = desk
    inverter = filling.FRESH[2]
    kwh = 1.11 if scripts else 2.22
    page.request.post(
        f"{site}/inverters/{inverter}/readings", data=[{"timestamp": f"{DAY}T12:00:00-07:00", "kwh": kwh}]
    )
    page.goto(f"{site}/audit/{inverter}/flags?show=conflicts")
    page.get_by_label("How it is known which value is right").fill("the logger's own file says so")
    page.get_by_role("button", name="Dismiss them").click()
    page.locator("#messages", has_text="dismissed: the first values stand").wait_for()
    page.goto(f"{site}/audit/{inverter}/flags?show=decided")
    expect(page.get_by_text("Second values dismissed").first).to_be_visible()


def test_the_clock_is_previewed_before_it_is_corrected(site, desk):
    page, _ = desk
    page.goto(f"{site}/audit/{filling.VERIFIED}/{DAY}/mend/clock")
    page.get_by_label("Minutes ahead").fill("60")
    page.get_by_label("Reason").fill("the display is an hour ahead")
    page.get_by_role("button", name="Preview").click()
    page.locator(".mend-form .diff").wait_for()
    expect(page.locator(".mend-form .chart-thumb")).to_have_count(2)
    expect(page.get_by_label("Reason")).to_have_value("the display is an hour ahead")


def test_a_flag_is_upheld_by_keyboard_alone(site, page, faults):
    page.goto(f"{site}/audit/{filling.FLAGGED}/flags")
    page.keyboard.press("j")
    page.keyboard.press("u")
    page.keyboard.type("the meter counts a second roof")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#messages", has_text="is upheld").wait_for()
    page.locator(".empty", has_text="No flag waits").wait_for()


def test_a_form_opens_where_the_check_reports(site, page, faults):
    page.goto(f"{site}/audit/{filling.FLAGGED}/{DAY}")
    page.locator(".mends a[href$='/mend/array']").first.click()
    page.locator(".mend-slot .mend-form").wait_for()
    expect(page).to_have_url(f"{site}/audit/{filling.FLAGGED}/{DAY}")
