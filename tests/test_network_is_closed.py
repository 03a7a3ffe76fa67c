import socket
import warnings

import pytest
import requests
from pytest_socket import SocketConnectBlockedError

OUTSIDE = "203.0.113.1"  # a documentation address: nobody answers there, and nobody is asked


@pytest.fixture(autouse=True)
def the_guards_own_warning():
    """pytest-socket warns besides raising; here the raising is the claim."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def test_no_test_reaches_beyond_this_machine():
    with socket.socket() as outward, pytest.raises(SocketConnectBlockedError):
        outward.connect((OUTSIDE, 80))


def test_the_client_that_asks_the_satellite_service_is_held_back_too():
    with pytest.raises(SocketConnectBlockedError):
        requests.get(f"http://{OUTSIDE}/", timeout=1)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
