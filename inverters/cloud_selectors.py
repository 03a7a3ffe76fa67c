"""Reads: which inverters near each other went up and down alike on several days, by the shape prints of their days."""

from datetime import date

import numpy as np
from django.db.models import QuerySet

from inverters.columns import DayOf, columns
from inverters.models import Inverter, ProductionDay
from inverters.prints import SHAPE_BITS

REACH_KM = 50.0
"""How far around an inverter others are looked at for its clouds: further away the satellite sees another sky."""

LEAST_DAYS, LEAST_SHARE = 2, 0.2
"""Days on which two inverters share a shape print, and their share of the one's rough days, before their months are
compared: unrelated roofs share one in 400 by chance, copies six in ten with 2 % noise and four in ten with 3 %."""

MOST_RIVALS = 8
"""Rivals kept of one day or one inverter: the earliest by digits, those of most shared days by shape."""

AT_ONCE = 5_000
"""Values asked for in one query."""

A_FEW = 50
"""Inverters whose prints are asked for by name; for more, everything around them is read in one go."""

PAIRS_AT_ONCE = 2_000_000
KM_PER_DEGREE = 111.2

DATE_BITS, RIVAL_BITS = 24, 40
"""For days since 1970, and for an inverter's number, in one number with another."""

InverterDay = tuple[int, date]
Place = tuple[float, float]
Places = dict[int, Place]
Period = tuple[date, date]


def sharing_clouds(wanted: list[InverterDay], months: np.ndarray) -> list[list[int]]:
    """For each wanted day the others within reach that shared its shape print on many rough days of its month.

    months : datetime64[D] (n, w), the dates of each wanted day's month; NaT is none.

    Most shared days first, at most `MOST_RIVALS`. Each month is by itself, whatever is asked about together. Five
    queries at most, whatever the number of inverters.
    """
    ids, known = {inverter_id for inverter_id, _ in wanted}, months[~np.isnat(months)]
    places = _places(ids)
    own, others = _keys(ids, (known.min().item(), known.max().item()), list(places.values()))
    found: list[list[int]] = [[] for _ in wanted]
    if not len(others):
        return found
    own = own[np.lexsort((own[:, 1], own[:, 0]))]
    mine, rival = _pairs(own, others, places | _places(set(np.unique(others[:, 0]).tolist()) - ids))
    owner = np.array([inverter_id for inverter_id, _ in wanted], np.int64)
    row, pair = _within(owner, months, own[mine])
    rough = np.bincount(_within(owner, months, own)[0], minlength=len(wanted))
    key, shared = np.unique(row << RIVAL_BITS | rival[pair], return_counts=True)
    enough = shared >= np.maximum(LEAST_DAYS, LEAST_SHARE * rough[key >> RIVAL_BITS])
    key, shared = key[enough], shared[enough]
    for one in key[np.argsort(-shared, kind="stable")].tolist():
        rivals = found[one >> RIVAL_BITS]
        if len(rivals) < MOST_RIVALS:
            rivals.append(one & (1 << RIVAL_BITS) - 1)
    return found


