"""`manage.py rebuild_days [--inverters ID …] [--from DATE] [--to DATE] [--check]`: days summed from their readings."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from inverters.management.inverters import asked_inverters
from inverters.services.rebuilding import rebuild_days
from lumix.arguments import calendar_day

ACTOR = "command rebuild_days"


class Command(BaseCommand):
    """Sums them anew inverter by inverter, and says which days differed and in what."""

    help = "Sum production days anew from the readings and mend those that differ; with --check only say which do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which inverters and days."""
        parser.add_argument("--inverters", type=int, nargs="+", metavar="ID", help="all where none is named")
        parser.add_argument("--from", type=calendar_day, dest="first", help="first day, as 2025-01-15")
        parser.add_argument("--to", type=calendar_day, dest="last", help="last day")
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where a day differs")

    def handle(
        self, *, inverters: list[int] | None, first: date | None, last: date | None, check: bool, **_: Any
    ) -> None:
        """Rebuild, and end with the sum of it."""
        if first and last and first > last:
            raise CommandError(f"--from {first} lies after --to {last}: exchange the two.")
        ids, summed, differing = asked_inverters(inverters), 0, 0
        for inverter in tqdm(ids, unit=" inverters", disable=None):
            days, apart = rebuild_days(
                inverter_id=inverter, first=first, last=last, actor=ACTOR, now=timezone.now(), check_only=check
            )
            summed, differing = summed + days, differing + len(apart)
            for day, columns in apart.items():
                tqdm.write(f"inverter {inverter}, {day}: {', '.join(columns)}", file=self.stdout)
        told = f"{summed} days of {len(ids)} inverters were summed from their readings; {differing} differed"
        if check and differing:
            raise CommandError(f"{told}. Nothing was changed: without --check they are mended.")
        self.stdout.write(f"{told} and were mended." if differing else f"{told}.")
