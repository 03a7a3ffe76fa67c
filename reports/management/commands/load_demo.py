"""`manage.py load_demo`: a real plant and a SIMULATED fleet, taken in and judged through the services."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from credits.models import CarbonCredit, Verdict
from inverters.models import Inverter
from reports.demo.load import load_fleet, load_real_plant
from reports.demo.plants import PLANTS
from reports.demo.simulate import PREFIX, simulate


class Command(BaseCommand):
    """Loads the demo's data once; a second run sees that it is there."""

    help = "Fill the database with the demo's data. Safe to run twice."

    def handle(self, **_: Any) -> None:
        """Load what is not there yet, under a progress bar."""
        if self._is_complete():
            self.stdout.write("The demo's data is there already.")
            return
        with tqdm(desc="making the SIMULATED fleet", total=1, bar_format="{desc} |{bar}| {n_fmt}/{total_fmt}") as bar:

            def step(what: str) -> None:
                bar.set_description(what, refresh=False)
                bar.update()

            bar.total = 0
            fleet = simulate()
            bar.reset(total=1 + len(fleet.cells) + len(fleet.plants) + sum(len(p.uploads) for p in fleet.plants))
            now = timezone.now()
            load_fleet(fleet=fleet, now=now, step=step)
            load_real_plant(now=now, step=step)
        self._summarise()

    def _is_complete(self) -> bool:
        plants = Inverter.objects.filter(name__startswith=PREFIX).count()
        judged = not CarbonCredit.objects.filter(verdicts=None).exists()
        return plants == len(PLANTS) and judged and CarbonCredit.objects.exists()

    def _summarise(self) -> None:
        self.stdout.write(
            f"{Inverter.objects.count()} inverters, {CarbonCredit.objects.count()} days judged "
            f"({Verdict.objects.count()} verdicts)."
        )
