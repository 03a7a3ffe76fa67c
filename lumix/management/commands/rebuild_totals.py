import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from lumix.rollups.keeping import differences, known, rebuild

BAD = 1


class Command(BaseCommand):
    help = (
        "Add the kept totals up anew from what they add up, and name those that differed. Exit 0: they were right, or "
        "are now; 1: with --check, where some are not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare only, and change nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wrong = False
        for rollup in known():
            found = differences(rollup, connection)
            wrong = wrong or bool(found)
            for one in found:
                self.stdout.write(f"{rollup.table}: too much by {one}")
            groups = "compared" if check else f"{rebuild(rollup, connection)} groups added up anew"
            self.stdout.write(f"{rollup.table}: {groups}, {len(found)} differed.")
        if check and wrong:
            sys.exit(BAD)
