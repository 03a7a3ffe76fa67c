"""The list of inverters in a real browser: found as it is typed, filtered, acted on; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import filling

pytestmark = pytest.mark.browser
LIST = "/fleet/inverters"


def test_days_are_calculated_and_verified_at_the_ticked_inverter(site, desk):
    page, scripts = desk
    inverter = filling.FRESH[0] if scripts else filling.FRESH[1]  # that nobody has calculated
    name = f"Fresh roof {inverter}"
    page.goto(f"{site}{LIST}?q={name}")

    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Calculate new days").click()
    page.locator("#messages", has_text="Calculated: 1 credit").wait_for()
    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Verify pending").click()
    page.locator("#messages", has_text="Now 1 verified").wait_for()

    expect(page.locator("tbody tr", has_text=name).locator(".count-verified")).to_have_text(
        re.compile(r"^\s*1\s*verified\s*$")
    )


def test_the_list_follows_what_is_typed_and_the_address_follows_the_list(site, page, faults):
    page.goto(site + LIST)

    page.keyboard.press("/")
    page.keyboard.insert_text("flagge")  # at once: typed slowly, each pause would be a page to go back to
    page.keyboard.press("d")
    page.locator("#inverters-heading", has_text="1 inverter found").wait_for()

    expect(page).to_have_url(f"{site}{LIST}?q=flagged&status=&gap=&cell=&least=&most=")
    expect(page.get_by_role("link", name="Flagged roof")).to_be_visible()
    page.go_back()
    page.locator("#inverters-heading", has_text="8 inverters").wait_for()


def test_a_filter_works_by_its_button(site, desk):
    page, _ = desk
    page.goto(site + LIST)

    page.get_by_label("With credits").select_option(label="Flagged")
    page.get_by_role("button", name="Filter").click()

    page.locator("#inverters-heading", has_text="1 inverter found").wait_for()
    expect(page.get_by_role("link", name="Flagged roof")).to_be_visible()


def test_all_rows_are_ticked_at_once(site, page, faults):
    page.goto(f"{site}{LIST}?q=fresh")

    page.get_by_role("checkbox", name="Tick all rows of this page").check()

    expect(page.locator("input[name=inverter]:checked")).to_have_count(len(filling.FRESH))
    expect(page.locator("[data-ticked]")).to_have_text("3 ticked")


def test_the_file_is_downloaded_under_its_name(site, page, faults):
    page.goto(f"{site}{LIST}?q=roof")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of all of them").click()

    assert download.value.suggested_filename.startswith("lumix-inverters-")
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == 9
