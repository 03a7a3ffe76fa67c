import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from lumix.ledger.verifying import verify_and_note

BAD = 1
NOT_CHECKED = 2


class Command(BaseCommand):
    help = "Recompute the whole ledger. Exit 0: it holds together; 1: it does not; 2: it could not be checked."
    requires_system_checks = []  # a failing check would exit with 1, which says that the ledger is bad

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = verify_and_note(now=timezone.now())
        except Exception as error:  # whatever it was, nothing is known about the ledger
            cure = "DATABASE_URL names the database, `manage.py migrate` prepares a new one"
            self._leave(f"The ledger could not be checked: {error} ({cure}).", NOT_CHECKED)
        self.stdout.write(f"Entries that hold together: {report.count}")
        self.stdout.write(f"Head: {report.head}")
        if report.fault:
            self._leave(f"First bad entry: {report.fault.seq}, {report.fault.reason}", BAD)
        self.stdout.write(
            "The ledger is sound. Whether its end was cut off shows only beside a head that was noted elsewhere."
            if report.count
            else "The ledger is empty: nothing has been recorded in this database."
        )

    def _leave(self, message: str, code: int) -> NoReturn:
        self.stdout.write(message)
        sys.exit(code)
