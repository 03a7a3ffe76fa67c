"""How fast a verdict with its month is reached in the pure part, expected and cloudless curves given."""

import time
from collections.abc import Callable

import numpy as np

from benchmarks import sites
from credits.verification import expected
from credits.verification.commons import Commons, in_common
from credits.verification.copies.rivals import gather_copies, no_rivals
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.neighbours import Neighbours
from credits.verification.thresholds import RULE
from credits.verification.verdict import assess
from credits.verification.window import AROUND, Window, nearest

DAYS = 10_000
BY_ONE = 50
RUNS = 3
ROOFS, ROOF_SPREAD, NEAR_KM = 9, 0.05, 5.0
"""Neighbours that speak for the place, how far their hours stray from the site's own, and how far they stand away."""


def speed() -> str:
    """10,000 judged days of a fleet at once, against the same days judged one by one."""
    at_once, one_by_one = seconds_at_once(DAYS), seconds_one_by_one(BY_ONE) / BY_ONE * DAYS
    apart = seconds_of_inverters(DAYS)
    return (
        f"{DAYS:,} inverter-days judged with their months by every check, neighbours and copies too, curves given: "
        f"{at_once:.2f} s of one core, {DAYS / at_once:,.0f} days/s;\n"
        f"a day each of {DAYS:,} inverters, beside {DAYS * (AROUND + 1):,} days of history: {apart:.2f} s;\n"
        f"in a call for each day {DAYS / one_by_one:,.0f} days/s: {one_by_one / at_once:.0f} times slower"
    )


def seconds_at_once(days: int) -> float:
    """CPU seconds for so many days of inverters that have sent all of the recorded site's days. [s]"""
    length = len(sites.named(sites.RECORDED[0]))
    return _seconds(np.arange(days) % length, np.arange(days) // length, np.arange(days))


def seconds_of_inverters(inverters: int) -> float:
    """CPU seconds for the last day of so many inverters, each beside a month of its own. [s]"""
    month = AROUND + 1
    rows = np.tile(np.arange(month), inverters)
    return _seconds(rows, np.repeat(np.arange(inverters), month), np.arange(1, inverters + 1) * month - 1)


def _seconds(rows: np.ndarray, owner: np.ndarray, judged: np.ndarray) -> float:
    """CPU seconds for judging some days of a fleet, whose days are those rows of the recorded site. [s]"""
    site = sites.named(sites.RECORDED[0])
    derived = expected.derive(site)
    fleet, curves = site.take(rows), derived.take(rows)
    window = nearest(owner, fleet.midnight.astype("datetime64[D]"), judged)
    beside = Neighbours(_commons(site, derived), rows.astype(np.int64), np.full(len(judged), NEAR_KM))

    def work() -> object:
        copies = gather_copies(fleet, curves, window, no_rivals(window.days.shape[1]))
        return assess(fleet, curves, window=window, copies=copies, neighbours=beside).status

    return _best(work)


def _commons(site: DayBatch, curves: ExpectedCurves) -> Commons:
    """What some roofs near the site have in common, once for all of them."""
    rng = np.random.default_rng(ROOFS)
    output = site.kwh * rng.normal(1, ROOF_SPREAD, (ROOFS, *site.kwh.shape)) * 1000 / site.dc_capacity_kwp[:, None]
    lit, everyone = curves.cosine_zenith > RULE.sun_cosine, np.ones(output.shape[:2], bool)
    return in_common(output, site.midnight.astype("datetime64[D]"), lit, curves.ghi, everyone, RULE)


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
