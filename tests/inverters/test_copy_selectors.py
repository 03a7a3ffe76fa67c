"""Lookalikes are found by an index, agree with a slow look at all pairs, and never cost more for what others upload."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inverters.cloud_selectors import LEAST_DAYS, LEAST_SHARE, REACH_KM, distance_km
from inverters.copy_selectors import Lookalike, lookalikes
from inverters.models import Inverter, ProductionDay
from inverters.prints import NO_PRINT
from inverters.services.days import rebuild_all_days
from tests.inverters.factories import NOW, days_of, make_inverter, send
from tests.inverters.test_prints import golden

FIRST = date(2025, 3, 1)
MONTH = 12


def curves(seed: int, days: int = MONTH) -> np.ndarray:
    """Real cloudy days in an order and with a noise of their own; int64 (days, 24). [mWh]"""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(golden()))[:days]
    return np.rint(golden()[order] * (1 + rng.normal(0, 0.1, (days, 24)))).astype(np.int64)


def sent(curve: np.ndarray, hours_later: int = 0, **place: float) -> Inverter:
    """An inverter in Lagos that sent these days from the first of March on, some hours after the others."""
    inverter = make_inverter(**place)
    rows = [
        (f"{FIRST + timedelta(days=day)}T{hour:02d}:00:00", energy / 1e6)
        for day, energies in enumerate(curve.tolist())
        for hour, energy in enumerate(energies)
        if energy >= 0
    ]
    send(inverter, rows, now=NOW + timedelta(hours=hours_later))
    return inverter


def found(inverter: Inverter, days: range = range(MONTH)) -> list[Lookalike]:
    wanted = [(inverter.pk, FIRST + timedelta(days=day)) for day in days]
    month = np.datetime64(FIRST) + np.arange(MONTH)
    return lookalikes(wanted, np.tile(month, (len(wanted), 1)))


def who(likes: list[Lookalike]) -> set[int]:
    return {like.day.inverter_id for like in likes}


@pytest.mark.django_db
def test_a_copy_is_found_and_the_earlier_received_named():
    honest, copier = sent(curves(1)), sent(curves(1), hours_later=1, gps_lat=6.6)
    [first, *_] = found(copier, range(1))
    assert (first.day.inverter_id, first.earlier) == (honest.pk, True)
    assert [like.earlier for like in found(honest, range(1))] in ([], [False])


@pytest.mark.django_db
def test_in_one_file_the_earlier_date_stands():
    inverter = sent(np.repeat(curves(2, 1), 3, axis=0))
    earlier = [[like.day.date.day for like in found(inverter, range(day, day + 1)) if like.earlier] for day in range(3)]
    assert earlier == [[], [1], [1, 2]]


@pytest.mark.django_db
def test_noise_does_not_hide_a_copy_from_near_by():
    honest = sent(curves(3))
    noisy = np.rint(curves(3) * (1 + np.random.default_rng(4).normal(0, 0.02, (MONTH, 24)))).astype(np.int64)
    copier = sent(noisy, hours_later=1, gps_lat=6.54)
    likes = found(copier)
    assert who(likes) == {honest.pk}
    assert len(likes) == MONTH
    assert np.array_equal(likes[0].month, curves(3))
    assert likes[0].distance_km == pytest.approx(1.73, abs=0.01)


@pytest.mark.django_db
@pytest.mark.parametrize(("degrees", "seen"), [(0.0, True), (0.4, True), (0.5, False)])
def test_clouds_are_compared_within_reach_only(degrees: float, seen: bool):
    honest = sent(curves(5))
    noisy = np.rint(curves(5) * (1 + np.random.default_rng(6).normal(0, 0.01, (MONTH, 24)))).astype(np.int64)
    copier = sent(noisy, hours_later=1, gps_lon=3.3792 + degrees)
    assert (honest.pk in who(found(copier))) is seen


@pytest.mark.django_db
def test_what_came_later_is_not_even_looked_at():
    honest = sent(curves(7, 2))
    sent(curves(7, 2), hours_later=1, gps_lat=-33.0)
    assert found(honest, range(2)) == []


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_fleet_or_days():
    first = sent(curves(8))
    with CaptureQueriesContext(
        connection,
    ) as few:
        found(first, range(1))
    for seed in range(9, 13):
        sent(curves(seed), gps_lat=6.5 + seed / 1000)
    with CaptureQueriesContext(connection) as many:
        found(first)
    assert len(few) <= len(many) <= 7


@pytest.mark.django_db
def test_days_without_readings_have_no_lookalikes():
    inverter = make_inverter()
    assert found(inverter) == []
    assert lookalikes([], np.zeros((0, 3), "datetime64[D]")) == []


@pytest.mark.django_db
def test_months_are_filled_by_date_and_gaps_stay_gaps():
    honest = sent(curves(14))
    copier = sent(curves(14), hours_later=1)
    ProductionDay.objects.filter(inverter=honest, date=FIRST + timedelta(days=2)).delete()
    wanted = [(copier.pk, FIRST)]
    dates = np.array([[FIRST + timedelta(days=1), None, FIRST + timedelta(days=2), FIRST]], "datetime64[D]")
    month = lookalikes(wanted, dates)[-1].month
    assert np.array_equal(month[[0, 3]], curves(14)[[1, 0]])
    assert (month[[1, 2]] == -1).all()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [21, 22, 23])
def test_the_index_finds_what_all_pairs_find(seed: int):
    fleet = random_fleet(np.random.default_rng(seed))
    for inverter in fleet:
        by_index = {(like.day.inverter_id, like.day.date, like.row, like.earlier) for like in found(inverter)}
        assert by_index == by_all_pairs(inverter)


def random_fleet(rng: np.random.Generator) -> list[Inverter]:
    """Honest inverters, copies with and without noise, near and far, and one that repeats itself."""
    fleet = []
    for number in range(8):
        curve = curves(int(rng.integers(3)))
        if rng.random() < 0.3:
            curve[rng.integers(MONTH)] = curve[0]
        curve = np.rint(curve * (1 + rng.normal(0, rng.choice([0.0, 0.01]), curve.shape))).astype(np.int64)
        place = {"gps_lat": 6.5 + rng.uniform(-0.6, 0.6), "gps_lon": 3.4 + rng.uniform(-0.6, 0.6)}
        fleet.append(sent(curve, hours_later=number, **place))
    return fleet


def by_all_pairs(inverter: Inverter) -> set[tuple[int, date, int, bool]]:
    """Every stored day held against every other, by the same definitions and no index."""
    stored = list(ProductionDay.objects.select_related("inverter", "batch").order_by("inverter_id", "date"))
    mine = [day for day in stored if day.inverter_id == inverter.pk]
    enough = max(LEAST_DAYS, LEAST_SHARE * sum(day.shape_print is not None for day in mine))
    rivals = {other.inverter_id for other in stored if shared_days(mine, other.inverter, stored) >= enough}
    pairs = set()
    for row, own in enumerate(mine):
        for other in stored:
            same_day = other.inverter_id in rivals and other.date == own.date
            digits = other.digit_print == own.digit_print is not None and other.batch.received_at <= last_received(mine)
            if other != own and (same_day or digits):
                pairs.add((other.inverter_id, other.date, row, received(other) < received(own)))
    return pairs


def shared_days(mine: list[ProductionDay], other: Inverter, stored: list[ProductionDay]) -> int:
    me = mine[0].inverter
    if me == other or distance_km((me.gps_lat, me.gps_lon), (other.gps_lat, other.gps_lon)) > REACH_KM:
        return 0
    theirs = {day.date: day.shape_print for day in stored if day.inverter_id == other.pk}
    return sum(day.shape_print is not None and theirs.get(day.date) == day.shape_print for day in mine)


def received(day: ProductionDay) -> tuple[object, ...]:
    return day.batch.received_at, day.batch_id, day.date


def last_received(days: list[ProductionDay]) -> object:
    return max(day.batch.received_at for day in days)


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((6.5, 3.4), (6.52, 3.4), 2.224),
        ((60.0, 10.0), (60.0, 10.1), 5.56),
        ((0.0, 179.99), (0.0, -179.99), 2.224),
        ((9.0, 7.0), (9.0, 7.0), 0.0),
    ],
)
def test_distances(here: tuple[float, float], there: tuple[float, float], km: float):
    assert distance_km(here, there) == pytest.approx(km, abs=0.002)


@pytest.mark.django_db
def test_prints_and_receipt_are_written_with_the_readings_and_can_be_rebuilt():
    inverter = sent(curves(31, 3))
    written = list(kept(inverter))
    assert all(batch and digits and shape != NO_PRINT for batch, digits, shape in written)
    ProductionDay.objects.update(batch=None, digit_print=None, shape_print=None)
    rebuild(inverter)
    assert list(kept(inverter)) == written
    assert len(days_of(inverter)) == 3


def kept(inverter: Inverter):
    names = ("batch_id", "digit_print", "shape_print")
    return ProductionDay.objects.filter(inverter=inverter).order_by("date").values_list(*names)


def rebuild(inverter: Inverter) -> None:
    rebuild_all_days(inverter.pk, [version.clock for version in inverter.equipment.order_by("valid_from")])
