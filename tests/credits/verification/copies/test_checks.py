"""The copy checks beside plain answers: one judged day and one rival at a time."""

import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification.copies import checks
from credits.verification.copies.digits import agreement, month_agreement
from credits.verification.copies.likeness import least_residual, likeness
from credits.verification.copies.repeats import dull_days, repeats
from credits.verification.copies.rivals import CopyEvidence, Rivals, kwh, no_rivals
from credits.verification.thresholds import RULE
from inverters.prints import digit_bits

NAN = math.nan
JUDGED, KEPT, WIDE = 9, 30, 14
BELL = np.sin((np.arange(24) - 5.5) / 13 * np.pi).clip(min=0)


def rough_days(rng, n, share=0.4):
    """Days under broken clouds in whole milliwatt-hours, with some hours missing."""
    energy = np.rint(4e6 * BELL * rng.normal(1, share, (n, 24)).clip(0.1)).astype(np.int64)
    return np.where(rng.random((n, 24)) < 0.03, -1, energy)


def resembling(rng, energy):
    """The same energy as some rival has it: to the digit, in part, with noise, in coarse digits, or not at all."""
    kind = rng.integers(5)
    if kind == 1:
        return np.where(np.arange(24) < 13, energy, energy // 2)
    if kind == 2:
        return np.where(
            energy > 0,
            np.rint(energy * rng.normal(1, rng.choice([0.02, 0.1, 0.2]), energy.shape)).astype(np.int64),
            energy,
        )
    if kind == 3:
        return energy // 100_000 * 100_000
    return rng.permutation(energy.ravel()).reshape(energy.shape) if kind == 4 else energy.copy()


def made_up(seed, m=60):
    """A batch of judged days with months of their own, and rivals of every kind."""
    rng = np.random.default_rng(seed)
    history = rough_days(rng, KEPT)
    history[4] = history[4] // 100_000 * 100_000
    rows = rng.permutation(KEPT)[:JUDGED]
    month = np.stack([np.r_[row, rng.permutation(np.delete(np.arange(KEPT), row))[: WIDE - 1]] for row in rows])
    month[1, 8:] = -1
    of = rng.integers(0, JUDGED - 1, m)
    months = np.where((month >= 0)[:, :, None], history[month], -1)
    rivals = Rivals(
        row=of,
        day=np.stack([resembling(rng, history[rows[n]]) for n in of]),
        month=np.stack([resembling(rng, months[n]) for n in of]),
        earlier=rng.random(m) < 0.8,
        own=rng.random(m) < 0.2,
        same_date=rng.random(m) < 0.7,
        distance_km=rng.choice([0.0, 0.2, 0.21, 0.99, 1.0, 2.0, 9.0], m),
        name=np.array([f"inverter {n}" for n in range(m)]),
        date=np.array([f"day {n}" for n in range(m)]),
    )
    return CopyEvidence(history, rng.uniform(0.2, 1, KEPT), rows, month, rivals, RULE)


def of_day(evidence, n, wanted):
    return [m for m in range(len(evidence.rivals)) if evidence.rivals.row[m] == n and wanted(m)]


def plain_told(evidence, n, on_one_roof):
    """(bits, share, rival) of the most surprising earlier rival of one day."""
    rivals, best = evidence.rivals, (0.0, 0.0, None)
    for m in of_day(evidence, n, lambda m: rivals.earlier[m]):
        twin = not rivals.own[m] and rivals.same_date[m] and rivals.distance_km[m] <= 0.2
        if twin != on_one_roof:
            continue
        day = evidence.history[evidence.rows[n]][None]
        (bits,), (share,) = agreement(day, rivals.day[m][None], RULE.like_day_spread)
        pair = evidence.months(np.array([n])), rivals.month[m][None]
        (month_bits,), (month_share,) = month_agreement(*pair, RULE.like_day_spread)
        bits = max(bits, month_bits if month_share >= RULE.copied_share else 0.0)
        bits = bits if share >= RULE.copied_share else 0.0
        if best[2] is None or bits > best[0]:
            best = bits, share, m
    return best


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("check", "roof"), [(checks.digits, False), (checks.registered_twice, True)])
def test_the_most_surprising_rival_answers_for_a_days_digits(seed, check, roof):
    evidence = made_up(seed)
    found = check(evidence)
    for n in range(JUDGED):
        bits, share, rival = plain_told(evidence, n, roof)
        could = digit_bits(evidence.history[evidence.rows[n]][None], RULE.like_day_spread).sum()
        assert (found.figure[n], found.threshold[n]) == (pytest.approx(bits), 48.0)
        assert (found.passes[n], found.known[n]) == (bits < 48, could >= 48 or bits >= 48)
        names = ("", "") if rival is None else (f"inverter {rival}", f"day {rival}")
        assert (found.words["rival"][n], found.words["date"][n]) == names
        assert (found.words["could"][n], found.words["share"][n]) == pytest.approx((could, share))


