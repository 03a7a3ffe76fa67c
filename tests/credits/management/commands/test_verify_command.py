"""`manage.py verify`: a period judged at the terminal, with what came of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from credits.models import CarbonCredit, VerificationRun
from credits.services import run_work
from credits.services.runs import cancel_run
from tests.credits.factories import golden_rows, golden_sky, plant, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
SCOPE = ("--from", "2016-07-04", "--to", "2016-07-05")


@pytest.fixture
def inverters():
    golden_sky()
    made = [plant(name=f"Roof {number}") for number in range(2)]
    for number, one in enumerate(made):
        send(one, golden_rows(times=1 - number / 100))
    return made


def said(*more):
    out = StringIO()
    call_command("verify", *SCOPE, *more, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_it_judges_the_period_and_tells_what_moved(inverters):
    first, *rest = said()

    assert first.endswith("done: 2 of 2 days judged.")
    assert rest == ["  2 VERIFIED", "  2 moved from PENDING to VERIFIED"]
    assert VerificationRun.objects.latest("id").actor == "command verify"


def test_only_the_inverters_named_are_judged(inverters):
    said("--inverters", str(inverters[1].pk))

    assert list(CarbonCredit.objects.values_list("inverter_id", flat=True)) == [inverters[1].pk]


def test_a_period_without_readings_is_refused_in_a_sentence(db):
    with pytest.raises(CommandError, match="nothing to verify"):
        said()


def test_what_could_not_be_judged_ends_it_with_1_and_is_told(inverters, monkeypatch, capsys):
    monkeypatch.setattr(run_work, "judge_chunk", lambda *_, **__: 1 / 0)

    with pytest.raises(SystemExit) as ending:
        call_command("verify", *SCOPE)
    assert ending.value.code == 1
    assert "done in part: 0 of 2 days judged." in capsys.readouterr().out


def test_a_run_that_somebody_cancelled_ends_it_with_1(inverters, monkeypatch, capsys):
    def cancelled(chunk, *, actor, now):
        cancel_run(run_id=chunk.run_id, actor=actor, now=now)
        return run_work.Outcome()

    monkeypatch.setattr(run_work, "judge_chunk", cancelled)
    with pytest.raises(SystemExit) as ending:
        call_command("verify", *SCOPE)
    assert ending.value.code == 1
    assert "cancelled: 0 of 2 days judged." in capsys.readouterr().out


def test_workers_are_told_that_they_can_help(inverters, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said()

    assert queue == [VerificationRun.objects.get().pk]


def test_what_is_no_day_is_refused_with_how_one_is_written(db):
    with pytest.raises(CommandError, match="'2025-13-01' is no day: write it as 2025-10-31"):
        call_command("verify", "--from", "2025-13-01", "--to", "2025-10-31")
