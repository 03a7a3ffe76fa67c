"""An inverter's pages in a real browser: the day and its month by keyboard, the calendar, the ledger, paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import filling

pytestmark = pytest.mark.browser

DAY = "2016-07-04"
VERIFIED = f"/audit/{filling.VERIFIED}/{DAY}"
FLAGGED = f"/audit/{filling.FLAGGED}/{DAY}"
UNPUBLISHED = f"/audit/{filling.UNPUBLISHED}/{DAY}"
MOST_SHEETS = 2


def test_tabs_lead_through_the_pages_of_an_inverter(site, page, faults):
    page.goto(site + VERIFIED)
    tabs = page.locator("nav.tabs")

    for name in ("Calendar", "Readings", "Ledger", "Day"):
        tabs.get_by_role("link", name=name, exact=True).click()
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
        expect(page.get_by_role("heading", level=1)).to_have_text("Verified roof")


def test_a_flagged_day_says_in_its_first_screen_what_is_wrong_and_shows_it(site, page, faults):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site + FLAGGED)

    expect(page.locator(".standing-status")).to_have_text("Flagged")
    expect(page.locator(".asked")).to_contain_text("? ")  # a question and its answer
    box = page.locator(".picture-day svg.chart-wide").bounding_box()
    assert box["y"] + box["height"] / 2 < 900


def test_a_day_without_its_satellite_says_so_and_draws_no_band(site, page, faults):
    page.goto(site + UNPUBLISHED)

    expect(page.locator("#evidence")).to_contain_text("Not published yet")
    expect(page.locator(".picture-day .chart-wide")).to_contain_text("no satellite to compare with yet")
    expect(page.locator(".picture-day .chart-wide rect.c-irradiance")).to_have_count(0)


def test_the_figures_by_hour_open_beneath_the_picture(site, page, faults):
    page.goto(site + VERIFIED)

    page.get_by_text("The figures by hour").click()

    rows = page.get_by_role("region", name="The day by hour").locator("tbody tr")
    expect(rows).to_have_count(24)
    expect(rows.nth(12).locator("th")).to_have_text("12:00–13:00")


def test_the_month_is_one_stop_of_the_tab_key_and_its_days_are_read_out_and_opened(site, page, faults):
    page.goto(site + VERIFIED)
    month = page.locator(".picture-month .chart-wide")

    month.locator("a[tabindex='0']").focus()
    expect(page.locator(".picture-month output")).to_have_text(re.compile("^4 Jul 2016: measured"))
    expect(month.locator("a:not([tabindex='-1'])")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{VERIFIED}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_cell_of_the_calendar_opens_its_day(site, new_context, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{site}/audit/{filling.VERIFIED}/calendar")
    page.get_by_role("link", name="Performance ratio").click()
    page.wait_for_url("**by=ratio*")

    page.locator(".chart-wide a", has_text="4 Jul 2016").click()

    page.wait_for_url(f"**{VERIFIED}")


@pytest.fixture
def fortnight(site, page):
    """An inverter with fourteen days of readings, sent through the API: 1 Jul 2016, a Friday, and those after."""
    made = page.request.post(f"{site}/inverters", data={"gps_lat": 9.06, "gps_lon": 7.49, "capacity_kw": 5.0}).json()
    rows = [
        {"timestamp": f"2016-07-{day:02d}T{hour:02d}:00:00", "kwh": 1.0} for day in range(1, 15) for hour in range(24)
    ]
    assert page.request.post(f"{site}/inverters/{made['id']}/readings", data=rows).ok
    return made["id"]


def test_the_calendar_is_walked_by_the_arrow_keys(site, page, faults, fortnight):
    page.goto(f"{site}/audit/{fortnight}/calendar")
    told = page.locator(".picture-year output")
    page.locator(".picture-year .chart-wide a").last.focus()
    expect(told).to_have_text(re.compile("^14 Jul 2016:"))

    for key, day in (("ArrowUp", 13), ("ArrowLeft", 6), ("ArrowDown", 7), ("ArrowRight", 14)):
        page.keyboard.press(key)
        expect(told).to_have_text(re.compile(f"^{day} Jul 2016:"))
    expect(page).to_have_url(re.compile("/calendar$"))


def test_a_phone_gets_the_months_as_blocks_with_room_for_a_finger(site, page, faults):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{site}/audit/{filling.VERIFIED}/calendar")

    cell = page.locator(".picture-year .chart-narrow a").first.bounding_box()

    assert min(cell["width"], cell["height"]) >= 20
    expect(page.locator(".picture-year .chart-wide")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_verify_now_tells_the_ledgers_height(site, new_context, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{site}/audit/{filling.VERIFIED}/ledger")

    page.get_by_role("button", name="Verify now").click()

    told = page.locator("#checked", has_text="The ledger holds together")
    expect(told).to_contain_text(re.compile(r"All [\d,]+ entries were recomputed"))
    expect(page.locator("#checked")).to_have_count(1)


def test_readings_are_narrowed_to_days_and_taken_as_a_file(site, page, faults):
    page.goto(f"{site}/audit/{filling.VERIFIED}/readings")
    page.get_by_label("First day").fill(DAY)
    page.get_by_label("Last day").fill(DAY)
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#readings tbody tr")).to_have_count(24)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert len(waiting.value.path().read_text(encoding="utf-8").splitlines()) == 25


@pytest.mark.parametrize("path", [VERIFIED, FLAGGED, UNPUBLISHED], ids=["verified", "flagged", "unpublished"])
def test_a_day_fits_on_paper_with_nothing_cut(site, page, path):
    page.goto(site + path)

    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))

    assert 1 <= len(sheets) <= MOST_SHEETS
    expect(page.locator(".printed")).to_be_hidden()
    page.emulate_media(media="print")
    for words in (path, "as it stood at"):
        expect(page.locator(".printed")).to_contain_text(words)
    page.set_viewport_size({"width": 688, "height": 1017})  # A4 within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert page.evaluate(CUT) == []


CUT = """
() => [...document.querySelectorAll("main *:not(svg *):not(.hidden)")]
  .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0
    && getComputedStyle(node).overflowX !== "visible")
  .map((node) => node.className || node.tagName)
"""
"""What is wider than its box, and would be cut by it."""
