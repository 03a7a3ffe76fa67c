"""What would lie on one another in a picture, gathered, and how large it is drawn."""

import math

import numpy as np

PIN_RADII, CLUSTER_RADII = (7.0, 12.0), (14.0, 22.0)
"""Least and greatest in pixels, by capacity."""


def clusters(points: np.ndarray, reach: float) -> np.ndarray:
    """The cluster of each of (n, 2) points by number, int64 (n,); the clusters' middles lie `reach` apart or more."""
    if not len(points):
        return np.zeros(0, np.int64)
    _, group = np.unique(np.floor(points / reach), axis=0, return_inverse=True)
    group = group.ravel()
    while (pair := _nearest(_middles(points, group))) and pair[2] < reach:
        group[group == pair[1]] = pair[0]
        group = np.unique(group, return_inverse=True)[1].ravel()
    return group


def _middles(points: np.ndarray, group: np.ndarray) -> np.ndarray:
    count = np.bincount(group)
    return np.stack([np.bincount(group, column) / count for column in points.T], axis=1)


def _nearest(middles: np.ndarray) -> tuple[int, int, float] | None:
    """The two that lie nearest to one another, and how far apart they are."""
    if len(middles) < 2:  # noqa: PLR2004 - one has no neighbour
        return None
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    apart[np.tril_indices(len(middles))] = np.inf
    first, second = np.unravel_index(int(apart.argmin()), apart.shape)
    return int(first), int(second), float(apart[first, second])


def radius(size: float, largest: float, radii: tuple[float, float]) -> float:
    """By area: four times the size is twice the radius, between the least and the greatest."""
    least, most = radii
    return least + (most - least) * math.sqrt(size / largest if largest else 0.0)
