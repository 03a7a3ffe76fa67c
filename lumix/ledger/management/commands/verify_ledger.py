import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lumix.ledger.note import NoteError
from lumix.ledger.outside import OutsideError
from lumix.ledger.telling import as_facts, as_text
from lumix.ledger.verifying import SplitLogError, verify_and_note, verify_deep_and_note

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
        extent.add_argument(
            "--deep",
            action="store_true",
            help="every entry, and every credit, verdict, upload, reading and further row that entries speak of",
        )
        parser.add_argument(
            "--checkpoint", nargs="+", type=Path, default=[], metavar="FILE", help="further checkpoints, kept elsewhere"
        )
        parser.add_argument("--json", action="store_true", help="for a program")

    def handle(self, *args: Any, since: int, deep: bool, checkpoint: list[Path], **options: Any) -> None:
        """Check and tell."""
        self.as_json, now = options["json"], timezone.now()
        try:
            notes = [file.read_text(encoding="utf-8") for file in checkpoint]
            if deep:
                facts = as_facts(*verify_deep_and_note(now=now, notes=notes))
            else:
                facts = as_facts(verify_and_note(now=now, notes=notes, since=since))
        except SplitLogError as proof:
            self._leave({"detail": str(proof)}, BAD)
        except (NoteError, OutsideError) as trouble:
            self._leave({"detail": f"The ledger could not be checked: {trouble}"}, NOT_CHECKED)
        except Exception as error:  # whatever it was, nothing is known about the ledger
            cure = "DATABASE_URL names the database, `manage.py migrate` prepares a new one"
            self._leave({"detail": f"The ledger could not be checked: {error} ({cure})."}, NOT_CHECKED)
        if "first_bad" in facts:
            self._leave(facts, BAD)
        self._say(facts)

    def _leave(self, facts: dict[str, Any], code: int) -> NoReturn:
        self._say(facts)
        sys.exit(code)

    def _say(self, facts: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(facts) if self.as_json else as_text(facts))
