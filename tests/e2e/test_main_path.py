"""The main path by its pages alone, with scripts and without: from an inverter nobody knows to a credit handed in."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.credits.factories import GOLDEN, HONEST, golden_rows
from tests.e2e.test_everywhere import grave

pytestmark = pytest.mark.browser

DAYS = [HONEST + timedelta(days=shift) for shift in (-1, 0, 1)]
"""Whole local days come of these, wherever the place's own midnight lies."""
LEVELS = {True: 0.96, False: 0.95}
"""The real hours at a level of their own: the same digits under another inverter would be a copy, and wait."""
FORM = {
    "Latitude": "gps_lat", "Longitude": "gps_lon", "Inverter, kW": "capacity_kw", "Array, kWp": "dc_capacity_kwp",
    "Tilt, degrees": "surface_tilt", "Azimuth, degrees": "surface_azimuth",
}  # fmt: skip


def test_a_new_inverters_day_goes_all_the_way_to_a_submitted_credit(site, desk, tmp_path):
    page, scripts = desk
    name = f"New to it, {'with' if scripts else 'without'} scripts"
    register(site, page, name)
    upload(page, file_of(tmp_path, LEVELS[scripts]))
    judge(page)
    submit(page, scripts)
    shown_as_submitted(page, name)


def file_of(folder, level):
    """Three days of a real plant as its logger writes them."""
    rows = [f"{stamp:%Y-%m-%dT%H:%M:%SZ},{kwh}" for day in DAYS for stamp, kwh in golden_rows(day, level)]
    file = folder / "readings.csv"
    file.write_text("\n".join(["timestamp,kwh", *rows]), encoding="utf-8")
    return file


def register(site, page, name):
    page.goto(site)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Inverters").click()
    page.get_by_role("link", name="New inverter").click()
    page.get_by_label("Name").fill(name)
    for label, fact in FORM.items():
        page.get_by_label(label, exact=True).fill(str(GOLDEN[fact]))
    page.get_by_role("button", name="Register").click()
    page.locator("#messages", has_text=f"{name} is registered").wait_for()


def upload(page, file):
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("Jul 2016")
    page.get_by_role("button", name="Store 72 readings").click()
    page.locator("#messages", has_text="72 readings stored").wait_for()


def judge(page):
    """By the buttons of the day's own audit."""
    page.get_by_role("link", name="See the last day").click()
    page.locator("#pick").fill(str(HONEST))
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", level=2, name="4 Jul 2016").wait_for()  # the last day has the same buttons
    for button, words in (("Calculate", "now pending"), ("Verify", "now verified")):
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("#messages", has_text=words).wait_for()
    expect(page.get_by_role("heading", level=2, name="4 Jul 2016")).to_be_visible()
    expect(page.locator("table.checks tbody tr").nth(10)).to_be_visible()


def submit(page, scripts):
    """Asked first, in a dialog or on a page of its own; then back on the day."""
    day = page.url
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("heading", name="Submit 1 credit?").wait_for()
    expect(page.locator("dialog[open]")).to_have_count(1 if scripts else 0)
    assert not scripts or grave(page) == []
    page.get_by_role("button", name="Submit 1 credit").click()
    page.locator("#messages", has_text="now submitted").wait_for()
    expect(page).to_have_url(day)
    expect(page.locator(".standing-status")).to_have_text("Submitted")


def shown_as_submitted(page, name):
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Credits").click()
    page.get_by_label("Inverter", exact=True).fill(name)
    page.get_by_role("button", name="Filter").click()
    page.locator("#credits-heading", has_text="1 credit matches").wait_for()
    expect(page.locator("tbody tr .badge")).to_have_text("Submitted")
