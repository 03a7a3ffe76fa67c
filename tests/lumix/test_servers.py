"""Open mode through real servers: what they see of their sockets and their peers, and not what a test client claims."""

import pytest

from tests import needs
from tests.servers import CLOSED, GUNICORN, RUNSERVER, refusal, serving

pytestmark = pytest.mark.own_database
BEYOND = needs.outer_address() or "192.0.2.1"
EVERYWHERE = (*GUNICORN, "-b", "0.0.0.0:0")
LOCAL = {"gunicorn": (*GUNICORN, "-b", "127.0.0.1:0"), "runserver": (*RUNSERVER, "127.0.0.1:0")}
REFUSED_STARTS = {
    "gunicorn everywhere": (EVERYWHERE, {}, "LUMIX_MODE is not set"),
    "gunicorn on all of IPv6": ((*GUNICORN, "-b", "[::]:0"), {}, "LUMIX_MODE is not set"),
    "gunicorn on loopback and beyond": ((*GUNICORN, "-b", "127.0.0.1:0", "-b", "0.0.0.0:0"), {}, "listen on 0.0.0.0"),
    "gunicorn with --reuse-port": ((*EVERYWHERE, "--reuse-port"), {}, "LUMIX_MODE is not set"),
    "gunicorn on a unix socket": ((*GUNICORN, "-b", "unix:{folder}/lumix.sock"), {}, "unix socket"),
    "gunicorn, closed without a key": (LOCAL["gunicorn"], {**CLOSED, "SECRET_KEY": ""}, "needs a SECRET_KEY"),
    "gunicorn, closed with a weak key": (LOCAL["gunicorn"], {**CLOSED, "SECRET_KEY": "aaaa"}, "is too short"),
    "gunicorn, closed without a signing key": (
        LOCAL["gunicorn"],
        {**CLOSED, "LUMIX_SIGNING_KEY": ""},
        "needs LUMIX_SIGNING_KEY or LUMIX_SIGNING_KEY_FILE",
    ),
    "gunicorn, closed and debugging": (LOCAL["gunicorn"], {**CLOSED, "DEBUG": "true"}, "DEBUG=true exclude each other"),
    "gunicorn, closed to any host": (LOCAL["gunicorn"], {**CLOSED, "ALLOWED_HOSTS": "*"}, "needs ALLOWED_HOSTS"),
    "gunicorn, closed to no host": (EVERYWHERE, {**CLOSED, "ALLOWED_HOSTS": ""}, "needs ALLOWED_HOSTS"),
    "gunicorn, wrong network": (LOCAL["gunicorn"], {"LUMIX_TRUSTED_NETS": "lan"}, "LUMIX_TRUSTED_NETS: 'lan'"),
    "gunicorn, any host": (LOCAL["gunicorn"], {"ALLOWED_HOSTS": "*"}, "DNS rebinding"),
    "runserver everywhere": ((*RUNSERVER, "0.0.0.0:0"), {}, "LUMIX_MODE is not set"),
    "runserver by Django's short name for it": ((*RUNSERVER, "0:0"), {}, "LUMIX_MODE is not set"),
    "runserver, closed": (LOCAL["runserver"], {**CLOSED, "SECRET_KEY": ""}, "needs a SECRET_KEY"),
}


@pytest.mark.parametrize("case", REFUSED_STARTS)
def test_a_server_that_is_not_safe_refuses_to_start_and_says_why(case, tmp_path):
    command, environment, words = REFUSED_STARTS[case]
    command = [part.format(folder=tmp_path) for part in command]

    status, output = refusal(command, tmp_path, **environment)

    assert status != 0
    assert words in output
    assert "Traceback" not in output


@pytest.fixture(scope="module", params=LOCAL)
def local_server(request, tmp_path_factory):
    with serving(LOCAL[request.param], tmp_path_factory.mktemp("local")) as server:
        yield server


def test_unset_mode_serves_this_machine(local_server):
    assert local_server.ask("/health")[0] == 200


def test_a_spoofed_header_is_refused_by_a_real_server(local_server):
    status, body = local_server.ask("/health", x_forwarded_for="127.0.0.1")

    assert (status, body["errors"]) == (403, [])
    assert "LUMIX_TRUSTED_NETS" in body["detail"]


def test_a_rebound_host_is_refused_by_a_real_server(local_server):
    assert local_server.ask("/health", host="evil.example")[0] == 403


def test_another_sites_page_changes_nothing_through_a_real_server(local_server):
    ours = f"http://127.0.0.1:{local_server.port}"

    assert local_server.ask("/health", method="POST", origin="http://evil.example")[0] == 403
    assert local_server.ask("/health", method="POST", origin="null")[0] == 403
    assert local_server.ask("/health", method="POST", origin=ours)[0] == 405


@pytest.fixture(scope="module")
def open_server(tmp_path_factory):
    with serving(EVERYWHERE, tmp_path_factory.mktemp("open"), LUMIX_MODE="open", ALLOWED_HOSTS=BEYOND) as server:
        yield server


def test_open_mode_everywhere_warns_and_answers_this_machine(open_server):
    assert open_server.ask("/health")[0] == 200
    assert "open_mode_beyond_loopback" in open_server.log.read_text()


@pytest.mark.interface
@pytest.mark.allow_hosts([BEYOND])
def test_a_stranger_is_refused_whatever_he_says_of_himself(open_server):
    for headers in ({}, {"x_forwarded_for": "127.0.0.1"}, {"x_real_ip": "127.0.0.1"}, {"host": "localhost"}):
        status, body = open_server.ask("/health", at=BEYOND, **headers)

        assert status == 403
        assert BEYOND in body["detail"]


@pytest.mark.interface
@pytest.mark.allow_hosts([BEYOND])
def test_a_trusted_network_is_served_with_a_proxys_headers(tmp_path):
    named = {"LUMIX_MODE": "open", "LUMIX_TRUSTED_NETS": f"{BEYOND}/32", "ALLOWED_HOSTS": BEYOND}
    with serving(EVERYWHERE, tmp_path, **named) as server:
        assert server.ask("/health", at=BEYOND)[0] == 200
        assert server.ask("/health", at=BEYOND, x_forwarded_for="198.51.100.7")[0] == 200
        assert server.ask("/health", at=BEYOND, host="evil.example")[0] == 403
