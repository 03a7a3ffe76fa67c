"""`manage.py load_demo`: a real plant and a SIMULATED fleet, taken in and judged through the services."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from credits.models import CarbonCredit, Verdict
from inverters.models import Inverter
from reports.demo.load import load_fleet, load_real_plant
from reports.demo.simulate import simulate


class Command(BaseCommand):
    """Loads the demo's data. Every step sees what is there already: an interrupted run is finished by the next."""

    help = "Fill the database with the demo's data. Safe to run twice."

    def handle(self, **_: Any) -> None:
        """Load what is not there yet, under a progress bar."""
        fleet, now = simulate(), timezone.now()
        steps = 1 + len(fleet.cells) + len(fleet.plants) + sum(len(plant.uploads) for plant in fleet.plants)
        with tqdm(total=steps, mininterval=0.5, bar_format="{desc} |{bar}| {n_fmt}/{total_fmt}") as bar:

            def step(what: str) -> None:
                bar.set_description(what, refresh=False)
                bar.update()

            load_fleet(fleet=fleet, now=now, step=step)
            load_real_plant(now=now, step=step)
        self._summarise()

    def _summarise(self) -> None:
        self.stdout.write(
            f"{Inverter.objects.count()} inverters, {CarbonCredit.objects.count()} days judged "
            f"({Verdict.objects.count()} verdicts)."
        )
