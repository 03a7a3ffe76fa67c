"""`manage.py verify`: calculate and verify a period here and now, beside any workers."""

import sys
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from credits.errors import CreditError
from credits.models import VerificationRun
from credits.run_selectors import outcome_of, progress_of
from credits.services.run_sweeping import sweep_up
from credits.services.run_work import work_on_next
from credits.services.runs import start_run
from credits.tasks import enqueue_run, worker_name
from lumix.arguments import calendar_day

ACTOR = "command verify"
INCOMPLETE = 1
WAIT_SECONDS = 1.0


class Command(BaseCommand):
    """Starts a run and works on it until nothing of it is free."""

    help = (
        "Calculate and verify the days from --from to --to, with a progress bar. Workers that run meanwhile help. "
        "Safe to break off and to repeat: what is judged and unchanged stays. "
        "Exit 0: all done; 1: some days were not, or somebody cancelled it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The scope."""
        parser.add_argument("--from", dest="first", type=calendar_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=calendar_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--inverters", type=int, nargs="+", metavar="ID", help="the whole fleet where not given")

    def handle(self, *, first: date, last: date, inverters: list[int] | None, **_: Any) -> None:
        """Work, and say what came of it."""
        try:
            run = start_run(first=first, last=last, inverter_ids=inverters, actor=ACTOR, now=timezone.now())
        except CreditError as refusal:
            raise CommandError(str(refusal)) from refusal
        enqueue_run(run)
        with tqdm(total=run.day_count, unit="day", file=self.stderr, disable=None) as bar:
            while run.is_live:
                if work_on_next(run_id=run.pk, worker=worker_name(), now=timezone.now()) is None:
                    time.sleep(WAIT_SECONDS)  # workers hold what is left: theirs may come back
                    sweep_up(now=timezone.now())
                bar.update(progress_of(run).days_done - bar.n)
                run.refresh_from_db()
        self._tell(run)

    def _tell(self, run: VerificationRun) -> None:
        outcome, progress = outcome_of(run), progress_of(run)
        self.stdout.write(
            f"Run {run.pk}, {run.get_status_display().lower()}: {outcome.judged} of {progress.days} days judged."
        )
        for status, count in sorted(outcome.statuses.items()):
            self.stdout.write(f"  {count} {status}")
        for move, count in sorted(outcome.moved.items()):
            self.stdout.write(f"  {count} moved from {move}")
        for why, count in sorted(outcome.refused.items()):
            self.stdout.write(f"  {count} left alone: {why}")
        if run.status != VerificationRun.Status.DONE or outcome.refused:
            sys.exit(INCOMPLETE)
