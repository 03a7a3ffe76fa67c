"""The list of inverters in a real browser: found as it is typed, filtered, acted on; with scripts and without."""

import pytest

from tests.e2e import filling

pytestmark = pytest.mark.browser
LIST = "/fleet/inverters"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def desk(request, browser):
    """A page in a browser of its own, and one of the inverters that nobody has calculated."""
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page(), filling.FRESH[0] if request.param else filling.FRESH[1]
    context.close()


def test_days_are_calculated_and_verified_at_the_ticked_inverter(site, desk):
    page, inverter = desk
    name = f"Fresh roof {inverter}"
    page.goto(f"{site}{LIST}?q={name}")

    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Calculate new days").click()
    page.locator("#messages", has_text="Calculated: 1 credit").wait_for()
    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Verify pending").click()
    page.locator("#messages", has_text="Now 1 verified").wait_for()

    assert page.locator("tbody tr", has_text=name).locator(".count-verified").inner_text().split() == ["1", "verified"]


def test_the_list_follows_what_is_typed_and_the_address_follows_the_list(site, page, faults):
    page.goto(site + LIST)

    page.keyboard.press("/")
    page.keyboard.type("flagged")
    page.locator("#inverters-heading", has_text="1 inverter found").wait_for()

    assert page.url == f"{site}{LIST}?q=flagged&status=&gap=&cell=&least=&most="
    assert page.get_by_role("link", name="Flagged roof").is_visible()
    page.go_back()
    page.locator("#inverters-heading", has_text="8 inverters").wait_for()


def test_a_filter_works_by_its_button(site, desk):
    page, _ = desk
    page.goto(site + LIST)

    page.get_by_label("With credits").select_option(label="Flagged")
    page.get_by_role("button", name="Filter").click()

    page.locator("#inverters-heading", has_text="1 inverter found").wait_for()
    assert page.get_by_role("link", name="Flagged roof").is_visible()


def test_all_rows_are_ticked_at_once(site, page, faults):
    page.goto(f"{site}{LIST}?q=fresh")

    page.get_by_role("checkbox", name="Tick all rows of this page").check()

    assert page.locator("input[name=inverter]:checked").count() == len(filling.FRESH)
    assert page.locator("[data-ticked]").inner_text() == "3 ticked"


def test_the_file_is_downloaded_under_its_name(site, page, faults):
    page.goto(f"{site}{LIST}?q=roof")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV of all of them").click()

    assert download.value.suggested_filename.startswith("lumix-inverters-")
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == 9
