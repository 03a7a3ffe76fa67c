"""What happens to a day after it was sold, in a real browser: a finding, a correction, and what they leave."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e import filling
from tests.e2e.conftest import PATIENCE
from tests.e2e.test_pages import SCHEMES, WIDTHS, overhang

pytestmark = pytest.mark.browser
DAY = "2016-07-04"
FOUND = "The inverter stood in a shop window: the installer's photographs show it."
NOON = f"{DAY}T12:00:00-07:00"
SERIOUS = ("serious", "critical")
FOUND_ON, CORRECTED_ON, LOOKED_AT = filling.FRESH


@pytest.fixture(scope="module")
def sold(site, playwright):
    """Three roofs' days calculated, verified and submitted."""
    ask = playwright.request.new_context(base_url=site, timeout=PATIENCE)
    for inverter in filling.FRESH:
        credit = f"/credits/{inverter}/{DAY}"
        ask.post(f"/credits/calculate?inverter_id={inverter}&credit_date={DAY}")
        assert ask.post(f"{credit}/verify").json()["status"] == "VERIFIED"
        assert ask.patch(f"{credit}/status", data={"status": "SUBMITTED"}).ok
    yield ask
    ask.dispose()


def test_a_finding_is_opened_on_the_day_and_upheld_with_a_debit(site, desk, sold):
    page, _ = desk
    page.goto(f"{site}/audit/{FOUND_ON}/{DAY}")
    page.locator("#after summary").click()
    page.get_by_label("What was found, and how").fill(FOUND)
    page.get_by_label("Debit, kWh").fill("1,5")
    page.get_by_role("button", name="Open the finding").click()
    page.get_by_role("link", name="Decide on the finding").click()
    page.locator("[data-flag] summary", has_text="Uphold").click()
    page.get_by_label("What confirms it").fill("seen on the spot")
    page.get_by_role("button", name="Uphold").click()
    page.locator("#messages", has_text="is upheld: 1.500 kWh are debited").wait_for()
    page.goto(f"{site}/audit/{FOUND_ON}/{DAY}")
    expect(page.locator("#after")).to_contain_text("it comes to")
    expect(page.locator("#standing")).to_contain_text("Submitted")


def test_a_sold_day_is_corrected_line_by_line_and_debited(site, page, faults, sold):
    page.goto(f"{site}/audit/{CORRECTED_ON}/correct?day={DAY}")
    lines = page.get_by_label("Readings with their right values")
    changed = [f"{NOON},0.5" if line.startswith(NOON) else line for line in lines.input_value().splitlines()]
    lines.fill("\n".join(changed))
    page.get_by_label("How the right values are known").fill("the display was read")
    page.get_by_role("button", name="Propose these values").click()
    page.get_by_label("How it is known which value is right").fill("a photograph of the display")
    page.get_by_role("button", name="Accept the later values").click()
    page.locator("#messages", has_text="accepted").wait_for()
    page.goto(f"{site}/audit/{CORRECTED_ON}/{DAY}")
    expect(page.locator("#after")).to_contain_text("Debit")
    page.goto(f"{site}/audit/{CORRECTED_ON}/readings")
    expect(page.locator("table")).to_contain_text("was ")


@pytest.mark.parametrize("where", [f"/audit/{LOOKED_AT}/{DAY}", "/fleet/flags?show=findings", "/fleet/credits"])
def test_a_page_with_a_finding_fits_every_screen_and_is_accessible(site, page, faults, sold, where):
    sold.post(f"/credits/{LOOKED_AT}/{DAY}/findings", data={"reason": FOUND})
    page.goto(site + where)
    expect(page.locator("main")).to_contain_text("inding")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    found = {look: overhang(page, *look) for look in product(WIDTHS, SCHEMES)}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        violations = Axe().run(page).response["violations"]
        assert [one["id"] for one in violations if one["impact"] in SERIOUS] == []
    assert {look: beyond for look, beyond in found.items() if beyond > 0} == {}
