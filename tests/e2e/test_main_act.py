"""A day is calculated, verified and submitted by its buttons, with scripts and without."""

import pytest

from tests.e2e import filling

pytestmark = pytest.mark.browser

DAY = "2016-07-04"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def desk(request, browser):
    """A page in a browser of its own, and the inverter that nobody else judges."""
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page(), filling.FRESH[0] if request.param else filling.FRESH[1]
    context.close()


def test_a_day_is_judged_by_its_buttons(site, desk):
    page, inverter = desk
    page.goto(f"{site}/audit/{inverter}/{DAY}")

    for button, words in (("Calculate", "now pending"), ("Verify", "now verified"), ("Submit", "now submitted")):
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("#messages", has_text=words).wait_for()

    assert page.url == f"{site}/audit/{inverter}/{DAY}"
    assert page.locator(".standing-status").inner_text() == "Submitted"
    assert page.locator("table.checks tbody tr").count() > 10


def test_a_flag_is_lifted_with_a_reason(site, desk, browser):
    page, inverter = desk
    page.goto(f"{site}/audit/{filling.FLAGGED}/{DAY}")
    if inverter == filling.FRESH[1]:  # the run with JavaScript has lifted it: judge it again
        page.get_by_role("button", name="Verify again").click()
    page.get_by_label("Reason for lifting the flag").fill("The meter's scale was wrong")
    page.get_by_role("button", name="Lift the flag").click()

    page.locator("#messages", has_text="now pending").wait_for()
    assert "The meter's scale was wrong" in page.locator(".reason").inner_text()