def _within(owner: np.ndarray, months: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the keys, sorted by inverter and date, lie in which month: numbers of months and positions of keys."""
    ends = months.astype("datetime64[D]").astype(np.int64)
    none = np.isnat(months)
    first, last = np.where(none, ends.max(), ends).min(axis=1), np.where(none, -(2**40), ends).max(axis=1)
    day = keys[:, 0] << DATE_BITS | keys[:, 1] >> SHAPE_BITS
    start = np.searchsorted(day, owner << DATE_BITS | first, side="left")
    count = np.searchsorted(day, owner << DATE_BITS | last, side="right") - start
    row = np.repeat(np.arange(len(owner)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)


def distance_km(here: Place, there: Place) -> float:
    """Between two places (latitude, longitude) near each other. [km]"""
    return float(distances_km(np.array([here]), np.array([there]))[0])


def distances_km(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Between places (n, 2) and as many others, on a plane: exact to a hundredth within 100 km of each other. [km]"""
    north, east = (there - here).T
    east = ((east + 180.0) % 360.0 - 180.0) * np.cos(np.radians((here[:, 0] + there[:, 0]) / 2))
    return np.hypot(north, east) * KM_PER_DEGREE


def _places(ids: set[int]) -> Places:
    """Where these inverters stand, and possibly others."""
    rows = Inverter.objects.filter(pk__in=ids) if len(ids) <= AT_ONCE else Inverter.objects.all()
    return {one: (latitude, longitude) for one, latitude, longitude in rows.values_list("pk", "gps_lat", "gps_lon")}


def _keys(ids: set[int], period: Period, places: list[Place]) -> tuple[np.ndarray, np.ndarray]:
    """Inverter, and date and shape print in one number, of these inverters' days and of all that could share one.

    int64 (rows, 2) each. Many inverters are read with those around them at once; for a few, only days whose print one
    of them has.
    """
    rows = ProductionDay.objects.filter(shape_print__isnull=False, date__range=period)
    if len(ids) > A_FEW:
        around = _columns(rows.filter(**_box(places)))
        return around[np.isin(around[:, 0], list(ids))], around
    own = _columns(rows.filter(inverter_id__in=ids))
    prints = np.unique(own[:, 1] & ((1 << SHAPE_BITS) - 1)).tolist()
    return own, _columns(rows.filter(shape_print__in=prints, **_box(places)))


def _box(places: list[Place]) -> dict[str, tuple[float, float]]:
    """The box of latitude and longitude that holds all that is within reach of these places."""
    here = np.array(places)
    margin = REACH_KM / KM_PER_DEGREE
    wide = margin / np.cos(np.radians(min(np.abs(here[:, 0]).max(), 80.0)))
    (south, west), (north, east) = here.min(axis=0), here.max(axis=0)
    return {
        "inverter__gps_lat__range": (south - margin, north + margin),
        "inverter__gps_lon__range": (west - wide, east + wide),
    }


def _columns(rows: QuerySet[ProductionDay]) -> np.ndarray:
    ids, days, prints = columns(rows.order_by().values_list("inverter_id", DayOf("date"), "shape_print"))
    print_of_day = np.array(days, np.int64) << SHAPE_BITS | np.array(prints, np.int64)
    return np.column_stack((np.array(ids, np.int64), print_of_day))


def _pairs(own: np.ndarray, others: np.ndarray, places: Places) -> tuple[np.ndarray, np.ndarray]:
    """Each key of one's own, and the other inverter that shares it within reach: the rows of a join on date and print.

    In the order of the keys.
    """
    others = others[np.argsort(others[:, 1])]
    here, there = _where(own[:, 0], places), _where(others[:, 0], places)
    start, stop = (np.searchsorted(others[:, 1], own[:, 1], side=side) for side in ("left", "right"))
    mine, rival = [], []
    for piece in np.array_split(np.arange(len(own)), 1 + int((stop - start).sum()) // PAIRS_AT_ONCE):
        times = (stop - start)[piece]
        first = np.repeat(np.cumsum(times) - times, times)
        at, mine_at = np.arange(times.sum()) - first + np.repeat(start[piece], times), np.repeat(piece, times)
        near = (np.abs(here[mine_at] - there[at])[:, 0] * KM_PER_DEGREE <= REACH_KM) & (
            own[mine_at, 0] != others[at, 0]
        )
        at, mine_at = at[near], mine_at[near]
        reached = distances_km(here[mine_at], there[at]) <= REACH_KM
        mine.append(mine_at[reached])
        rival.append(others[at[reached], 0])
    return np.concatenate(mine), np.concatenate(rival)


def _where(ids: np.ndarray, places: Places) -> np.ndarray:
    """Latitude and longitude of inverters; float64 (n, 2)."""
    known = sorted(places)
    return np.array([places[one] for one in known], np.float64)[np.searchsorted(known, ids)]
