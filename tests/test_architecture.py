import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import APPS, BASE_DIR, faults, modules, pure_modules

# The rooms of the house that stand; later issues add merkle, window, run, tasks, charts, evidence and forms.
ROOMS_THAT_STAND = {
    "lumix": ("api", "modes", "health", "urls", "settings"),
    "lumix/ledger": ("chain", "models", "services", "checks"),
    "inverters": ("models", "curves", "sources", "services", "selectors", "api", "api_urls", "admin", "querysets"),
    "inverters/sources": ("nasa_power", "readings_csv", "readings_json"),
    "credits": ("verification", "accounting", "models", "services", "selectors", "api", "api_urls", "admin"),
    "credits/verification": ("thresholds", "expected", "checks", "verdict"),
    "credits/services": ("calculate", "verify", "lifecycle"),
    "reports": ("api", "urls", "views", "selectors", "demo", "evidence"),
}


def test_every_import_runs_the_way_the_house_says():
    found = [fault for path in modules() for fault in faults(path, (BASE_DIR / path).read_text(encoding="utf-8"))]

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("floor", ROOMS_THAT_STAND)
def test_each_room_of_the_house_stands(floor):
    rooms = [BASE_DIR / floor / room for room in ROOMS_THAT_STAND[floor]]

    missing = [room.name for room in rooms if not (room.with_suffix(".py").is_file() or room.is_dir())]

    assert not missing, f"{floor} lacks {', '.join(missing)}"


@pytest.mark.parametrize("app", APPS)
def test_an_apps_init_is_empty_so_that_pure_imports_stay_pure(app):
    assert not (BASE_DIR / app / "__init__.py").read_text(encoding="utf-8"), f"{app}/__init__.py must stay empty"


LOADS_PURE_MODULES = """
import importlib, sys
import pvlib  # brings requests along for downloads of its own: forget it, to see who else asks for it
for name in [name for name in sys.modules if name.split(".")[0] == "requests"]:
    del sys.modules[name]
for module in sys.argv[1:]:
    importlib.import_module(module)
    for banned in ("django", "rest_framework", "requests"):
        if banned in sys.modules:
            sys.exit(f"{module} loads {banned}: pure modules keep it out")
"""


@pytest.mark.own_database
def test_pure_modules_load_without_django_in_a_fresh_interpreter():
    loaded = subprocess.run(
        [sys.executable, "-c", LOADS_PURE_MODULES, *pure_modules()],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert loaded.returncode == 0, loaded.stderr


# (module, its text, words of the rule that it breaks)
BROKEN = [
    ("inverters/services/x.py", "from credits import selectors", "lies above it"),
    ("inverters/services/x.py", "def f():\n    from credits.models import Verdict", "lies above it"),
    ("lumix/ledger/x.py", "import lumix.modes", "lies above it"),
    ("lumix/modes.py", "from inverters import models", "lies above it"),
    ("reports/x.py", "from lumix.settings import VERSION", "lies above it"),
    ("inverters/services/x.py", "from ...credits import models", "lies above it"),
    ("inverters/curves.py", "from django.conf import settings", "pure modules import"),
    ("inverters/curves.py", "from inverters.apps import InvertersConfig", "pure modules import"),
    ("credits/verification/x.py", "import requests", "pure modules import"),
    ("credits/verification/x.py", "import urllib.request", "no network and no clock"),
    ("credits/verification/x.py", "import time", "no network and no clock"),
    ("credits/accounting.py", "today = date.today()", "`now` is passed in"),
    ("inverters/sources/x.py", "from inverters.models import Inverter", "sources never import models"),
    ("inverters/sources/x.py", "from django.db import models", "sources never import django"),
    (
        "inverters/models/x.py",
        "from inverters.services.readings import import_readings",
        "models never import services",
    ),
    ("credits/models/x.py", "from credits import selectors", "models never import selectors"),
    ("credits/selectors.py", "from credits.services import verify", "selectors never import services"),
    ("credits/selectors.py", "credit.save()", "selectors never save"),
    ("credits/services/x.py", "from django.http import HttpRequest", "services never import django.http"),
    ("credits/services/x.py", "from rest_framework import serializers", "services never import rest_framework"),
    ("credits/api.py", "from credits.verification.thresholds import RULE", "api never import credits.verification"),
    ("inverters/api.py", "from inverters.sources import nasa_power", "api never import sources"),
    ("reports/views/x.py", "from inverters.sources.nasa_power import fetch", "api never import sources"),
]


@pytest.mark.parametrize(("path", "source", "rule"), BROKEN)
def test_a_broken_rule_is_named_with_its_file_and_line(path, source, rule):
    found = faults(Path(path), source)

    assert len(found) == 1, found
    assert found[0].startswith(f"{path}:{source.count(chr(10)) + 1}: ")
    assert rule in found[0]


ALLOWED = [
    ("reports/x.py", "from credits import selectors\nfrom inverters.models import Inverter"),
    ("credits/services/x.py", "from inverters import selectors\nfrom lumix.ledger.services import append"),
    ("inverters/api.py", "from lumix import modes\nfrom inverters import services"),
    ("inverters/sources/x.py", "import requests\nfrom inverters.errors import RowError"),
    ("credits/verification/x.py", "import numpy as np\nimport pvlib\nfrom inverters import curves\nimport datetime"),
    ("credits/services/x.py", "credit.save()\nnow = datetime.now(UTC)"),
    ("lumix/health.py", "from lumix.ledger import triggers"),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_what_the_house_allows_is_no_fault(path, source):
    assert faults(Path(path), source) == []