def plain_near(evidence, n):
    """(ratio, residual, least, rival) of the likest distant and earlier rival of one day."""
    rivals, best = evidence.rivals, (math.inf, NAN, NAN, None)
    for m in of_day(evidence, n, lambda m: rivals.earlier[m] and not rivals.own[m] and rivals.distance_km[m] >= 1.0):
        months = kwh(evidence.months(np.array([n]))), kwh(rivals.month[m][None])
        residual = likeness(*months, RULE).residual[0]
        least = least_residual(rivals.distance_km[m : m + 1], RULE)[0]
        ratio = math.inf if math.isnan(residual) else residual / least
        if best[3] is None or ratio < best[0]:
            best = ratio, residual, least, m
    return best


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_likest_distant_rival_answers_for_a_months_clouds(seed):
    evidence = made_up(seed)
    found = checks.near_copy(evidence)
    for n in range(JUDGED):
        ratio, residual, least, rival = plain_near(evidence, n)
        assert (found.passes[n], found.known[n]) == (not ratio < 1, True)
        assert (found.figure[n], found.threshold[n]) == pytest.approx((residual, least), nan_ok=True)
        names = (
            ("", "", 0.0)
            if rival is None
            else (f"inverter {rival}", f"day {rival}", evidence.rivals.distance_km[rival])
        )
        assert tuple(found.words[name][n] for name in ("rival", "date", "distance")) == names
    assert 0 < found.failed.sum() < JUDGED


@pytest.mark.parametrize(("ratio", "fails"), [(0.98, True), (1.02, False)])
def test_a_likeness_waits_below_what_two_honest_roofs_keep(ratio, fails):
    rng = np.random.default_rng(5)
    history = np.maximum(rough_days(rng, WIDE), 0)
    theirs = np.rint(history * rng.normal(1, 0.06, history.shape)).astype(np.int64)
    left = likeness(kwh(history[None]), kwh(theirs[None]), RULE).residual[0]
    far = -30 * math.log(1 - (left / ratio / 0.5) ** 2 / 2)
    one, yes = np.zeros(1, np.int64), np.ones(1, bool)
    rival = Rivals(one, theirs[:1], theirs[None], yes, ~yes, yes, np.array([far]), np.array(["it"]), np.array(["then"]))
    evidence = CopyEvidence(history, np.ones(WIDE), one, np.arange(WIDE)[None], rival, RULE)
    assert 1 <= far < 10
    assert checks.near_copy(evidence).failed.tolist() == [fails]


def repeating(seed):
    """Months of which some days repeat one curve, some of those under a dull sky."""
    rng = np.random.default_rng(seed)
    sky = np.where(rng.random(KEPT) < 0.4, rng.uniform(0.2, 0.5, KEPT), rng.uniform(0.8, 1, KEPT))
    history = np.rint(rough_days(rng, KEPT, 0.15) * sky[:, None]).astype(np.int64)
    curve = np.rint(4e6 * BELL).astype(np.int64)
    for at in np.flatnonzero(rng.random(KEPT) < (0.8, 0.6, 0.4)[seed % 3]):
        history[at] = np.rint(curve * rng.normal(1, rng.choice([0.0, 0.03]), 24)).astype(np.int64)
    history[0], history[1], history[2] = 0, -1, curve // 3
    sky[rng.random(KEPT) < 0.05] = NAN
    rows = np.r_[0:3, rng.permutation(np.arange(3, KEPT))[:17]]
    month = np.stack([np.r_[row, rng.permutation(np.delete(np.arange(KEPT), row))[: WIDE - 1]] for row in rows])
    month[5:9, 3:] = -1
    return CopyEvidence(history, sky, rows, month, no_rivals(WIDE), RULE)


def plain_repeated(evidence, n):
    """(passes, dull days, share of them that show the curve) of one day."""
    there = [at for at in evidence.month[n] if at >= 0]
    dull = dull_days(evidence.sky[there][None], RULE)[0]
    sums = [sum(int(e) for e in evidence.history[at] if e > 0) for at in there]
    made = sorted(value for value in sums if value)
    typical = made[(len(made) - 1) // 2] if made else 0
    large = sum(gone and value > 0 and value >= 0.9 * typical for gone, value in zip(dull, sums, strict=True))
    if dull.sum() < RULE.dull_days or large < RULE.repeat_share * dull.sum():
        return True, dull.sum(), 0.0
    found = repeats(kwh(evidence.history[there])[None], dull[None], RULE)
    share = found.repeated[0] / max(found.dull[0], 1)
    today = found.deviation[0, there.index(evidence.rows[n])] <= RULE.repeat_deviation
    return not (today and share >= RULE.repeat_share), dull.sum(), share


@pytest.mark.parametrize("seed", range(6))
def test_a_curve_that_comes_on_dull_days_too_is_counted_as_by_hand(seed):
    evidence = repeating(seed)
    found = checks.repeated(evidence)
    for n in range(len(evidence)):
        passes, dull, share = plain_repeated(evidence, n)
        assert (found.passes[n], found.known[n], found.threshold[n]) == (passes, dull >= 3, 0.6), n
        assert (found.figure[n], found.words["dull"][n]) == (pytest.approx(share), dull)


def test_months_of_every_kind_were_asked():
    every = [checks.repeated(repeating(seed)) for seed in range(6)]
    assert {bool(failed) for found in every for failed in found.failed} == {True, False}
    assert {bool(known) for found in every for known in found.known} == {True, False}


def test_days_whom_nothing_resembles_pass():
    evidence = replace(made_up(1), rivals=no_rivals(WIDE))
    for check in (checks.digits, checks.registered_twice, checks.near_copy):
        found = check(evidence)
        assert found.passes.all()
        assert set(found.words["rival"].tolist()) == {""}
