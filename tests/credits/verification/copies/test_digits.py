"""How far days and months agree to the digit, beside a count by hand."""

import numpy as np
import pytest

from credits.verification.copies.digits import agreement, month_agreement
from inverters.prints import digit_bits

SPREAD = 0.01


def made_up(rng, shape):
    """Energies of loggers of several resolutions, with nights, gaps and hours of next to nothing."""
    step = rng.choice([1, 7, 1_000, 10_000], (*shape[:-1], 1))
    energy = rng.integers(1, 5_000_000, shape) // step * step
    energy = np.where(rng.random(shape) < 0.1, rng.integers(0, 3, shape), energy)
    return np.where(rng.random(shape) < 0.1, -1, np.where(np.arange(24) < 6, 0, energy))


def altered(rng, energy):
    """The same with some hours altered, and some hours missing or nothing."""
    other = np.where(rng.random(energy.shape) < 0.3, energy + 3, energy)
    return np.where(rng.random(energy.shape) < 0.1, rng.integers(-1, 1, energy.shape), other)


def plain_agreement(mine, theirs, spread):
    mine_bits, their_bits = (digit_bits(day[None], spread)[0].tolist() for day in (mine, theirs))
    best = (0.0, 0.0)
    for hours in range(24):
        pairs = [(h, (h - hours) % 24) for h in range(24) if mine[h] > 0 and mine[h] == theirs[(h - hours) % 24]]
        bits = sum(min(mine_bits[h], their_bits[there]) for h, there in pairs)
        if bits > best[0]:
            best = bits, sum(int(mine[h]) for h, _ in pairs) / sum(int(e) for e in mine if e > 0)
    return best


@pytest.mark.parametrize(("shift", "spread"), [(0, 0.01), (1, 0.03), (23, 0.01), (-5, 0.01)])
def test_days_agree_at_their_best_shift_as_a_plain_count_finds(shift, spread):
    rng = np.random.default_rng(shift % 24)
    mine = made_up(rng, (20, 24))
    mine[3], mine[4] = 0, -1
    theirs = np.roll(altered(rng, mine), shift, axis=1)
    found = np.array(agreement(mine, theirs, spread))
    for row in range(len(mine)):
        assert found[:, row] == pytest.approx(plain_agreement(mine[row], theirs[row], spread)), row
    assert (found[0] > 24).sum() > 10


def plain_month(mine, theirs, spread):
    shared = (mine >= 0) & (theirs >= 0)
    mine, theirs = (np.where(shared, energy, -1) for energy in (mine, theirs))
    mine_bits, their_bits = digit_bits(mine, spread), digit_bits(theirs, spread)
    hours = [(day, h) for day in range(len(mine)) for h in range(24)]
    bits = sum(min(mine_bits[at], their_bits[at]) for at in hours if mine[at] == theirs[at])
    could = sum(mine_bits[at] for at in hours)
    return bits, bits / could if could else 0.0


@pytest.mark.parametrize(("days", "spread"), [(1, 0.01), (5, 0.03)])
def test_months_agree_as_stamped_over_the_hours_that_both_have(days, spread):
    rng = np.random.default_rng(days)
    mine = made_up(rng, (6, days, 24))
    theirs = altered(rng, mine)
    theirs[4], mine[5] = -1, 0
    found = np.array(month_agreement(mine, theirs, spread))
    for pair in range(6):
        assert found[:, pair] == pytest.approx(plain_month(mine[pair], theirs[pair], spread))
    assert found[:, 5].tolist() == [0.0, 0.0]


def test_no_pairs_agree_in_nothing():
    none = np.zeros((0, 24), np.int64)
    assert [part.shape for part in agreement(none, none, SPREAD)] == [(0,), (0,)]
