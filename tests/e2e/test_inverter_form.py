"""An inverter is registered and changed by its form, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import filling

pytestmark = pytest.mark.browser


def place(page, latitude, longitude):
    page.get_by_label("Latitude").fill(latitude)
    page.get_by_label("Longitude").fill(longitude)


def test_the_zone_of_the_place_is_said_while_it_is_typed(site, page, faults):
    page.goto(f"{site}/fleet/inverters/new")
    place(page, "6.5244", "3.3792")
    expect(page.locator("#effects")).to_contain_text("Africa/Lagos, UTC+01:00 the year round")
    page.get_by_label("Array, kWp").fill("30")
    page.get_by_label("Inverter, kW").fill("10")
    expect(page.locator("#effects")).to_contain_text("3.00 times the inverter")


def test_a_mistake_is_said_beside_its_field_while_it_is_typed(site, page):
    page.goto(f"{site}/fleet/inverters/new")
    page.get_by_label("Tilt").fill("100")
    expect(page.locator("#id_surface_tilt_error")).to_have_text("It lies from 0 to 90 degrees: correct it.")
    page.get_by_label("Tilt").fill("10")
    expect(page.locator("#id_surface_tilt_error")).to_have_text("")


def test_swapped_coordinates_are_asked_about_and_swapped_back(site, desk):
    page, scripts = desk
    page.goto(f"{site}/fleet/inverters/new")
    page.get_by_label("Name").fill("Swapped roof")
    page.get_by_label("Inverter, kW").fill("10" if scripts else "11")  # one there already would be asked about too
    place(page, "3.3792", "6.5244")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("Did you mean this place?").wait_for()
    page.get_by_role("button", name="Swap latitude and longitude").click()
    page.wait_for_url("**/fleet/upload?inverter=*")
    expect(page.locator("#messages")).to_contain_text("Swapped roof is registered")


def test_what_a_change_moves_is_confirmed_before_it_is_stored(site, desk):
    page, scripts = desk
    address = f"{site}/fleet/inverters/{filling.UNPUBLISHED}/edit"
    page.goto(address)
    page.get_by_label("Array, kWp").fill("12" if scripts else "13")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("answer what is asked").wait_for()
    page.get_by_label("Yes, let them be judged again.").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/audit/\d+"))
    expect(page.locator("#messages")).to_contain_text("The change is stored")


def test_of_two_who_change_one_inverter_the_second_sees_both_versions(site, desk, browser):
    page, scripts = desk
    address = f"{site}/fleet/inverters/{filling.NEW}/edit"
    first, second = page, page.context.new_page()
    for one in (first, second):
        one.goto(address)
    first.get_by_label("Name").fill(f"First {scripts}")
    first.get_by_role("button", name="Save").click()
    first.wait_for_url(re.compile(r"/audit/\d+"))
    second.get_by_label("Name").fill(f"Second {scripts}")
    second.get_by_role("button", name="Save").click()
    expect(second.locator(".diff > :first-child")).to_contain_text(f"First {scripts}")
    expect(second.locator(".diff > :last-child")).to_contain_text(f"Second {scripts}")
    second.get_by_role("button", name="Save").click()
    second.wait_for_url(re.compile(r"/audit/\d+"))
    expect(second.get_by_role("heading", level=1)).to_contain_text(f"Second {scripts}")
