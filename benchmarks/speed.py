"""How fast a verdict with its month is reached in the pure part, expected and cloudless curves given."""

import time
from collections.abc import Callable

import numpy as np

from benchmarks import sites
from credits.verification import expected
from credits.verification.verdict import assess
from credits.verification.window import AROUND, Window, nearest

DAYS = 10_000
BY_ONE = 50
RUNS = 3


def speed() -> str:
    """10,000 judged days of a fleet at once, against the same days judged one by one."""
    at_once, one_by_one = seconds_at_once(DAYS), seconds_one_by_one(BY_ONE) / BY_ONE * DAYS
    return (
        f"{DAYS:,} inverter-days judged with their months, curves given: {at_once:.2f} s of one core, "
        f"{DAYS / at_once:,.0f} days/s;\n"
        f"in a call for each day {DAYS / one_by_one:,.0f} days/s: {one_by_one / at_once:.0f} times slower"
    )


def seconds_at_once(days: int) -> float:
    """CPU seconds for so many days of inverters that have sent all of the recorded site's days. [s]"""
    site = sites.named(sites.RECORDED[0])
    rows = np.arange(days) % len(site)
    fleet, curves = site.take(rows), expected.derive(site).take(rows)
    window = nearest(np.arange(days) // len(site), fleet.midnight.astype("datetime64[D]"), np.arange(days))
    return _best(lambda: assess(fleet, curves, window=window).status)


def seconds_one_by_one(days: int) -> float:
    """CPU seconds for the site's last days, each judged in a call of its own on its month. [s]"""
    site = sites.named(sites.RECORDED[0])
    curves = expected.derive(site)
    lasts = np.arange(len(site))[-days:]
    months = [slice(last - AROUND, last + 1) for last in lasts.tolist()]
    batches = [(site.take(month), curves.take(month)) for month in months]
    alone = Window(np.array([AROUND]), np.arange(AROUND + 1)[None])
    return _best(lambda: [assess(batch, curve, window=alone).status for batch, curve in batches])


def _best(work: Callable[[], object]) -> float:
    """The best of a few runs, for what else runs here only ever adds. [s]"""
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)
