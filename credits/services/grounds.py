"""What verdicts were formed from, held against what is stored when they are written down.

Whatever changes evidence says so in the ledger, in the same transaction: where nothing but judging was recorded since
the evidence was read, it still stands. Only otherwise is it looked at again.
"""

from dataclasses import dataclass

import numpy as np

from credits.models import CarbonCredit
from credits.services.months import MonthMarks, month_marks
from credits.verification.window import Window
from credits.waiver_selectors import Said, said_of, standing_waivers
from inverters.models import Inverter
from inverters.production_selectors import DayMarks, exactly, over_period
from inverters.selectors import Evidence, Setup, setups_on
from lumix.ledger.models import LedgerEntry

OF_JUDGING = ("credits.calculated", "credits.verified", "run.started", "run.done")
"""What is recorded about credits and moves no evidence."""

Facts = tuple[object, ...]


def recorded() -> int:
    """The number of the newest entry of the ledger: asked before evidence is read."""
    return LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


@dataclass(frozen=True)
class Grounds:
    """Of n credits: the readings of their days and months, equipment and place, and the waivers that stood.

    since: the newest entry of the ledger when they were read. readings: uint8 (n, 32), zeros where there are none.
    """

    since: int
    credits: list[CarbonCredit]
    readings: np.ndarray
    facts: list[Facts]
    months: MonthMarks
    said: dict[int, Said]

    @classmethod
    def of(
        cls, since: int, credits: list[CarbonCredit], evidence: Evidence, window: Window, said: dict[int, Said]
    ) -> "Grounds":
        """Those of credits that are judged by a window of the evidence."""
        production = evidence.production
        facts = [_facts(evidence.setups[at]) for at in evidence.setup[window.rows].tolist()]
        months = MonthMarks.of(production, window)
        return cls(since, credits, production.digests[window.rows], facts, months, said)

    def stand(self) -> bool:
        """Whether all of it is still so."""
        entries = LedgerEntry.objects.filter(seq__gt=self.since).exclude(type__in=OF_JUDGING)
        return not entries.exists() or self._found_again()

    def _found_again(self) -> bool:
        if said_of(standing_waivers([credit.pk for credit in self.credits])) != self.said:
            return False
        wanted = [(credit.inverter_id, credit.date) for credit in self.credits]
        owner = np.array([inverter_id for inverter_id, _ in wanted], np.int64)
        days = np.array([day for _, day in wanted], "datetime64[D]")
        inverters = Inverter.objects.with_equipment().in_bulk(np.unique(owner).tolist())
        setups, setup = setups_on(inverters, owner, days)
        if [_facts(setups[at]) for at in setup.tolist()] != self.facts:
            return False
        return self._readings_now(owner, days) and month_marks(wanted) == self.months

    def _readings_now(self, owner: np.ndarray, days: np.ndarray) -> bool:
        found = DayMarks.of_rows(over_period(np.unique(owner).tolist(), days.min().item(), days.max().item()))
        at = exactly(found, owner, days)
        digests = np.concatenate([found.digests, np.zeros_like(self.readings[:1])])[at]
        return np.array_equal(digests, self.readings)


def _facts(setup: Setup) -> Facts:
    return setup.equipment.facts(), setup.inverter.gps_lat, setup.inverter.gps_lon
