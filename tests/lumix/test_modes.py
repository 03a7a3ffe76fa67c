import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from lumix import modes, networks
from lumix.apps import mode_is_readable
from lumix.middleware import ModeGuard
from tests.lumix.closing import SIGNING_KEY


@pytest.fixture(autouse=True)
def no_server_has_started(monkeypatch):
    monkeypatch.setattr(modes, "_loopback_servers", set())


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_unset_mode_is_open_on_loopback(settings, address):
    settings.LUMIX_MODE = modes.UNSET

    modes.start([address])

    assert modes.current() == modes.OPEN


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "::ffff:192.0.2.7", "fe80::1%eth0"])
def test_unset_mode_refuses_to_start_beyond_loopback(settings, address):
    settings.LUMIX_MODE = modes.UNSET

    with pytest.raises(ImproperlyConfigured, match=f"LUMIX_MODE is not set .* {address}"):
        modes.start(["127.0.0.1", address])
    with pytest.raises(ImproperlyConfigured, match="cannot see where"):
        modes.current()


def test_unset_mode_refuses_a_server_that_never_said_where_it_listens(settings):
    settings.LUMIX_MODE = modes.UNSET

    with pytest.raises(ImproperlyConfigured, match="cannot see where"):
        modes.current()


def test_open_mode_beyond_loopback_starts_with_a_warning(settings, caplog):
    settings.LUMIX_MODE = modes.OPEN

    modes.start(["0.0.0.0"])

    assert "open_mode_beyond_loopback" in caplog.text


@pytest.fixture
def closed(settings):
    """Closed mode as it may start."""
    settings.LUMIX_MODE = modes.CLOSED
    settings.SECRET_KEY, settings.SECRET_KEY_IS_NAMED = "".join(map(chr, range(33, 97))), True
    settings.DEBUG, settings.NAMED_HOSTS = False, ["lumix.example"]
    settings.LUMIX_SIGNING_KEY = SIGNING_KEY
    return settings


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::", "unix:/run/lumix.sock"])
def test_closed_mode_starts_anywhere_with_safe_settings(closed, address):
    modes.start([address])

    assert modes.current() == modes.CLOSED


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "too short"),
        ("SECRET_KEY", "a" * 60, "too short, or too few"),
        ("SECRET_KEY", "django-insecure-" + "".join(map(chr, range(33, 97))), "too short"),
        ("SECRET_KEY_IS_NAMED", False, "needs a SECRET_KEY in the environment"),
        ("LUMIX_SIGNING_KEY", "", "needs LUMIX_SIGNING_KEY or LUMIX_SIGNING_KEY_FILE"),
        ("LUMIX_SIGNING_KEY", SIGNING_KEY[:-4], "The ledger's signing key"),
        ("DEBUG", True, "DEBUG=true exclude each other"),
        ("NAMED_HOSTS", [], "needs ALLOWED_HOSTS"),
        ("NAMED_HOSTS", ["lumix.example", "*"], r"and not \*"),
        ("LUMIX_TRUSTED_NETS", ["lan"], "LUMIX_TRUSTED_NETS"),
    ],
)
@pytest.mark.parametrize("start", [lambda: modes.start(["127.0.0.1"]), lambda: ModeGuard(HttpResponse)])
def test_closed_mode_refuses_to_start_when_unsafe(closed, start, name, value, words):
    setattr(closed, name, value)

    with pytest.raises(ImproperlyConfigured, match=words):
        start()


@pytest.mark.parametrize("mode", [modes.OPEN, modes.UNSET])
def test_open_mode_refuses_a_unix_socket(settings, mode):
    settings.LUMIX_MODE = mode

    with pytest.raises(ImproperlyConfigured, match="unix:/run/lumix"):
        modes.start(["unix:/run/lumix.sock"])


def test_open_mode_refuses_to_answer_every_host(settings):
    settings.ALLOWED_HOSTS = ["*"]

    with pytest.raises(ImproperlyConfigured, match="DNS rebinding"):
        modes.start(["127.0.0.1"])


@pytest.mark.parametrize(
    ("net", "complaint"),
    [
        ("lan", "does not appear to be"),
        ("10.0.0.1/8", "host bits set"),
        ("0.0.0.0/0", "the whole internet"),
        ("::/0", "the whole internet"),
    ],
)
def test_a_trusted_network_that_is_none_refuses_to_start(settings, net, complaint):
    settings.LUMIX_TRUSTED_NETS = [net]

    with pytest.raises(ImproperlyConfigured, match=rf"LUMIX_TRUSTED_NETS.*{complaint}"):
        modes.start(["127.0.0.1"])
    assert [error.id for error in mode_is_readable()] == ["lumix.E001"]


def test_trusted_networks_are_read_with_spaces_and_single_addresses(settings):
    settings.LUMIX_TRUSTED_NETS = [" 172.18.0.0/16", "fd00::5"]

    assert [str(net) for net in networks.trusted_networks()] == ["172.18.0.0/16", "fd00::5/128"]


def test_an_unknown_mode_is_told_by_every_command(settings):
    settings.LUMIX_MODE = "opne"

    assert "'opne'" in mode_is_readable()[0].msg


def test_any_known_mode_passes_the_system_check(settings):
    for settings.LUMIX_MODE in (modes.OPEN, modes.CLOSED, modes.UNSET):
        assert mode_is_readable() == []


def test_actor_without_a_log_in_is_open_mode(client, db):
    request = RequestFactory().get("/")
    assert modes.actor(request) == "open-mode"

    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    assert modes.actor(request) == "open-mode"


def test_actor_is_the_logged_in_user_even_where_the_api_has_blanked_the_request_user(client, db):
    client.force_login(User.objects.create_user("ada"))
    request = RequestFactory().get("/")
    request.session, request.user = client.session, None

    assert modes.actor(request) == "ada"


def test_templates_know_the_mode_and_the_nonce():
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"

    assert modes.context(request) == {
        "lumix_mode": "open",
        "lumix_role": "staff",
        "lumix_account": None,
        "csp_nonce": "n0nce",
    }
