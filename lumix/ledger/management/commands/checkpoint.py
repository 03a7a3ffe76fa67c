import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lumix.ledger.checkpoints import LogChangedError, seal
from lumix.ledger.note import NoteError
from lumix.ledger.outside import OutsideError

BAD, NOT_DONE = 1, 2


class Command(BaseCommand):
    help = "Sign the ledger as it stands. Exit 0: signed, or nothing new; 1: the log was changed; 2: not possible now."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seal(timezone.now())
        except LogChangedError as alarm:
            self.stdout.write(str(alarm))
            sys.exit(BAD)
        except (OutsideError, NoteError) as trouble:
            self.stdout.write(str(trouble))
            sys.exit(NOT_DONE)
        self.stdout.write(made.note if made else "Nothing was written since the last checkpoint.", ending="")
