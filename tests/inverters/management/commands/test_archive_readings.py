"""Old readings archived and restored by `manage.py archive_readings`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inverters import archive_files
from inverters.models import Inverter, InverterReading, ReadingArchive
from inverters.signals import frozen_days
from tests.inverters.factories import hourly, make_inverter, send

pytestmark = pytest.mark.django_db
DAYS = [f"2025-01-{day}" for day in range(10, 14)]


@pytest.fixture
def inverter() -> Inverter:
    made = make_inverter()
    send(made, [row for day in DAYS for row in hourly(day)])
    return made


def frozen(*, days, **_):
    """All days but the thirteenth are final."""
    return {day for day in days if day.day < 13}


def run(*arguments: str) -> str:
    out = StringIO()
    frozen_days.connect(frozen)
    try:
        call_command("archive_readings", *arguments, stdout=out)
    finally:
        frozen_days.disconnect(frozen)
    return out.getvalue()


def count() -> int:
    return InverterReading.objects.count()


def test_what_went_and_what_stayed_is_said_with_why(inverter):
    told = run("--before", "2025-02-01")
    assert told.startswith("72 readings of 3 days went into 1 files under ")
    assert told.endswith("1 days before 2025-02-01 stayed.\n  1 day: its credit was not submitted\n")
    assert count() == 24


def test_a_dry_run_changes_nothing_either_way(inverter):
    assert "72 readings of 3 days would go into 1 files" in run("--before", "2025-02-01", "--dry-run")
    assert (count(), ReadingArchive.objects.count()) == (96, 0)
    run("--before", "2025-02-01")
    assert "72 readings out of 1 files would be back" in run("--restore", "--dry-run")
    assert count() == 24


def test_readings_come_back_whole_files_at_a_time(inverter):
    run("--before", "2025-02-01")
    assert run("--restore", "--to", "2025-01-09").startswith("0 readings")
    assert run("--restore", "--from", "2025-01-12") == "72 readings out of 1 files are back in the database.\n"
    assert count() == 96


def test_only_the_inverters_asked_for_are_touched(inverter):
    other = make_inverter()
    send(other, hourly(DAYS[0]))
    run("--before", "2025-02-01", "--inverters", str(other.pk))
    assert set(InverterReading.objects.values_list("inverter", flat=True)) == {inverter.pk}


def test_what_cannot_be_restored_is_named_and_the_rest_comes_back(inverter):
    other = make_inverter()
    send(other, hourly(DAYS[0]))
    run("--before", "2025-02-01")
    (archive_files.folder() / ReadingArchive.objects.get(inverter=inverter).path).unlink()
    with pytest.raises(CommandError, match="24 readings out of 1 files are back in the database; 1 files could not"):
        run("--restore")


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        ([], "one of the arguments --before --restore is required"),
        (["--before", "2025-01-01", "--restore"], "not allowed with"),
        (["--before", "2025-01-01", "--from", "2025-01-01"], "say what to bring back, with --restore"),
        (["--before", "2999-01-01"], "lies in the future"),
        (["--restore", "--from", "2025-02-01", "--to", "2025-01-01"], "exchange the two"),
        (["--before", "2025-01-01", "--inverters", "99"], "no inverter 99"),
    ],
)
def test_what_cannot_be_is_said(arguments, cure):
    with pytest.raises(CommandError, match=cure):
        run(*arguments)
