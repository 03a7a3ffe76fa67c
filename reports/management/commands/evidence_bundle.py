"""`manage.py evidence_bundle`: the evidence of some credits as a file that a stranger can check."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inverters.models import Inverter
from lumix.arguments import calendar_day
from reports.evidence.archive import BundleTooLargeError
from reports.evidence.bundle import write_bundle
from reports.evidence.checkpoint import NoCheckpointError
from reports.evidence.parsing import BadCreditError, credit_named
from reports.evidence.subject_selectors import (
    NothingToShowError,
    Subject,
    TooManyCreditsError,
    of_credit,
    of_period,
    of_selection,
)

REFUSALS = (NothingToShowError, TooManyCreditsError, BundleTooLargeError, NoCheckpointError, BadCreditError, OSError)


class Command(BaseCommand):
    help = (
        "Write the evidence of credits into a zip: of one or several, named INVERTER/YYYY-MM-DD, or of an inverter's "
        "days from --from to --to. `python3 verify.py` inside it checks it anywhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What about, and where to."""
        parser.add_argument("credits", nargs="*", metavar="INVERTER/DATE", help="as 41/2016-07-04")
        parser.add_argument("--inverter", type=int, metavar="ID")
        parser.add_argument("--from", dest="first", type=calendar_day, default=date.min, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=calendar_day, default=date.max, metavar="YYYY-MM-DD")
        parser.add_argument("--out", type=Path, metavar="FILE", help="lumix-evidence-….zip here where not given")

    def handle(self, *, credits: list[str], inverter: int | None, out: Path | None, **options: Any) -> None:
        """Write it, whole or not at all."""
        try:
            subject = _subject(credits, inverter, options["first"], options["last"])
            path = out or Path(f"lumix-evidence-{subject.name}.zip")
            draft = path.with_name(f"{path.name}.part")
            try:
                with draft.open("wb") as file:
                    write_bundle(subject, file, now=timezone.now())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{path}: {subject.line}")


def _subject(credits: list[str], inverter_id: int | None, first: date, last: date) -> Subject:
    if bool(credits) == (inverter_id is not None):
        raise CommandError("Name credits as INVERTER/DATE, or an inverter by --inverter.")
    if inverter_id is not None:
        inverter = Inverter.objects.filter(pk=inverter_id).first()
        if inverter is None:
            raise CommandError(f"There is no inverter {inverter_id}.")
        return of_period(inverter, first, last)
    named = [credit_named(text) for text in credits]
    return of_credit(*named[0]) if len(named) == 1 else of_selection(named)
