"""Closed mode by a real server: what each role sees and is refused in a browser, and what a program's token opens."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.e2e import filling
from tests.e2e.catalogue import CLOSED as CLOSED_PAGES
from tests.e2e.catalogue import LOG_IN
from tests.e2e.conftest import fill, warm
from tests.e2e.test_everywhere import grave
from tests.lumix.closing import PASSWORD
from tests.servers import CLOSED

pytestmark = pytest.mark.browser

STAFF, AUDITOR, ADMIN = ROLES = ("staff", "auditor", "admin")
DAY = f"/audit/{filling.VERIFIED}/2016-07-04"
NEW_INVERTER = {"gps_lat": 6.5, "gps_lon": 3.4, "capacity_kw": 5, "name": "By token"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The address of a closed Lumix with an account of each role, called as the role."""
    accounts = [("manage.py", "make_account", role, "--role", role) for role in ROLES]
    settings = {**CLOSED, "LUMIX_ACCOUNT_PASSWORD": PASSWORD}
    folder = tmp_path_factory.mktemp("closed")
    fill(folder, *accounts, **settings)
    with warm(folder, **settings) as address:
        yield address


def log_in(page, closed, role, path="/"):
    """Ask for a page, be sent to the log-in, and come back to that page."""
    page.goto(closed + path)
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(closed + path)
    return page


def linked(page, name):
    """What of that very name the menu leads to."""
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True)


SEEN = {
    STAFF: ({"Fleet", "Upload", "Why pending", "API docs", "System"}, {"Admin"}),
    AUDITOR: ({"Fleet", "Why pending", "API docs", "System"}, {"Upload", "Admin"}),
    ADMIN: ({"Fleet", "Why pending", "API docs", "System", "Admin"}, {"Upload"}),
}


@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_shows_what_a_role_may_do(closed, page, faults, role):
    seen, unseen = SEEN[role]
    log_in(page, closed, role)
    for name in seen:
        expect(linked(page, name)).to_have_count(1)
    for name in unseen:
        expect(linked(page, name)).to_have_count(0)
    expect(page.locator(".user summary")).to_contain_text(role)


REFUSED = {STAFF: "/admin/", AUDITOR: "/fleet/upload", ADMIN: "/fleet/upload"}


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_open_is_a_page_with_a_sentence(closed, page, role):
    log_in(page, closed, role)
    answer = page.goto(closed + REFUSED[role])
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text(f"your account's role is {role}")


@pytest.mark.parametrize("role", ROLES)
def test_only_staff_change_a_credit_whoever_sends_the_form(closed, page, role):
    log_in(page, closed, role)
    answer = page.evaluate(SEND, [f"{DAY}/verify", {}])
    assert answer == (200 if role == STAFF else 403)


@pytest.mark.parametrize("role", ROLES)
def test_only_staff_write_through_the_api_in_a_session(closed, page, role):
    log_in(page, closed, role)
    assert page.evaluate(SEND, ["/inverters", NEW_INVERTER]) == (201 if role == STAFF else 403)
    assert page.evaluate(SEND_WITHOUT_TOKEN, "/inverters") == 403


@pytest.mark.parametrize("role", ROLES)
def test_a_token_made_on_the_page_opens_the_api_to_a_program_until_it_is_revoked(closed, page, faults, role):
    log_in(page, closed, role, "/account/tokens")
    page.get_by_label("What is it for?").fill("a program")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator("#token").inner_text()
    assert (ask(closed, "/inverters", token), ask(closed, "/inverters")) == (200, 401)
    assert ask(closed, "/inverters", token, NEW_INVERTER) == (201 if role == STAFF else 403)
    page.get_by_role("button", name="Revoke a program").click()
    page.locator("#messages", has_text="is revoked").wait_for()
    assert ask(closed, "/inverters", token) == 401


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_password_is_told_and_logging_out_ends_it(closed, new_context, scripts):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(closed)
    page.get_by_label("Username").fill(AUDITOR)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("correct username and password")
    log_in(page, closed, AUDITOR)
    page.locator(".user summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{closed}{LOG_IN}*")  # an address asked for before it would stop the form on its way
    page.goto(closed + DAY)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_an_htmx_request_after_the_session_ended_leads_to_the_log_in(closed, page, context):
    log_in(page, closed, STAFF, "/fleet/pending")
    context.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/fleet/system', 'main')")
    page.wait_for_url(f"{closed}/account/login?next=%2Ffleet%2Fpending")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*CLOSED_PAGES.values(), "/docs"])
def test_a_page_fits_and_axe_finds_nothing_serious(closed, page, faults, path, scheme):
    page.emulate_media(color_scheme=scheme)
    if path == LOG_IN:
        page.goto(closed + path)
    else:
        log_in(page, closed, STAFF, path)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert path == "/docs" or grave(page) == []  # what stands on that page is Swagger UI's


def test_the_apis_page_is_dark_where_the_screen_is_and_tries_an_operation(closed, page, faults):
    page.emulate_media(color_scheme="dark")
    log_in(page, closed, STAFF, "/docs")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(28, 32, 34)"
    operation = page.locator(".opblock", has_text="List inverters by id").first
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    operation.locator(".live-responses-table .response-col_status", has_text="200").wait_for()


def test_the_admin_makes_an_account_that_can_log_in(closed, page, new_context, faults):
    log_in(page, closed, ADMIN, "/admin/")
    page.goto(f"{closed}/admin/auth/user/add/")
    page.get_by_label("Username").fill("femi")
    page.get_by_label("Role").select_option("auditor")
    for label in ("Password:", "Password confirmation"):
        page.get_by_label(label).fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    other = new_context().new_page()
    log_in(other, closed, "femi")
    expect(other.locator(".user summary")).to_contain_text("auditor")


def ask(closed, path, token="", body=None) -> int:
    """The status that a program gets, with its token."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Token {token}"} if token else {})
    sent = json.dumps(body).encode() if body else None
    try:
        with urllib.request.urlopen(urllib.request.Request(closed + path, sent, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


SEND = """
async ([path, body]) => {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
  return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).status;
}
"""
SEND_WITHOUT_TOKEN = "async (path) => (await fetch(path, { method: 'POST', body: '{}' })).status"
