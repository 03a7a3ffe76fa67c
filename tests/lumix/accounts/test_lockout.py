import pytest
from django.test import RequestFactory

from lumix.accounts.lockout import client_address

PROXY = "172.18.0.5"


@pytest.mark.parametrize(
    ("named", "forwarded", "address"),
    [
        (None, None, PROXY),
        (None, "198.51.100.1", PROXY),
        (("HTTP_X_FORWARDED_PROTO", "https"), "198.51.100.1", "198.51.100.1"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "203.0.113.7, 198.51.100.1", "198.51.100.1"),
        (("HTTP_X_FORWARDED_PROTO", "https"), None, PROXY),
        (("HTTP_X_FORWARDED_PROTO", "https"), "nonsense", PROXY),
    ],
)
def test_who_tries_is_what_a_named_proxy_saw_and_never_what_he_says_of_himself(settings, named, forwarded, address):
    settings.SECURE_PROXY_SSL_HEADER = named
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=PROXY, headers=headers)) == address
