"""`manage.py verify_pending`: judge again the PENDING days that something has come for."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from credits.services.corrected import judge_waiting
from credits.services.pending import Progress, verify_pending

ACTOR = "command verify_pending"
INCOMPLETE = 1
GRAMS_PER_TONNE = 1_000_000


class Command(BaseCommand):
    """Asks for missing satellite hours, judges what is worth it, and says what moved and why."""

    help = (
        "Judge PENDING days again whose satellite hours, readings, equipment or rule came or changed since. "
        "Exit 0: all done; 1: some could not be taken up, run it again later. Safe to repeat and to break off."
    )

    def handle(self, **_: Any) -> None:
        """Run it and print what moved, by cause."""
        now = timezone.now()
        progress = verify_pending(actor=ACTOR, now=now)
        added = judge_waiting(actor=ACTOR, now=now)
        self._print(progress)
        if added:
            self.stdout.write(f"{len(added)} submitted credits were added to, since their corrected days are VERIFIED.")
        if not progress.complete:
            sys.exit(INCOMPLETE)

    def _print(self, progress: Progress) -> None:
        self.stdout.write(f"{progress.judged} pending days judged again, {progress.waiting} still wait for something.")
        for (cause, status), count in sorted(progress.moved.items()):
            self.stdout.write(f"  {cause}: {count} {status}")
        self.stdout.write(f"{progress.verified_grams / GRAMS_PER_TONNE:.6f} t CO2 came out VERIFIED.")
        if progress.outside:
            self.stdout.write(f"{progress.outside} days lie outside their inverter's life and are left alone.")
        for (latitude, longitude), why in progress.unanswered.items():
            self.stdout.write(f"Cell {latitude:g}, {longitude:g}: {why}")
        for why, count in progress.refused.most_common():
            self.stdout.write(f"{count} could not be judged: {why}")
