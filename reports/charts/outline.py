"""Borders as rings of points: what belongs together made one, and no finer than a picture can show.

A ring is float64 (n, 2), longitude and latitude in degrees, its last point the first one again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

ORIGIN = np.array([180.0, 90.0])
PER_DEGREE = 1_000_000
"""Points are the same where they agree to a millionth of a degree: neighbours share their border to the digit."""
LATITUDE_BITS = 29


def merged(parts: Iterable[Sequence[np.ndarray]]) -> list[np.ndarray]:
    """Parts of one country without the borders between them: an edge that two parts share is none of the country's."""
    rings = [ring for part in parts for ring in part]
    if not rings:
        return []
    starts, ends = (np.concatenate([_keys(ring)[cut] for ring in rings]) for cut in (slice(None, -1), slice(1, None)))
    edges = np.stack((np.minimum(starts, ends), np.maximum(starts, ends)), axis=1)
    _, which, count = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    outer = (count[which.ravel()] == 1) & (starts != ends)
    return [_points(ring) for ring in _chained(starts[outer].tolist(), ends[outer].tolist())]


def _keys(ring: np.ndarray) -> np.ndarray:
    """Each point as one whole number, int64 (n,)."""
    longitude, latitude = (np.rint((ring + ORIGIN) * PER_DEGREE).astype(np.int64)).T
    return (longitude << LATITUDE_BITS) + latitude


def _points(keys: list[int]) -> np.ndarray:
    packed = np.array(keys, np.int64)
    pairs = np.stack((packed >> LATITUDE_BITS, packed & ((1 << LATITUDE_BITS) - 1)), axis=1)
    return pairs / PER_DEGREE - ORIGIN


def _chained(starts: list[int], ends: list[int]) -> list[list[int]]:
    """Edges put end to end into rings."""
    onward = defaultdict(list)
    for start, end in zip(starts, ends, strict=True):
        onward[start].append(end)
    rings = []
    for start in starts:
        ring = [start]
        while onward[ring[-1]]:
            ring.append(onward[ring[-1]].pop())
        if len(ring) > 1:
            rings.append(ring if ring[-1] == start else [*ring, start])
    return rings


def simplified(line: np.ndarray, tolerance: float) -> np.ndarray:
    """A line with only the points that it needs to stay within `tolerance` of what it was, (n, 2).

    References
    ----------
    D. H. Douglas and T. K. Peucker (1973), "Algorithms for the reduction of the number of points required to represent
    a digitized line or its caricature", Cartographica 10(2).
    """
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        if last - first < 2:  # noqa: PLR2004 - nothing lies between neighbours
            continue
        distance = _distances(line[first + 1 : last], line[first], line[last])
        furthest = int(distance.argmax())
        if distance[furthest] > tolerance:
            middle = first + 1 + furthest
            kept[middle] = True
            open_ends += [(first, middle), (middle, last)]
    return line[kept]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """How far points lie from a straight line, or from its end where that is nearer, (n,)."""
    along = end - start
    length = float(along @ along)
    part = np.clip((points - start) @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    return np.hypot(*(points - start - part[:, None] * along).T)
