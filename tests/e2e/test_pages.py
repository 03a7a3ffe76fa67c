"""Each page in a real browser, at a desk's and a phone's width, on light and dark screens."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.e2e.catalogue import DAY, OTHERS, PAGES

pytestmark = pytest.mark.browser

EVERY = PAGES | OTHERS
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


@pytest.mark.parametrize("name", EVERY)
def test_a_page_opens_without_a_complaint_and_fits_every_screen(site, page, faults, name):
    answer = page.goto(site + EVERY[name])
    found = {look: overhang(page, *look) for look in product(WIDTHS, SCHEMES)}

    assert answer.status == 200
    assert {look: beyond for look, beyond in found.items() if beyond > 0 and name in PAGES} == {}


def overhang(page, width, scheme):
    """By how many pixels the page is wider than a screen of that width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return page.evaluate("document.documentElement.scrollWidth") - width


def test_a_breach_of_the_security_policy_would_be_noticed(site, page, faults):
    page.goto(site)

    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert "Content Security Policy" in faults.pop()


def test_the_api_page_lists_the_addresses(site, page, faults):
    page.goto(f"{site}/docs")

    page.locator(".opblock-summary-path", has_text="/inverters").first.wait_for()
    expect(page).to_have_title("Lumix API")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_ground_differ_enough_to_read(site, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(site + PAGES["flagged"])

    pale = page.evaluate(CONTRAST)

    assert pale == []


def test_an_address_that_is_not_there_is_a_page(site, page):
    answer = page.goto(f"{site}/audit/999")

    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")


def test_the_first_tab_leads_to_the_content(site, page, faults):
    page.goto(site)

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_arrow_keys_change_the_day_but_not_while_typing(site, page, faults):
    page.goto(f"{site}/audit/{1}/2016-07-05")

    page.locator("#pick").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("2016-07-05$"))
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/{DAY}")


def test_a_picture_is_read_out_by_pointer_and_by_keyboard(site, page, faults):
    page.goto(site + PAGES["verified"])
    chart = page.locator(".picture-day svg.chart-wide")

    chart.locator(".hit").nth(12).hover()
    expect(page.locator(".picture-day output.readout")).to_have_text(re.compile("^12:00–13:00:"))
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".picture-day output.readout")).to_have_text(re.compile("^13:00–14:00:"))


def test_a_phone_gets_the_narrow_picture(site, page, faults):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(site + PAGES["verified"])

    expect(page.locator(".picture-day svg.chart-narrow")).to_be_visible()
    expect(page.locator(".picture-day svg.chart-wide")).to_be_hidden()


def test_paper_takes_the_day_in_light_colours_and_leaves_the_buttons_out(site, page, faults):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site + PAGES["verified"])

    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.get_by_role("button").first).to_be_hidden()
    expect(page.locator("table.checks")).to_be_visible()


CONTRAST = """
() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const channel = (value) => ((value /= 255), value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  return [...document.querySelectorAll("body *:not(svg *):not(title)")]
    .filter((node) => own(node) && node.checkVisibility())
    .map((node) => {
      const [a, b] = [light(numbers(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), node.className || node.tagName, node.textContent.trim().slice(0, 30)];
    })
    .filter(([ratio]) => ratio < 4.5);
}
"""
"""What text on the page falls short of the 4.5 : 1 of WCAG 2.2, criterion 1.4.3."""
