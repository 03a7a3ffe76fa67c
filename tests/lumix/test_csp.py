"""One strict Content-Security-Policy on every answer, whoever gives it: views, middleware, handlers of errors."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client

from lumix import health
from lumix.modes import Role
from tests.lumix.closing import BROWSER, PASSWORD, browser, close

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ANSWERS = {
    "a page": ("GET", "/", 200),
    "a page that is not there": ("GET", "/nowhere", 404),
    "the API": ("GET", "/inverters", 200),
    "a fault in what was sent": ("POST", "/inverters", 422),
    "a method that is not allowed": ("POST", "/fleet/system", 405),
    "the API's page": ("GET", "/docs", 200),
    "its document": ("GET", "/openapi.json", 200),
    "the script of its page": ("GET", "/docs?script=", 200),
    "a static file": ("GET", "/static/css/lumix.css", 200),
    "the admin's log-in": ("GET", "/admin/login/", 200),
    "a way to it": ("GET", "/admin/", 302),
    "a page about accounts": ("GET", "/account/login", 404),
    "a monitor's question": ("GET", "/health/ready", 200),
}


def policy_of(reply) -> dict[str, str]:
    """The directives, the nonce of a page left out."""
    directives = (part.strip().partition(" ") for part in reply["Content-Security-Policy"].split(";"))
    return {
        name: " ".join(source for source in sources.split() if not source.startswith("'nonce-"))
        for name, _, sources in directives
    }


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_policy(name):
    method, address, status = ANSWERS[name]
    reply = Client(headers={"accept": BROWSER}).generic(method, address)
    reply.close()
    assert (reply.status_code, policy_of(reply)) == (status, POLICY)


CLOSED = {
    "the log-in": (None, "GET", "/account/login", 200),
    "a way to it": (None, "GET", "/", 302),
    "the API asking for a token": (None, "GET", "/inverters", 401),
    "a role that may not": (Role.AUDITOR, "POST", "/inverters", 403),
    "a page of the admin": (Role.ADMIN, "GET", "/admin/", 200),
    "the tokens": (Role.STAFF, "GET", "/account/tokens", 200),
    "a form without its token": (Role.STAFF, "POST", "/account/tokens", 403),
}


@pytest.mark.parametrize("name", CLOSED)
def test_closed_mode_carries_it_too(settings, name):
    close(settings)
    role, method, address, status = CLOSED[name]
    reply = browser(role, enforce_csrf_checks=True).generic(method, address)
    assert (reply.status_code, policy_of(reply)) == (status, POLICY)


def test_the_page_of_a_locked_account_carries_it(settings):
    close(settings)
    replies = [browser(None).post("/account/login", {"username": "x", "password": PASSWORD}) for _ in range(5)]
    assert (replies[-1].status_code, policy_of(replies[-1])) == (429, POLICY)


@pytest.mark.parametrize(
    ("fault", "status"), [(RuntimeError, 500), (PermissionDenied, 403), (SuspiciousOperation, 400)]
)
@pytest.mark.parametrize("accept", [BROWSER, "application/json"])
def test_a_fault_carries_it_and_is_told_as_its_client_reads(monkeypatch, fault, status, accept):
    def fail(request):
        raise fault("not today")

    monkeypatch.setattr(health.urlpatterns[0], "callback", fail)
    reply = Client(raise_request_exception=False, headers={"accept": accept}).get("/health")
    assert (reply.status_code, policy_of(reply)) == (status, POLICY)
    assert reply["Content-Type"].startswith("text/html" if accept == BROWSER else "application/json")
    assert b"not today" not in reply.content or status == 403


def test_a_redirect_to_tls_carries_it(settings):
    close(settings)
    reply = Client().get("/fleet/pending?cause=x", REMOTE_ADDR="192.0.2.9")
    assert (reply.status_code, reply.url) == (301, "https://testserver/fleet/pending?cause=x")
    assert policy_of(reply) == POLICY


@pytest.mark.parametrize("address", ["/", "/fleet/system", "/fleet/pending", "/docs", "/admin/login/", "/nowhere"])
def test_no_page_holds_what_the_policy_would_block(address):
    page = Client(headers={"accept": BROWSER}).get(address).content.decode()
    assert " style=" not in page and " onclick=" not in page and "javascript:" not in page
