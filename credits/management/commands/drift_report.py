"""`manage.py drift_report`: which verdicts saw satellite hours that were revised later, and what would change."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from credits.services.chunks import pieces
from credits.services.drift import JudgedAnew, drifted, judged_anew
from credits.verification.thresholds import RULE_VERSION

GRAMS_PER_TONNE = 1_000_000


class Command(BaseCommand):
    """A dry run over every drifted day: one line each, then the tonnes at stake."""

    help = "List the credits whose satellite hours were revised after their verdict. A dry run: nothing is written."

    def handle(self, **_: Any) -> None:
        """Print the days, and add them up by status now and status if judged today."""
        now, count, grams = timezone.now(), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for found in pieces(drifted()):
            for one in judged_anew(found, now):
                self.stdout.write(_line(one))
                key = str(one.drifted.credit.status), str(one.today.status)
                count[key] += 1
                grams[key] += one.drifted.credit.grams
        self.stdout.write(
            f"{count.total()} judged days have hours that were revised later. Judged today, by rule {RULE_VERSION} and "
            "the newest revision:"
        )
        for (status, today), days in sorted(count.items()):
            tonnes = grams[status, today] / GRAMS_PER_TONNE
            self.stdout.write(f"  {status}: {days} days, {tonnes:.6f} t CO2, would be found {today}")


def _line(one: JudgedAnew) -> str:
    old, credit = one.drifted, one.drifted.credit
    outcome = f"{old.verdict.status} → {one.today.status}" if one.moves else f"{old.verdict.status} as before"
    doubt = "" if old.reproduced else " (what the verdict saw cannot be reproduced)"
    return (
        f"inverter {credit.inverter_id}, {credit.date}: {old.old_kwh_m2:.3f} → {old.new_kwh_m2:.3f} kWh/m² "
        f"({old.hours_revised} hours revised), r {_r(old.verdict.correlation)} → {_r(one.today.correlation)}, "
        f"{outcome}; the credit is {credit.status}{doubt}"
    )


def _r(correlation: float | None) -> str:
    return "none" if correlation is None else f"{correlation:.3f}"
