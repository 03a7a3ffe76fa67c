"""The commands of time and of rules: what they print and how they end."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from credits.models import Status
from inverters.errors import SatelliteUnavailableError
from tests.credits.factories import GOLDEN_CELL, NOW, pending, records, sky, verified
from tests.credits.heavens import Nasa, later, nasa, revised_hours

pytestmark = pytest.mark.django_db
__all__ = ["nasa"]


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_verify_pending_prints_what_moved_by_cause_and_ends_well(nasa: Nasa):
    nasa.hourly = True
    found = pending()
    lines = said("verify_pending").splitlines()
    assert lines[0] == "1 pending days judged again, 0 still wait for something."
    assert lines[1] == "  not judged before: 1 VERIFIED"
    assert lines[2] == f"{found.tonnes:.6f} t CO2 came out VERIFIED."


def test_verify_pending_ends_with_1_and_the_cell_where_nasa_is_silent(nasa: Nasa, capsys):
    pending()
    nasa.error = SatelliteUnavailableError("The satellite service is not available.")
    with pytest.raises(SystemExit) as ending:
        call_command("verify_pending")
    assert ending.value.code == 1
    assert "Cell 39.5, -105.5: The satellite service is not available." in capsys.readouterr().out


def test_the_drift_report_names_days_figures_and_tonnes_and_changes_nothing():
    found = verified()
    sky(GOLDEN_CELL, revised_hours(0.4), now=later(1, NOW))
    before = records()
    lines = said("drift_report").splitlines()
    assert lines[0].startswith(f"inverter {found.inverter_id}, 2016-07-04: ")
    assert "VERIFIED → FLAGGED; the credit is VERIFIED" in lines[0]
    assert lines[-1] == f"  VERIFIED: 1 days, {found.tonnes:.6f} t CO2, would be found FLAGGED"
    found.refresh_from_db()
    assert (records(), found.status) == (before, Status.VERIFIED)


def test_the_drift_report_of_a_steady_sky_is_empty():
    verified()
    assert said("drift_report").startswith("0 judged days have hours that were revised later.")


def test_compare_rules_prints_what_would_move_and_the_first_cases():
    found = verified()
    printed = said("compare_rules", "--rule", "correlation=0.9999", "--from", "2016-07-01", "--to", "2016-07-31")
    assert f"  VERIFIED → PENDING: 1 days, {found.tonnes:.6f} t CO2" in printed
    assert f"  inverter {found.inverter_id}, 2016-07-04, now VERIFIED: " in printed
    assert "Nothing was written." in printed


@pytest.mark.parametrize(
    "narrowed", [("--from", "2016-07-05"), ("--to", "2016-07-03"), ("--inverters", "999")], ids=lambda words: words[0]
)
def test_compare_rules_can_be_narrowed(narrowed):
    verified()
    printed = said("compare_rules", "--rule", "correlation=0.9999", *narrowed)
    assert printed.startswith("0 credits judged")
    assert printed.endswith("Nothing would move.\n")


@pytest.mark.parametrize(("words", "cure"), [((), "GET /rules"), (("--rule", "speed=1"), "has no limit 'speed'")])
def test_compare_rules_says_what_it_wants(words, cure):
    with pytest.raises(CommandError, match=cure):
        call_command("compare_rules", *words)
