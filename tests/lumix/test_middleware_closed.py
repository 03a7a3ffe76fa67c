"""The guard in closed mode: TLS for all but this machine, and proxies only where a setting names their header."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lumix.middleware import ModeGuard
from tests.lumix.closing import close
from tests.lumix.test_middleware import refused


@pytest.fixture
def ask_closed(settings):
    close(settings)
    guard = ModeGuard(lambda request: HttpResponse("let in"))

    def ask(peer="192.0.2.9", host="testserver", secure=False, **headers):
        request = RequestFactory().get("/a?b=c", REMOTE_ADDR=peer, headers={"host": host, **headers}, secure=secure)
        return guard(request)

    return ask


def test_closed_mode_answers_anybody_over_tls_and_this_machine_without(ask_closed):
    assert ask_closed(secure=True).content == b"let in"
    assert ask_closed(peer="127.0.0.1").content == b"let in"


def test_closed_mode_leads_everybody_else_to_tls(ask_closed):
    reply = ask_closed()
    assert (reply.status_code, reply.url) == (301, "https://testserver/a?b=c")


@pytest.mark.parametrize("header", ["X-Forwarded-Proto", "X-Forwarded-For", "Forwarded"])
def test_closed_mode_refuses_a_proxy_of_which_nothing_says_whether_it_adds_tls(ask_closed, header):
    assert refused(ask_closed(peer="127.0.0.1", **{header: "https"}), "SECURE_PROXY_SSL_HEADER")


@pytest.mark.parametrize(("said", "status"), [("https", 200), ("http", 301), ("", 301)])
def test_closed_mode_believes_the_header_of_its_named_proxy(ask_closed, settings, said, status):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask_closed(peer="127.0.0.1", **{"X-Forwarded-Proto": said}).status_code == status


def test_closed_mode_refuses_a_host_that_is_not_ours(ask_closed):
    assert refused(ask_closed(host="evil.example", secure=True), "ALLOWED_HOSTS")
