import json
import subprocess
import sys

import pytest

from tests.architecture import BASE_DIR
from tests.servers import environment

pytestmark = pytest.mark.own_database
FAILS_WITH_A_SECRET_AT_HAND = """
import django
django.setup()
import logging, structlog
def fail():
    local = "hush" + "-hush"
    raise ValueError("no good")
try:
    fail()
except ValueError:
    structlog.get_logger("lumix.x").error("it_failed", inverter=7, exc_info=True)
logging.getLogger("some.library").warning("said %s", "this")
logging.getLogger("django.request").error("told by django-structlog already")
"""


def logged(tmp_path, debug):
    lines = subprocess.run(
        [sys.executable, "-c", FAILS_WITH_A_SECRET_AT_HAND],
        cwd=BASE_DIR,
        env=environment(tmp_path, DEBUG=debug, DJANGO_SETTINGS_MODULE="lumix.settings"),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert lines.stdout == ""
    return lines.stderr


def test_each_event_is_one_json_line_on_stderr(tmp_path):
    ours, library = map(json.loads, logged(tmp_path, "false").splitlines())

    assert (ours["event"], ours["level"], ours["logger"], ours["inverter"]) == ("it_failed", "error", "lumix.x", 7)
    assert "ValueError: no good" in ours["exception"]
    assert (library["event"], library["level"]) == ("said this", "warning")


@pytest.mark.parametrize("debug", ["true", "false"])
def test_a_traceback_shows_no_local_variables(tmp_path, debug):
    output = logged(tmp_path, debug)

    assert "ValueError: no good" in output
    assert "hush-hush" not in output
