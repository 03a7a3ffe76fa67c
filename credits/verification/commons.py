"""What the inverters of one place have in common over some days: clouds, how much they vary, how high they reach.

It is worked out once for all that are judged beside the same neighbours, and never for each of their days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from credits.verification import anomalies
from credits.verification.likeness import LEAST_HOURS
from credits.verification.speakers import REACH
from credits.verification.thresholds import Rule
from credits.verification.traces import held_down

DIGITS = 5
"""Sums over a longer series end in other last digits: they are cut off, for a day is to find the same in any batch."""

ENVELOPE = 0.9
"""Quantile of the days' highest hours: one edge of a cloud is no envelope."""


@dataclass(frozen=True)
class Commons:
    """c dates beside k neighbours; figures of a date are those of the days within `REACH` of it.

    clouds : float32 (c, 24), the neighbours' median anomaly within the days, of the mean output; zero where unknown.
    sure : bool (c, 24), hours with enough undisturbed neighbours for a median.
    count : float64 (c,), neighbours with months of their own.
    variation : float64 (c,), the median of their lasting variation, of the mean output; NaN where there are none.
    agreement : float64 (c,), the median of how each agrees with the others' median; NaN where unknown.
    envelope : float64 (c,), the highest of their envelopes; NaN where unknown. [Wh/kW of array]
    """

    clouds: np.ndarray
    sure: np.ndarray
    count: np.ndarray
    variation: np.ndarray
    agreement: np.ndarray
    envelope: np.ndarray


def in_common(
    output: np.ndarray, dates: np.ndarray, lit: np.ndarray, ghi: np.ndarray, speaks: np.ndarray, rule: Rule
) -> Commons:
    """What k neighbours have in common; see `in_common_of`, of one choice among them."""
    return in_common_of(output, dates, lit, ghi, [speaks], rule)[0]


def in_common_of(
    output: np.ndarray,
    dates: np.ndarray,
    lit: np.ndarray,
    ghi: np.ndarray,
    choices: Sequence[np.ndarray],
    rule: Rule,
) -> list[Commons]:
    """What k neighbours have in common, for each choice among them: one inverter's own excludes itself.

    Parameters
    ----------
    output : float64 (k, c, 24), energy over the stated size of the array, NaN is missing. [Wh/kW]
    dates : datetime64[D] (c,), ascending. lit : bool (c, 24), hours with the sun high enough.
    ghi : float64 (c, 24), the reference, NaN is unpublished: it tells outages and full batteries. [Wh/m²]
    choices : bool (k, c) each, whom each date goes by, see `speakers`.
    """
    usable = np.isfinite(output) & lit & np.isfinite(ghi)
    made, sky = (np.where(usable, values, 0.0) for values in (output, ghi))
    flat = (-1, made.shape[2])
    held = held_down(made.reshape(flat), sky.reshape(flat), usable.reshape(flat), rule).reshape(made.shape)
    calm, month = usable & ~held, _Month(dates)
    left = _anomalies(made, calm, month)
    own = _Own(
        left=left,
        calm=calm,
        has_month=_has_month(calm, month, rule),
        lasting=_lasting(left, calm, month),
        envelope=month.quantile(np.where(usable, output, -np.inf).max(axis=2)),
    )
    return [_common_to(own, own.has_month & speaks, month, rule) for speaks in choices]


@dataclass(frozen=True)
class _Own:
    """What each of k neighbours has by itself, whoever else speaks: (k, c, 24) and (k, c)."""

    left: np.ndarray
    calm: np.ndarray
    has_month: np.ndarray
    lasting: np.ndarray
    envelope: np.ndarray


def _common_to(own: _Own, counted: np.ndarray, month: "_Month", rule: Rule) -> Commons:
    ranked = _Ranked(own.left, own.calm & counted[:, :, None])
    clouds, sure = ranked.median(rule.least_neighbours)
    return Commons(
        clouds=clouds.round(DIGITS).astype(np.float32),
        sure=sure,
        count=counted.sum(axis=0).astype(float),
        variation=_median(own.lasting, counted),
        agreement=_median(_with_others(ranked, own, month, rule), counted),
        envelope=np.where(counted, own.envelope, -np.inf).max(axis=0, initial=-np.inf),
    )


def joined(parts: Sequence[Commons]) -> Commons:
    """Several places as one."""
    return Commons(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Commons)})


class _Month:
    """Sums over the days within `REACH` of each date, for arrays of days (k, c, ...)."""

    def __init__(self, dates: np.ndarray) -> None:
        days = dates.astype("datetime64[D]").astype(np.int64)
        self.first = np.searchsorted(days, days - REACH, side="left")
        self.last = np.searchsorted(days, days + REACH, side="right")

    def total(self, values: np.ndarray) -> np.ndarray:
        running = np.cumsum(np.concatenate([np.zeros_like(values[:, :1], float), values], axis=1), axis=1)
        return np.asarray(running[:, self.last] - running[:, self.first])

    def quantile(self, values: np.ndarray) -> np.ndarray:
        """The `ENVELOPE` of the finite values around each date, the lower of two; (k, c)."""
        found = np.empty(values.shape)
        for at, (first, last) in enumerate(zip(self.first.tolist(), self.last.tolist(), strict=True)):
            ordered = np.sort(values[:, first:last], axis=1)
            days = np.isfinite(ordered).sum(axis=1)
            place = last - first - days + np.floor(ENVELOPE * np.maximum(days - 1, 0)).astype(np.int64)
            place = np.minimum(place, last - first - 1)
            found[:, at] = np.take_along_axis(ordered, place[:, None], axis=1)[:, 0]
        return found


