"""Every day of a batch, history included, in the few columns that a month is measured by."""

from dataclasses import dataclass, fields

import numpy as np

from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.thresholds import Rule

HOURS_OF_LEVEL = 3
"""Hours whose sum tells how well a day's array did at its best: one hour's cloud or error decides less."""


@dataclass(frozen=True)
class Traces:
    """m days; float32, since a fleet's month is 310,000 of them and the figures need four digits.

    output : (m, 24), energy over the array's rating, zero where not usable. [Wh/m² at a performance ratio of one]
    poa, ghi : (m, 24), the reference in the plane and as published, zero where it is not. [Wh/m²]
    usable : bool (m, 24), hours with the sun above 10°, measured and published; not the first after a gap.
    energy : (m,), of all hours; dark_energy : (m, 3), what of it lies in the dark as stamped, and for a clock that is
        an hour ahead or an hour behind, in the order of `DARK_SHIFTS`. [Wh per kW of the array]
    undisturbed : bool (m, 24), usable hours in which neither an outage nor a full battery held the output down.
    """

    output: np.ndarray
    poa: np.ndarray
    ghi: np.ndarray
    usable: np.ndarray
    undisturbed: np.ndarray
    energy: np.ndarray
    dark_energy: np.ndarray


DARK_SHIFTS = (0, 1, -1)
"""Hours that a clock may run ahead while it hardly shows in one day: a few kilowatt-minutes fall after sunset."""

BLOCK = 4096
"""Days traced at once, so that the intermediate arrays of a fleet's 310,000 stay in the processor's cache."""


def trace(days: DayBatch, curves: ExpectedCurves, rule: Rule) -> Traces:
    """The traces of a batch and its curves."""
    scale = (1000 / stated_kw(days)).astype(np.float32)[:, None]
    comparable = (days.is_generation & ~(days.interval_minutes > rule.interval_minutes))[:, None]
    columns = (days.kwh, scale, comparable, curves.cosine_zenith, curves.poa_global, curves.ghi)
    starts = range(0, max(len(days), 1), BLOCK)
    parts = [_trace(*(column[at : at + BLOCK] for column in columns), rule=rule) for at in starts]
    return Traces(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Traces)})


def _trace(
    kwh: np.ndarray,
    scale: np.ndarray,
    comparable: np.ndarray,
    cosine_zenith: np.ndarray,
    poa: np.ndarray,
    ghi: np.ndarray,
    *,
    rule: Rule,
) -> Traces:
    lit, present = cosine_zenith > rule.sun_cosine, np.isfinite(kwh)
    usable = lit & present & np.isfinite(ghi) & comparable
    usable[:, 1:] &= present[:, :-1] | ~lit[:, :-1]
    output, poa, ghi = (np.where(usable, values, 0.0).astype(np.float32) for values in (kwh, poa, ghi))
    output *= scale
    made, dark = np.where(present, kwh * scale, 0.0).astype(np.float32), (cosine_zenith == 0).astype(np.float32)
    in_dark = [np.einsum("mh,mh->m", made, np.roll(dark, hours, axis=1)) for hours in DARK_SHIFTS]
    calm = usable & ~held_down(output, poa, usable, rule)
    return Traces(output, poa, ghi, usable, calm, made.sum(axis=1), np.stack(in_dark, axis=1))


def stated_kw(days: DayBatch) -> np.ndarray:
    """The array's stated size, or the inverter's rating where it is unknown; (n,). [kW]"""
    return np.where(days.array_known, days.dc_capacity_kwp, days.capacity_kw)


def held_down(output: np.ndarray, poa: np.ndarray, usable: np.ndarray, rule: Rule) -> np.ndarray:
    """Hours of outage or of a full battery, and the hours they begin and end in; bool (m, 24).

    An outage is an hour with next to nothing under a sun that the satellite sees; a full battery two and more that stay
    far below what the same day's best hours made of the sun. Both only ever lower output, and judging what is left
    lets nobody claim more.
    """
    expected = level_at_best(output, poa)[:, None] * poa
    out = usable & (output < rule.outage_share * expected)
    low = usable & (output < rule.curtailed_share * expected)
    beside = np.zeros_like(low)
    beside[:, 1:] |= low[:, :-1]
    beside[:, :-1] |= low[:, 1:]
    held = out | (low & beside)
    partial = usable & (output < rule.partial_share * expected)
    edges = held.copy()
    edges[:, 1:] |= held[:, :-1] & partial[:, 1:]
    edges[:, :-1] |= held[:, 1:] & partial[:, :-1]
    return edges


def level_at_best(output: np.ndarray, poa: np.ndarray) -> np.ndarray:
    """Output over irradiation in the best three hours running of each day; (m,)."""
    made, given = (running(curve) for curve in (output, poa))
    enough = given > 0.5 * given.max(axis=1, keepdims=True)
    return np.divide(made, given, out=np.zeros_like(made), where=enough).max(axis=1)


def running(curve: np.ndarray) -> np.ndarray:
    """Sums over `HOURS_OF_LEVEL` neighbouring hours; (m, 22)."""
    last = curve.shape[1] - HOURS_OF_LEVEL + 1
    total = curve[:, :last].copy()
    for at in range(1, HOURS_OF_LEVEL):
        total += curve[:, at : last + at]
    return total
