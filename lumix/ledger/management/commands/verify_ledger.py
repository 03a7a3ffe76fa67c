import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lumix.ledger.chain import ChainReport
from lumix.ledger.verifying import SplitLogError, verify_and_note

BAD = 1
NOT_CHECKED = 2


class Command(BaseCommand):
    help = (
        "Recompute the ledger and hold it against the checkpoints outside the database. "
        "Exit 0: it holds together; 1: it does not; 2: it could not be checked."
    )
    requires_system_checks = []  # a failing check would exit with 1, which says that the ledger is bad

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check, and against what."""
        extent = parser.add_mutually_exclusive_group()
        extent.add_argument("--full", action="store_true", help="every entry; so it is without any option")
        extent.add_argument(
            "--since",
            type=int,
            default=0,
            metavar="SEQ",
            help="what lies before the last checkpoint up to SEQ is taken for sound",
        )
        parser.add_argument(
            "--checkpoint", nargs="+", type=Path, default=[], metavar="FILE", help="further checkpoints, kept elsewhere"
        )
        parser.add_argument("--json", action="store_true", help="for a program")

    def handle(self, *args: Any, since: int, checkpoint: list[Path], **options: Any) -> None:
        """Check and tell."""
        self.as_json = options["json"]
        try:
            notes = [file.read_text(encoding="utf-8") for file in checkpoint]
            report = verify_and_note(now=timezone.now(), notes=notes, since=since)
        except SplitLogError as proof:
            self._leave({"detail": str(proof)}, BAD)
        except Exception as error:  # whatever it was, nothing is known about the ledger
            cure = "DATABASE_URL names the database, `manage.py migrate` prepares a new one"
            self._leave({"detail": f"The ledger could not be checked: {error} ({cure})."}, NOT_CHECKED)
        self._tell(report)

    def _tell(self, report: ChainReport) -> None:
        facts: dict[str, Any] = {"entries": report.count, "head": report.head, "checkpoints": report.checkpoints}
        if report.fault:
            told = f"First bad entry: {report.fault.seq}, {report.fault.reason}"
            self._leave({**facts, "first_bad": report.fault.seq, "detail": told}, BAD)
        self._say({**facts, "detail": _sound(report)})

    def _say(self, facts: dict[str, Any]) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(facts))
            return
        if "entries" in facts:
            self.stdout.write(f"Entries that hold together: {facts['entries']}")
            self.stdout.write(f"Head: {facts['head']}")
        self.stdout.write(facts["detail"])

    def _leave(self, facts: dict[str, Any], code: int) -> NoReturn:
        self._say(facts)
        sys.exit(code)


def _sound(report: ChainReport) -> str:
    if not report.count:
        return "The ledger is empty: nothing has been recorded in this database."
    if not report.checkpoints:
        return (
            "The ledger is sound. Whether its end was cut off shows only beside a checkpoint that was kept elsewhere."
        )
    return f"The ledger is sound, and is still the one of the {report.checkpoints} checkpoints that were kept."
