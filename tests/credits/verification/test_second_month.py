"""A slow plain second answer to the month: one month, one day, one hour at a time, in exact sums."""

import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.month import measure
from credits.verification.thresholds import RULE
from credits.verification.traces import trace

from .making import golden, honest
from .months import around

SOME = [0, 31, 50, 77, 103]
LIT = 0.174


def random_days(seed, n=45):
    rng = np.random.default_rng(seed)
    midnight = np.datetime64("2024-05-01T23:00", "us") + np.arange(n) * np.timedelta64(1, "D")
    days = honest(n, midnight=midnight, latitude=float(rng.uniform(-40, 40)))
    clouds = rng.uniform(0.2, 1.1, (n, 24))
    kwh = days.kwh * clouds * rng.uniform(0.7, 1.3, (n, 24))
    kwh[rng.random((n, 24)) < 0.05] = np.nan
    kwh[rng.random((n, 24)) < 0.05] = 0.0
    ghi = np.where(rng.random((n, 24)) < 0.02, np.nan, days.ghi_wh_m2 * clouds)
    return replace(days, kwh=kwh, ghi_wh_m2=ghi)


def plain_hours(days, curves, row):
    """Of one day: {hour: (output, plane, ghi)} of its usable hours, and which of them are calm."""
    size = days.dc_capacity_kwp[row]
    usable = {}
    for hour in range(24):
        kwh, ghi = days.kwh[row, hour], days.ghi_wh_m2[row, hour]
        after_gap = hour > 0 and math.isnan(days.kwh[row, hour - 1]) and curves.cosine_zenith[row, hour - 1] > LIT
        if curves.cosine_zenith[row, hour] > LIT and not math.isnan(kwh + ghi) and not after_gap:
            usable[hour] = (1000 * kwh / size, curves.poa_global[row, hour], ghi)
    return usable, plain_calm(usable)


def plain_calm(usable):
    made, given = ({h: value[part] for h, value in usable.items()} for part in (0, 1))
    spans = [range(h, h + 3) for h in range(22)]
    sums = [(sum(made.get(h, 0) for h in span), sum(given.get(h, 0) for h in span)) for span in spans]
    most = max((g for _, g in sums), default=0)
    best = max((m / g for m, g in sums if g > 0.5 * most), default=0)
    out = {h for h in usable if made[h] < 0.05 * best * given[h]}
    low = {h for h in usable if made[h] < 0.3 * best * given[h]}
    held = out | {h for h in low if h - 1 in low or h + 1 in low}
    partial = {h for h in usable if made[h] < 0.7 * best * given[h]}
    return {h for h in usable if h not in held and not (h in partial and (h - 1 in held or h + 1 in held))}


def plain_within(month, part):
    """{(day, hour): what is left of the curve} and {day: its size}, for lists of {hour: value}."""
    means = {h: np.mean([day[h] for day in month if h in day]) for h in {h for day in month for h in day}}
    sizes = [math.fsum(d.values()) / math.fsum(means[h] for h in d) if d else 0.0 for d in month]
    return {(n, h): day[h] - sizes[n] * means[h] for n, day in enumerate(month) for h in day}, sizes


def plain_agreement(x, y):
    xx, yy = (math.fsum(v * v for v in a.values()) for a in (x, y))
    return math.fsum(x[key] * y[key] for key in x) / math.sqrt(xx * yy)


def plain_month(days, curves, positions):
    hours = [plain_hours(days, curves, at) for at in positions]
    calm = [{h: usable[h] for h in sorted(kept)} for usable, kept in hours]
    made = [{h: v[0] for h, v in day.items()} for day in calm]
    found = {}
    left, _ = plain_within(made, 0)
    for name, part in (("poa", 1), ("ghi", 2)):
        sky, _ = plain_within([{h: v[part] for h, v in day.items()} for day in calm], part)
        found[name] = plain_agreement(left, sky)
    sums = [[math.fsum(v[part] for v in day.values()) for part in range(3)] for day in calm]
    full = [(m, max(p, g)) for m, p, g in sums if max(p, g) > RULE.least_day_wh_m2]
    return {
        "within_r": max(found.values()),
        "days": sum(len(usable) >= 2 for usable, _ in hours),
        "hours": sum(len(kept) for _, kept in hours),
        "level": math.fsum(m for m, _ in full) / math.fsum(g for _, g in full),
        "residual": min(plain_residual([u for u, _ in hours], part) for part in (1, 2)),
    }


