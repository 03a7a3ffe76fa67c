"""Portals' real files go from the desk to the books, with scripts and without."""

import csv
from itertools import count, product

import pytest
from playwright.sync_api import expect

from tests.e2e import filling
from tests.e2e.test_everywhere import grave
from tests.inverters.sources.reading_exports import PORTALS

pytestmark = pytest.mark.browser
NUMBERS = count(1)
# file → whose it is, and how many readings it holds
REAL = {
    "enphase_custom_report.csv": ("Enphase Enlighten", "5,591"),
    "sma_webui_daily.csv": ("SMA Sunny WebUI", "1,922"),
    "solaredge_api_hourly.json": ("SolarEdge monitoring API", "566"),
    "sungrow_monthly_report.csv": ("Sungrow iSolarCloud", "30"),
    "edc_cr_semicolon_decimal_comma.csv": ("EG.D or ČEZ, grid operator", "16"),
}
SPOILT = "Time;PV (kWh)\n15.01.2025 10:00;1,5\n15.01.2025 11:00;x\n"
DROP = """
([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("[data-drop] label").dispatchEvent(event);
  }
}
"""


def register(site, page):
    """A new inverter, by its page, which leads to its upload."""
    page.goto(f"{site}/fleet/inverters/new")
    page.get_by_label("Name").fill(f"Uploaded roof {next(NUMBERS)}")
    page.get_by_label("Latitude").fill("50.08")
    page.get_by_label("Longitude").fill("14.43")
    page.get_by_label("Inverter, kW").fill("10")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/fleet/upload?inverter=*")


def choose(page, name, text, *, dropped):
    """Choose a file, or drop it; then look at its preview."""
    if dropped:
        page.evaluate(DROP, [name, text])
    else:
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Preview").click()
    page.locator("#preview").wait_for()


@pytest.mark.parametrize("name", REAL)
def test_a_portals_file_goes_from_the_desk_to_the_books(site, desk, name):
    page, scripts = desk
    title, readings = REAL[name]
    register(site, page)
    choose(page, name, (PORTALS / name).read_text(encoding="utf-8"), dropped=scripts)
    expect(page.get_by_role("heading", name="Read as")).to_have_text(f"Read as: {title}")

    page.get_by_role("button", name=f"Store {readings} readings").click()
    page.wait_for_url("**/stored?*")

    expect(page.locator("#messages")).to_contain_text(f"{readings} readings stored")
    expect(page.get_by_role("button", name="Calculate and verify")).to_be_visible()
    page.get_by_role("link", name="See the last day").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Uploaded roof")


def test_another_choice_is_previewed_and_stored(site, desk):
    page, scripts = desk
    register(site, page)
    choose(page, "pv.csv", SPOILT, dropped=False)
    page.get_by_label("It counts").select_option("Wh")
    if not scripts:
        page.get_by_role("button", name="Preview again").click()
    page.wait_for_url("**measure=Wh*")
    expect(page.locator("#preview")).to_contain_text("0.002")
    page.get_by_role("button", name="Store 1 reading").click()
    page.wait_for_url("**/stored?*measure=Wh*")


def test_rejected_rows_are_fetched_mended_and_sent_again(site, desk, tmp_path):
    page, scripts = desk
    register(site, page)
    choose(page, "pv.csv", SPOILT, dropped=scripts)
    expect(page.locator("#preview")).to_contain_text("'x' is not a number")
    page.get_by_role("button", name="Store 1 reading, leave 1 out").click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Rejected rows as CSV").click()
    fetched.value.save_as(tmp_path / "rejected.csv")
    text = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
    assert [row["line"] for row in csv.DictReader(text.splitlines())] == ["3"]

    page.get_by_role("link", name="Upload another file").click()
    choose(page, "mended.csv", text.replace(",x,", ",2.5,"), dropped=scripts)
    page.get_by_role("button", name="Store 1 reading").click()
    page.locator("#messages", has_text="1 reading stored").wait_for()


def test_the_files_travel_and_the_work_after_it_are_shown(site, page, faults):
    page.goto(f"{site}/fleet/upload?inverter={filling.NEW}")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/fleet/upload", hold)
    page.set_input_files("input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": SPOILT.encode()})
    with page.expect_request("**/fleet/upload"):
        page.get_by_role("button", name="Preview").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("button", name="Preview")).to_be_disabled()
    held[0].continue_()
    page.locator("#preview").wait_for()


def test_a_refusal_is_said_where_the_file_was_chosen(site, desk):
    page, _ = desk
    register(site, page)
    page.set_input_files("input[type=file]", {"name": "a.xlsx", "mimeType": "text/csv", "buffer": b"PK\x03\x04"})
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("save it as CSV and choose that file").wait_for()
    expect(page.get_by_role("button", name="Preview")).to_be_enabled()


def test_a_preview_and_what_was_stored_fit_every_screen_without_a_complaint(site, page, faults):
    page.goto(f"{site}/fleet/upload?inverter={filling.NEW}")
    choose(page, "pv.csv", SPOILT, dropped=True)
    assert_fits(page)
    page.get_by_role("button", name="Store 1 reading, leave 1 out").click()
    page.wait_for_url("**/stored*")
    assert_fits(page)


def assert_fits(page):
    """On every screen, and for readers of screens."""
    assert grave(page) == []
    for width, scheme in product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width
