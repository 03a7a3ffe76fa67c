"""A judged month beside the months of its neighbours: inverters of the same cell, of which most are honest."""

from dataclasses import dataclass, fields

import numpy as np

from credits.verification import anomalies
from credits.verification.commons import ENVELOPE, Commons
from credits.verification.traces import Traces
from credits.verification.window import Window
from inverters.constants import SLOTS

BLOCK = 128


@dataclass(frozen=True)
class Neighbours:
    """What the neighbours of a batch's inverters have in common; no inverter is its own neighbour.

    commons : of all places and dates, one row each.
    rows : int64 (m,), the row of the commons for every day of the batch, judged or history; -1 is none.
    distance_km : float64 (n,), the median distance of the neighbours from each judged inverter; NaN is unknown.
    """

    commons: Commons
    rows: np.ndarray
    distance_km: np.ndarray


@dataclass(frozen=True)
class Beside:
    """n judged months beside their neighbours'; float64 (n,) each, NaN is unknown.

    count : neighbours with months of their own. hours : hours that both saw undisturbed.
    variation, usual_variation : how far the output strays for longer than an hour, and the neighbours' median.
    agreement, usual_agreement : with the neighbours' common clouds, and theirs with one another's.
    envelope, best_envelope : the high end of the days' highest hours, and the best neighbour's. [Wh/kW of the array]
    """

    count: np.ndarray
    hours: np.ndarray
    variation: np.ndarray
    usual_variation: np.ndarray
    agreement: np.ndarray
    usual_agreement: np.ndarray
    envelope: np.ndarray
    best_envelope: np.ndarray
    distance_km: np.ndarray


def nobody(days: int, judged: int) -> Neighbours:
    """No neighbours for any day."""
    clouds, figure = np.zeros((0, SLOTS), np.float32), np.zeros(0)
    commons = Commons(clouds, clouds > 0, figure, figure, figure, figure)
    return Neighbours(commons, np.full(days, -1), np.full(judged, np.nan))


def compare(traces: Traces, window: Window, neighbours: Neighbours) -> Beside:
    """Compare every judged month with what its neighbours have in common; those without any cost nothing."""
    at = neighbours.rows[window.rows]
    with_some = np.flatnonzero(at >= 0)
    found = {f.name: np.full(len(window), np.nan) for f in fields(Beside)}
    found |= {"count": np.zeros(len(window)), "hours": np.zeros(len(window)), "distance_km": neighbours.distance_km}
    if len(with_some):
        commons = neighbours.commons
        of_date = {"count": "count", "usual_variation": "variation", "usual_agreement": "agreement"}
        for name, column in (of_date | {"best_envelope": "envelope"}).items():
            found[name][with_some] = getattr(commons, column)[at[with_some]]
        for start in range(0, len(with_some), BLOCK):
            rows = with_some[start : start + BLOCK]
            for name, values in _block(traces, window.days[rows], neighbours).items():
                found[name][rows] = values
    return Beside(**found)


def _block(traces: Traces, around: np.ndarray, neighbours: Neighbours) -> dict[str, np.ndarray]:
    exists = (around >= 0)[:, :, None]
    calm = (traces.undisturbed[around] & exists).astype(np.float32)
    output = traces.output[around]
    left, _ = anomalies.within_days(output * calm, calm)
    hours = np.maximum(np.einsum("nwh->n", calm), 1)
    level = np.maximum(np.einsum("nwh,nwh->n", output, calm) / hours, anomalies.FLOOR)
    rows = np.where(around >= 0, neighbours.rows[around], -1)
    there = (rows >= 0)[:, :, None] & neighbours.commons.sure[rows]
    both = calm * there
    return {
        "hours": np.einsum("nwh->n", both),
        "variation": anomalies.lasting(left, calm) / level,
        "agreement": anomalies.agreement(left / level[:, None, None] * both, neighbours.commons.clouds[rows] * both),
        "envelope": _envelope(traces.output[around] * exists),
    }


def _envelope(output: np.ndarray) -> np.ndarray:
    """The high end of the days' highest hours; days without output take no part."""
    highest = np.sort(output.max(axis=2), axis=1)
    days = (highest > 0).sum(axis=1)
    at = highest.shape[1] - days + np.floor(ENVELOPE * np.maximum(days - 1, 0)).astype(np.int64)
    return np.take_along_axis(highest, np.minimum(at, highest.shape[1] - 1)[:, None], axis=1)[:, 0]
