"""What some tests need of the machine: absent, they are skipped and named, or fail where LUMIX_REQUIRE_ALL=1."""

import os
import shutil
import socket
from collections.abc import Callable
from functools import cache

import pytest
from django.conf import settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOWHERE = ("203.0.113.1", 9)  # a documentation address: connecting a datagram socket sends nothing


@cache
def chromium() -> str | None:
    """The path of the system's Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@cache
def outer_address() -> str | None:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return None
        return probe.getsockname()[0]


def redis_url() -> str | None:
    return os.environ.get("REDIS_URL")


# marker → (finds what is needed, what to say where it is not there)
NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "browser": (chromium, "no Chromium on this machine"),
    "redis": (redis_url, "no REDIS_URL"),
    "interface": (outer_address, "no network interface besides loopback"),
}
DATABASES = ("postgresql", "sqlite")


def check(item: pytest.Item) -> None:
    """Skip or fail a test whose need is not met; skip one about the other database, which the other run covers."""
    for marker, (find, complaint) in NEEDS.items():
        if item.get_closest_marker(marker) and not find():
            if os.environ.get("LUMIX_REQUIRE_ALL") == "1":
                pytest.fail(f"{complaint}, and LUMIX_REQUIRE_ALL=1 asks for it", pytrace=False)
            pytest.skip(complaint)
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].rstrip("3")
    about = [marker for marker in DATABASES if item.get_closest_marker(marker)]
    if about and database not in about:
        pytest.skip(f"about {' and '.join(about)}; this run is on {database}")
