import json

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import RequestFactory

from lumix.middleware import FORWARDING_HEADERS, ModeGuard

PROXY = "172.18.0.5"


@pytest.fixture
def ask(settings):
    settings.ALLOWED_HOSTS = ["lumix.example", "localhost", "127.0.0.1", "[::1]"]
    guard = ModeGuard(lambda request: HttpResponse("let in"))

    def ask(method="GET", peer="127.0.0.1", host="127.0.0.1:8000", **headers):
        request = RequestFactory().generic(method, "/", REMOTE_ADDR=peer, headers={"host": host, **headers})
        return guard(request)

    return ask


def refused(response, setting):
    body = json.loads(response.content)
    return response.status_code == 403 and body["errors"] == [] and setting in body["detail"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_let_in(ask, peer):
    assert ask(peer=peer).content == b"let in"


@pytest.mark.parametrize(
    "peer", ["192.0.2.9", "10.0.0.1", "::ffff:192.0.2.9", "fe80::1%eth0", "", "localhost", "unix:"]
)
def test_any_other_peer_is_refused(ask, peer):
    assert refused(ask(peer=peer), "LUMIX_TRUSTED_NETS")


@pytest.mark.parametrize("peer", [PROXY, f"::ffff:{PROXY}"])
def test_a_trusted_network_is_let_in_and_its_neighbour_is_not(ask, settings, peer):
    settings.LUMIX_TRUSTED_NETS = ["172.18.0.0/16"]

    assert ask(peer=peer).status_code == 200
    assert refused(ask(peer="172.19.0.5"), "LUMIX_TRUSTED_NETS")


@pytest.mark.parametrize(
    "header",
    [
        *sorted(FORWARDING_HEADERS),
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-FORWARDED-PROTO",
        "X-Forwarded",
        "X-ProxyUser-Ip",
    ],
)
def test_a_request_passed_on_by_a_proxy_is_refused(ask, header):
    assert refused(ask(**{header: "127.0.0.1"}), "LUMIX_TRUSTED_NETS")


def test_a_proxy_in_a_trusted_network_may_pass_requests_on(ask, settings):
    settings.LUMIX_TRUSTED_NETS = ["172.18.0.0/16"]

    assert ask(peer=PROXY, **{"X-Forwarded-For": "198.51.100.1"}).status_code == 200


def test_a_proxy_on_this_machine_is_refused_though_another_network_is_trusted(ask, settings):
    settings.LUMIX_TRUSTED_NETS = ["172.18.0.0/16"]

    assert refused(ask(**{"X-Forwarded-For": "172.18.0.9"}), "LUMIX_TRUSTED_NETS")


def test_what_a_forwarding_header_says_lets_nobody_in(ask, settings):
    settings.LUMIX_TRUSTED_NETS = ["172.18.0.0/16"]

    assert refused(ask(peer="192.0.2.9", **{"X-Forwarded-For": "127.0.0.1"}), "LUMIX_TRUSTED_NETS")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000", "lumix.example:8000"])
def test_our_own_hosts_are_let_in(ask, host):
    assert ask(host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "a b", "0.0.0.0"])
def test_a_host_that_is_not_ours_is_refused_as_dns_rebinding(ask, host):
    assert refused(ask(host=host), "ALLOWED_HOSTS")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000", "http://LOCALHOST:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
    ],
)
def test_a_change_from_our_own_page_is_let_in(ask, host, origin):
    assert ask("POST", host=host, Origin=origin).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "http://localhost:8000",
        "http://127.0.0.1:8000.evil.example",
        "http://127.0.0.1:8000@evil.example",
        "http://evil.example, http://127.0.0.1:8000",
        "http://127.0.0.1:8000/page",
        "file://",
        "null",
        "",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_from_another_origin_is_refused(ask, method, origin):
    assert refused(ask(method, Origin=origin), "CSRF_TRUSTED_ORIGINS")


def test_an_origin_named_by_setting_may_change_things(ask, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://lumix.example"]

    assert ask("POST", host="lumix.example", Origin="https://lumix.example").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "Cross-Site"])
def test_a_change_without_an_origin_is_refused_where_the_browser_calls_it_foreign(ask, site):
    assert refused(ask("POST", **{"Sec-Fetch-Site": site}), "CSRF_TRUSTED_ORIGINS")


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
def test_a_change_by_a_client_that_is_no_foreign_page_is_let_in(ask, headers):
    assert ask("POST", **headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_asks_for_no_origin(ask, method):
    assert ask(method, Origin="http://evil.example", **{"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_only_middleware_that_adds_headers_stands_before_the_guard():
    before = project.MIDDLEWARE[: project.MIDDLEWARE.index("lumix.middleware.ModeGuard")]

    assert before == ["django.middleware.security.SecurityMiddleware", "csp.middleware.CSPMiddleware"]


def test_a_refusal_carries_the_headers_of_every_answer(client):
    response = client.get("/", REMOTE_ADDR="192.0.2.9")

    assert response.status_code == 403
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
