"""`manage.py compare_rules --rule correlation=0.95 --from 2025-01-01`: other limits, tried on the fleet."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from credits.models import CarbonCredit
from credits.services.rule_trials import Comparison, Move, UnknownLimitError, compare_rules, trial_rule
from credits.verification.thresholds import RULE_VERSION
from lumix.arguments import calendar_day

GRAMS_PER_TONNE = 1_000_000


class Command(BaseCommand):
    """Judges the fleet twice from stored evidence and says what would move."""

    help = "Try other limits of the rule on stored evidence. Nothing is asked, judged for good or written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The limits to change, and which credits to try them on."""
        parser.add_argument("--rule", nargs="+", action="extend", default=[], metavar="name=value")
        parser.add_argument("--from", dest="first", type=calendar_day, help="first day")
        parser.add_argument("--to", dest="last", type=calendar_day, help="last day")
        parser.add_argument("--inverters", nargs="+", type=int, help="their ids; all where it is not given")

    def handle(
        self, *, rule: list[str], first: date | None, last: date | None, inverters: list[int] | None, **_: Any
    ) -> None:
        """Compare and print."""
        if not rule:
            raise CommandError("Name a limit to change: --rule correlation=0.95. GET /rules lists them.")
        wanted = {"date__gte": first, "date__lte": last, "inverter_id__in": inverters}
        credits = CarbonCredit.objects.filter(**{key: value for key, value in wanted.items() if value is not None})
        try:
            trial = trial_rule(rule)
        except UnknownLimitError as error:
            raise CommandError(str(error)) from error
        self._print(compare_rules(trial=trial, credits=credits, now=timezone.now()), rule)

    def _print(self, found: Comparison, changes: list[str]) -> None:
        self.stdout.write(
            f"{found.count.total()} credits judged from stored evidence by rule {RULE_VERSION} and with "
            f"{', '.join(changes)}. Nothing was written."
        )
        for move, count in sorted(found.count.items()):
            self.stdout.write(f"  {_told(move)}: {count} days, {found.grams[move] / GRAMS_PER_TONNE:.6f} t CO2")
        for move in found.moves:
            frozen = f" ({found.frozen[move]} of them submitted and final)" if found.frozen[move] else ""
            self.stdout.write(f"First of {_told(move)}{frozen}:")
            for case in found.cases[move]:
                self.stdout.write(f"  inverter {case.inverter_id}, {case.day}, now {case.status}: {case.reason}")
        if not found.moves:
            self.stdout.write("Nothing would move.")


def _told(move: Move) -> str:
    return f"{move[0]} → {move[1]}" if move[0] != move[1] else f"{move[0]} as before"
