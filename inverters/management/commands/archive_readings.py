"""`manage.py archive_readings --before DATE`, or `--restore [--from DATE] [--to DATE]`: old readings."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from inverters.archive_files import folder
from inverters.errors import ArchiveFaultError
from inverters.management.inverters import asked_inverters
from inverters.models import ReadingArchive
from inverters.services.archiving import archive_readings
from inverters.services.restoring import of_days, restore_readings
from lumix.arguments import calendar_day

ACTOR = "command archive_readings"


class Command(BaseCommand):
    """Goes inverter by inverter and month by month; killed and called again, it goes on where it was."""

    help = (
        "Move the readings of submitted days before a date out of the database into files under "
        "LUMIX_DATA_DIR/archive, or bring them back with --restore. No day, verdict, credit or page changes by it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which way, which inverters and days."""
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--before", type=calendar_day, help="archive the days before this one, as 2025-01-01")
        way.add_argument("--restore", action="store_true", help="bring archived readings back, whole files at a time")
        parser.add_argument("--inverters", type=int, nargs="+", metavar="ID", help="all where none is named")
        parser.add_argument("--from", type=calendar_day, dest="first", help="with --restore: first day")
        parser.add_argument("--to", type=calendar_day, dest="last", help="with --restore: last day")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(
        self,
        *,
        before: date | None,
        inverters: list[int] | None,
        first: date | None,
        last: date | None,
        dry_run: bool,
        **_: Any,
    ) -> None:
        """Archive or restore, and end with the sum of it."""
        ids = asked_inverters(inverters)
        if before is None:
            if first and last and first > last:
                raise CommandError(f"--from {first} lies after --to {last}: exchange the two.")
            self._restore(ids, first, last, dry_run)
            return
        if first or last:
            raise CommandError("--from and --to say what to bring back, with --restore; --before says what to archive.")
        if before > timezone.now().date():
            raise CommandError(f"--before {before} lies in the future: only past days can be archived.")
        self._archive(ids, before, dry_run)

    def _archive(self, ids: list[int], before: date, dry_run: bool) -> None:
        days, readings, files, left = 0, 0, 0, Counter[str]()
        for inverter in tqdm(ids, unit=" inverters", disable=None):
            try:
                done = archive_readings(
                    inverter_id=inverter, before=before, actor=ACTOR, now=timezone.now(), dry_run=dry_run
                )
            except (ArchiveFaultError, OSError) as fault:
                raise CommandError(f"{fault} Nothing is lost, and what was archived before it stays so.") from fault
            days, readings, files = days + done.days, readings + done.readings, files + done.files
            left += done.left
        verb = "would go" if dry_run else "went"
        self.stdout.write(
            f"{readings} readings of {days} days {verb} into {files} files under {folder()}; "
            f"{left.total()} days before {before} {'would stay' if dry_run else 'stayed'}."
        )
        for why, count in left.most_common():
            self.stdout.write(f"  {count} {'day' if count == 1 else 'days'}: {why}")

    def _restore(self, ids: list[int], first: date | None, last: date | None, dry_run: bool) -> None:
        back: list[ReadingArchive] = []
        faults: list[str] = []
        for inverter in tqdm(ids, unit=" inverters", disable=None):
            for one in of_days(inverter, first, last):
                try:
                    if not dry_run:
                        restore_readings(archive=one, actor=ACTOR, now=timezone.now())
                    back.append(one)
                except ArchiveFaultError as fault:
                    faults.append(f"{fault}")
                    tqdm.write(f"inverter {inverter}: {fault}", file=self.stdout)
        verb = "would be" if dry_run else "are"
        told = f"{sum(one.readings for one in back)} readings out of {len(back)} files {verb} back in the database"
        if faults:
            raise CommandError(f"{told}; {len(faults)} files could not be brought back, and are named above.")
        self.stdout.write(f"{told}.")