def plain_residual(month, part):
    pairs = [(v[0], v[part]) for usable in month for v in usable.values()]
    scale = math.fsum(a * b for a, b in pairs) / math.fsum(b * b for _, b in pairs)
    return math.sqrt(math.fsum((a - scale * b) ** 2 for a, b in pairs) / math.fsum(a * a for a, _ in pairs))


def plain_moves(left, level):
    pairs = [left[n, h] * left[n, h + 1] for n, h in left if (n, h + 1) in left]
    own = math.fsum(v * v for v in left.values()) / len(left) * len({n for n, _ in left}) / len(left)
    return math.sqrt(max(math.fsum(pairs) / max(len(pairs), 1) + own, 0.0)) / level


def plain_apart(sizes, calm):
    counted = sorted(size for size, day in zip(sizes, calm, strict=True) if len(day) >= 2)
    middle = counted[(len(counted) - 1) // 2]
    return 1.2533 * math.fsum(abs(size - middle) for size in counted) / len(counted) / middle


@pytest.mark.parametrize("days", [golden(), random_days(4)], ids=["real", "random"])
def test_how_far_days_move_and_lie_apart_agrees_with_a_slow_plain_answer(days):
    curves, window = expected.derive(days), around(days)
    month = measure(trace(days, curves, RULE), window, RULE)
    for row in (0, 31, 44):
        calm = []
        for at in (at for at in window.days[row] if at >= 0):
            usable, kept = plain_hours(days, curves, at)
            calm.append({h: usable[h][0] for h in sorted(kept)})
        left, sizes = plain_within(calm, 0)
        level = math.fsum(v for day in calm for v in day.values()) / sum(map(len, calm))
        assert month.moves[row] == pytest.approx(plain_moves(left, level), rel=2e-3, abs=1e-3)
        assert month.apart[row] == pytest.approx(plain_apart(sizes, calm), rel=1e-3)


@pytest.mark.parametrize("days", [golden(), random_days(1), random_days(2)], ids=["real", "random", "random again"])
def test_the_month_agrees_with_a_slow_plain_one(days):
    curves, window = expected.derive(days), around(days)
    month = measure(trace(days, curves, RULE), window, RULE)
    for row in [row for row in SOME if row < len(days)]:
        slow = plain_month(days, curves, [at for at in window.days[row] if at >= 0])
        assert month.within_r[row] == pytest.approx(slow["within_r"], abs=1e-3)
        assert (month.days[row], month.hours[row]) == (slow["days"], slow["hours"])
        assert month.residual[row] == pytest.approx(slow["residual"], rel=1e-3, abs=1e-3)
        assert not np.isnan(month.level.step[row]) or month.level.level[row] == pytest.approx(slow["level"], rel=1e-4)


@pytest.mark.parametrize("days", [golden(), random_days(3)], ids=["real", "random"])
def test_the_energy_in_the_dark_agrees_with_a_plain_walk(days):
    curves, window = expected.derive(days), around(days)
    late = replace(days, kwh=np.roll(days.kwh, 1, axis=1))
    month = measure(trace(late, curves, RULE), window, RULE)
    for row in (0, 20, 40):
        walked = [
            (late.kwh[at, hour], [curves.cosine_zenith[at, (hour - shift) % 24] == 0 for shift in (0, 1, -1)])
            for at in window.days[row] if at >= 0 for hour in range(24) if not math.isnan(late.kwh[at, hour])
        ]  # fmt: skip
        total = math.fsum(energy for energy, _ in walked)
        shares = [math.fsum(energy for energy, dark in walked if dark[n]) / total for n in range(3)]
        np.testing.assert_allclose(month.dark_share[row], shares, rtol=1e-3, atol=1e-6)
