"""What a newcomer's first minute hangs on: the files that set Lumix up say the same as the settings they are about."""

import os
import re
import socket
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.architecture import BASE_DIR
from tests.servers import CLOSED, environment

pytestmark = pytest.mark.own_database
SETTINGS = frozenset(re.findall(r'env\.\w+\(\s*"(\w+)"', (BASE_DIR / "lumix/settings.py").read_text()))
OF_COMPOSE_ALONE = {"POSTGRES_PASSWORD", "LISTEN"}
LOCKS = ("requirements.txt", "requirements-dev.txt")


def text_of(name):
    return (BASE_DIR / name).read_text(encoding="utf-8")


def run(*command, tmp_path, **settings):
    env = environment(tmp_path, **settings)
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def pinned(lock):
    """The packages of a lock, each with the lines of its hashes."""
    entries = re.split(r"\n(?=\S)", text_of(lock))
    return {re.match(r"[\w-]+", entry)[0]: entry.count("--hash=sha256:") for entry in entries if "==" in entry}


def test_env_example_explains_exactly_the_variables_that_are_read():
    explained = set(re.findall(r"^#(\w+)=", text_of(".env.example"), flags=re.MULTILINE))

    assert explained == SETTINGS | OF_COMPOSE_ALONE


def test_env_example_sets_nothing_until_it_is_edited():
    assert all(line.startswith("#") for line in text_of(".env.example").splitlines() if line)


def test_the_readme_names_every_variable():
    assert set(re.findall(r"^\| `(\w+)` \|", text_of("README.md"), flags=re.MULTILINE)) == SETTINGS


def test_compose_sets_only_what_the_settings_read():
    compose = yaml.safe_load(text_of("compose.yaml"))

    assert set(compose["services"]["web"]["environment"]) <= SETTINGS
    assert set(re.findall(r"\$\{(\w+)", text_of("compose.yaml"))) <= SETTINGS | OF_COMPOSE_ALONE


def test_compose_runs_closed_and_starts_only_with_secrets_of_ones_own():
    web = yaml.safe_load(text_of("compose.yaml"))["services"]["web"]["environment"]

    assert (web["LUMIX_MODE"], web["SECURE_PROXY_SSL_HEADER"]) == ("closed", "HTTP_X_FORWARDED_PROTO,https")
    required = set(re.findall(r"\$\{(\w+):\?", text_of("compose.yaml")))
    assert required == {"SECRET_KEY", "ALLOWED_HOSTS", "LUMIX_SIGNING_KEY", "POSTGRES_PASSWORD"}


def test_compose_publishes_tls_alone_and_to_this_machine_unless_told_otherwise():
    services = yaml.safe_load(text_of("compose.yaml"))["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert published == {"tls": ["${LISTEN:-127.0.0.1}:80:80", "${LISTEN:-127.0.0.1}:443:443"]}


def test_the_image_runs_as_nobody_in_particular_from_the_hashed_lock():
    dockerfile = text_of("Dockerfile")

    assert "pip install --require-hashes" in dockerfile
    assert re.search(r"^USER lumix$", dockerfile, flags=re.MULTILINE)
    assert {".env", ".git", "var"} <= set(text_of(".dockerignore").split())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_package_has_its_hashes_and_no_address(lock):
    assert all(pinned(lock).values())
    assert "http" not in re.sub(r"^httpx?\S*|# via.*|\S*http\S*==\S*", "", text_of(lock), flags=re.MULTILINE)


def test_the_lock_holds_every_dependency_and_the_developers_lock_agrees_with_it():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    declared = {re.match(r"[\w-]+", name)[0].lower() for name in project["dependencies"]}

    assert declared <= set(pinned("requirements.txt")) <= set(pinned("requirements-dev.txt"))
    pins = [set(re.findall(r"^[\w-]+==[^ ]+", text_of(lock), flags=re.MULTILINE)) for lock in LOCKS]
    assert pins[0] <= pins[1]


@pytest.mark.parametrize("script", [".ci/run", "manage.py"])
def test_scripts_can_be_run(script):
    assert os.access(BASE_DIR / script, os.X_OK)


def test_ci_is_sound_bash():
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=BASE_DIR, check=False).returncode == 0


def test_a_busy_port_stops_the_demo_with_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        status, output = run("make", "demo", f"PORT={port}", tmp_path=tmp_path)

    assert status != 0
    assert f"Port {port} is in use" in output
    assert "Installing" not in output


@pytest.mark.parametrize("settings", [{}, CLOSED])
def test_the_deployment_check_is_clean(tmp_path, settings):
    command = (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    status, output = run(*command, tmp_path=tmp_path, **settings)

    assert status == 0, output


@pytest.mark.parametrize("mode", ["open", "closed", ""])
def test_commands_work_in_any_mode(tmp_path, mode):
    status, output = run(sys.executable, "manage.py", "migrate", "--plan", tmp_path=tmp_path, LUMIX_MODE=mode)

    assert status == 0, output


def test_a_first_start_makes_a_key_for_its_owner_only(tmp_path):
    run(sys.executable, "manage.py", "check", tmp_path=tmp_path, SECRET_KEY="")

    key = tmp_path / "secret_key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0
