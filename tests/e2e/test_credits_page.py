"""The ledger of credits in a real browser: filtered, verified, and submitted after a confirmation."""

import pytest
from playwright.sync_api import expect

from tests.e2e import filling

pytestmark = pytest.mark.browser
LIST = "/fleet/credits"
DAY = "2016-07-04"


def verified(site, page, inverter):
    """The inverter's day, calculated and verified by the buttons of its audit."""
    page.goto(f"{site}/audit/{inverter}/{DAY}")
    for button, words in (("Calculate", "now pending"), ("Verify", "now verified")):
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("#messages", has_text=words).wait_for()


def test_a_credit_is_submitted_only_after_its_sums_were_shown(site, desk):
    page, scripts = desk
    inverter = filling.FRESH[0] if scripts else filling.FRESH[1]  # that nobody else judges
    verified(site, page, inverter)
    page.goto(f"{site}{LIST}?q=Fresh roof {inverter}")
    page.locator("tbody tr").get_by_role("button", name="Submit").click()

    page.get_by_role("heading", name="Submit 1 credit?").wait_for()
    expect(page.locator("#confirm")).to_contain_text("cannot be undone")
    page.get_by_role("button", name="Submit 1 credit").click()

    page.locator("#messages", has_text="Submitted: 1 credit").wait_for()
    expect(page.locator("tbody tr .badge")).to_have_text("Submitted")


def test_who_cancels_has_submitted_nothing(site, desk):
    page, _ = desk
    page.goto(f"{site}{LIST}?q=Verified")
    page.locator("tbody tr").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="Submit 1 credit?").wait_for()

    page.get_by_text("Cancel").click()

    expect(page.get_by_role("heading", name="Submit 1 credit?")).to_be_hidden()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("tbody tr .badge")).to_have_text("Verified")


def test_the_dialog_is_left_by_the_keyboard_too(site, page, faults):
    page.goto(f"{site}{LIST}?q=Verified")
    page.locator("tbody tr").get_by_role("button", name="Submit").click()
    page.locator("dialog[open]").wait_for()

    page.keyboard.press("Escape")

    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_credit_that_moved_meanwhile_shows_its_sentence_and_its_fresh_row(site, page, new_context):
    verified(site, page, filling.FRESH[2])
    page.goto(f"{site}{LIST}?q=Fresh roof {filling.FRESH[2]}")
    other = new_context().new_page()
    other.goto(f"{site}/audit/{filling.FRESH[2]}/{DAY}")
    other.get_by_role("button", name="Submit", exact=True).click()
    other.get_by_role("button", name="Submit 1 credit").click()
    other.locator("#messages", has_text="ubmitted").wait_for()
    other.close()

    page.locator("tbody tr").get_by_role("button", name="Submit").click()

    page.locator("#messages", has_text="Submitted already, and final").wait_for()
    expect(page.locator("tr.moved .badge")).to_have_text("Submitted")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_filter_works_by_its_button_and_shows_the_sums_of_what_it_found(site, desk):
    page, _ = desk
    page.goto(site + LIST)

    page.get_by_label("Status").select_option(label="Flagged")
    page.get_by_role("button", name="Filter").click()

    page.locator("#credits-heading", has_text="1 credit matches").wait_for()
    expect(page.locator(".tile .badge")).to_have_text(["Flagged"])


def test_a_wrong_day_is_said_beside_its_field(site, page):
    assert page.goto(f"{site}{LIST}?since=July").status == 422

    expect(page.locator("#since-error")).to_have_text("Write the day as 2025-10-31.")


def test_the_same_list_stands_in_the_inverters_audit(site, page, faults):
    page.goto(f"{site}/audit/{filling.FLAGGED}/credits")

    expect(page.get_by_role("navigation", name="Flagged roof").get_by_role("link", name="Credits")).to_be_visible()
    page.get_by_role("button", name="Verify", exact=True).first.click()
    page.locator("#messages", has_text="Now 1 flagged").wait_for()
    expect(page).to_have_url(f"{site}/audit/{filling.FLAGGED}/credits")


def test_paper_takes_the_list_without_its_controls(site, page, faults):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site + LIST)

    expect(page.locator("table.ledger")).to_be_visible()
    expect(page.locator(".toolbar")).to_be_hidden()
    expect(page.locator(".bulk")).to_be_hidden()
