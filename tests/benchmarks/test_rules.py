"""The comparison itself: the published rule by hand, the counting of shares, and the targets."""

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cases import NAMED, Target
from benchmarks.rules import SCORED_FROM, Shares, View, judged, mean, published, shares
from benchmarks.sites import named
from credits.verification import expected


def by_hand(kwh, ghi, capacity):
    """The published rule for one day, hour by hour."""
    if any(energy > capacity * sun / 1000 for energy, sun in zip(kwh, ghi, strict=True)):
        return "FLAGGED"
    pairs = [(energy, sun) for energy, sun in zip(kwh, ghi, strict=True) if not math.isnan(energy)]
    x, y = ([pair[part] for pair in pairs] for part in (0, 1))
    dx, dy = ([value - math.fsum(values) / len(values) for value in values] for values in (x, y))
    size = math.sqrt(math.fsum(d * d for d in dx) * math.fsum(d * d for d in dy))
    return "VERIFIED" if size and math.fsum(a * b for a, b in zip(dx, dy, strict=True)) / size > 0.9 else "PENDING"


@pytest.mark.parametrize("case", ["honest, dust takes 30 %", "honest, 5 % of hours lost", "block at noon"])
@pytest.mark.parametrize("times", [0.5, 1.0])
def test_the_published_rule_is_what_a_walk_by_hand_says(case, times):
    days = NAMED[case].sent(named("serf_east_2016"))
    days = replace(days, kwh=days.kwh * times)
    rows = zip(days.kwh.tolist(), days.ghi_wh_m2.tolist(), days.capacity_kw.tolist(), strict=True)
    assert published(days).tolist() == [by_hand(*row) for row in rows]


def test_a_day_without_output_is_pending_by_the_published_rule():
    days = named("serf_east_2016").take(slice(0, 1))
    assert published(replace(days, kwh=np.zeros((1, 24)))).tolist() == ["PENDING"]


def test_shares_count_days_and_energy_from_the_31st_on():
    status = np.array(["FLAGGED"] * SCORED_FROM + ["VERIFIED", "VERIFIED", "FLAGGED", "PENDING"])
    kwh = np.ones((len(status), 24))
    kwh[-1] = np.nan
    kwh[-2] = 2.0
    assert shares(status, kwh) == Shares(verified=0.5, flagged=0.25, pending=0.25, energy=0.5)


TARGETS = [
    (Target(), True),
    (Target(flagged_most=0.2), True),
    (Target(flagged_most=0.19), False),
    (Target(flagged_least=0.21), False),
    (Target(verified_most=0.49), False),
    (Target(energy_least=0.6), True),
    (Target(energy_least=0.61), False),
    (Target(flagged_most=0.2, energy_least=0.61), False),
]


@pytest.mark.parametrize(("target", "met"), TARGETS)
def test_a_target_is_met_in_all_it_asks(target, met):
    assert Shares(verified=0.5, flagged=0.2, pending=0.3, energy=0.6).meets(target) is met


def test_the_mean_is_taken_share_by_share():
    drawn = [Shares(1.0, 0.0, 0.0, 0.8), Shares(0.0, 0.5, 0.5, 0.4)]
    assert list(vars(mean(drawn)).values()) == pytest.approx([0.5, 0.25, 0.25, 0.6])


def test_a_copier_is_found_by_the_one_who_sent_before_him():
    site = named("serf_east_2016")
    copied = NAMED["copied from 2 km away"]
    view = [View(site, expected.derive(site))]
    assert judged(copied, view)[0].verified == 0
    assert judged(replace(copied, beside_km=None), view)[0].verified > 0.9