def _anomalies(made: np.ndarray, calm: np.ndarray, month: _Month) -> np.ndarray:
    """What is left of each day once its month's mean day, scaled to the day's size, is taken off: see `anomalies`."""
    made = made * calm
    hours, energy = month.total(calm.astype(float)), month.total(made)
    means = energy / np.maximum(hours, 1)
    usual = (means * calm).sum(axis=2)
    sizes = np.where(usual > 0, made.sum(axis=2) / np.maximum(usual, anomalies.FLOOR), 0.0)
    level = energy.sum(axis=2) / np.maximum(hours.sum(axis=2), 1)
    left = (made - sizes[:, :, None] * means) * calm
    return np.asarray(left / np.maximum(level, anomalies.FLOOR)[:, :, None])


def _has_month(calm: np.ndarray, month: _Month, rule: Rule) -> np.ndarray:
    hours = calm.sum(axis=2).astype(float)
    days = month.total((hours >= LEAST_HOURS).astype(float))
    return (days >= rule.clouds_days) & (month.total(hours) >= rule.month_hours)


def _lasting(left: np.ndarray, calm: np.ndarray, month: _Month) -> np.ndarray:
    """As `anomalies.lasting`, for the month around each date; (k, c)."""
    pairs = month.total((calm[:, :, 1:] & calm[:, :, :-1]).sum(axis=2).astype(float))
    shared = month.total((left[:, :, 1:] * left[:, :, :-1]).sum(axis=2)) / np.maximum(pairs, 1)
    hours = np.maximum(month.total(calm.sum(axis=2).astype(float)), 1)
    days = month.total(calm.any(axis=2).astype(float))
    own = month.total(np.square(left).sum(axis=2)) / hours * days / hours
    return np.asarray(np.sqrt(np.maximum(shared + own, 0)))


class _Ranked:
    """k neighbours' anomalies in order, for the median of all that are chosen and of all but one; (k, c, 24)."""

    def __init__(self, left: np.ndarray, which: np.ndarray) -> None:
        self.which = which
        values = np.where(which, left, np.inf)
        order = np.argsort(values, axis=0)
        self.ordered = np.take_along_axis(values, order, axis=0)
        self.rank = np.empty_like(order)
        np.put_along_axis(self.rank, order, np.arange(len(order))[:, None, None], axis=0)

    def median(self, least: float) -> tuple[np.ndarray, np.ndarray]:
        """The median, and where it is one of enough; (c, 24) each."""
        if not len(self.which):
            return np.zeros(self.which.shape[1:]), np.zeros(self.which.shape[1:], bool)
        middle, sure = self._middle(self.which.sum(axis=0)[None], least, np.iinfo(np.int64).max)
        return middle[0], sure[0]

    def median_of_others(self, least: float) -> tuple[np.ndarray, np.ndarray]:
        """For each the median of the others; (k, c, 24) each."""
        return self._middle(self.which.sum(axis=0)[None] - self.which, least, self.rank)

    def _middle(self, count: np.ndarray, least: float, left_out: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
        """Of the chosen but the one at the rank that is left out; zero where there are too few."""
        low, high = (np.maximum(count + extra, 0) // 2 for extra in (-1, 0))
        last = len(self.ordered) - 1
        ends = [np.minimum(at + (at >= left_out), last) for at in (low, high)]
        first, second = (np.take_along_axis(self.ordered, at, axis=0) for at in ends)
        sure = (count >= least) & (count > 0)
        with np.errstate(invalid="ignore"):
            middle = np.where(np.isfinite(second), (first + second) / 2, first)
        return np.where(sure, np.nan_to_num(np.where(sure, middle, 0.0)), 0.0), count >= least


def _with_others(ranked: _Ranked, own: _Own, month: _Month, rule: Rule) -> np.ndarray:
    """Each neighbour against the median of the others over the month around each date; (k, c).

    Of the fewest neighbours each has one other less.
    """
    clouds, sure = ranked.median_of_others(rule.least_neighbours - 1)
    x, y = own.left * sure, clouds * own.calm
    xy, xx, yy = (month.total((a * b).sum(axis=2)) for a, b in ((x, y), (x, x), (y, y)))
    return np.where((xx > 0) & (yy > 0), xy / np.sqrt(np.maximum(xx * yy, anomalies.FLOOR**2)), 0.0)


def _median(values: np.ndarray, which: np.ndarray) -> np.ndarray:
    """The median over the first axis of the chosen values; NaN where none is chosen."""
    count = which.sum(axis=0)
    if not len(values):
        return np.full(count.shape, np.nan)
    ordered = np.sort(np.where(which, values, np.inf), axis=0)
    low, high = (np.maximum(count + extra, 0) // 2 for extra in (-1, 0))
    high = np.minimum(high, len(values) - 1)
    middle = [np.take_along_axis(ordered, at[None], axis=0)[0] for at in (low, high)]
    return np.where(count > 0, np.where(np.isfinite(middle[1]), (middle[0] + middle[1]) / 2, middle[0]), np.nan)
