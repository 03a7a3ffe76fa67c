"""The demo's loader: interrupted anywhere, the next run finishes it and doubles nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from credits.models import CarbonCredit, Verdict
from inverters.models import Inverter, ReadingBatch, SatelliteFetch
from reports.demo.load import SERF_DAYS, load_fleet, load_real_plant
from reports.demo.simulate import simulate

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Interrupted(Exception):  # noqa: N818 (what happens to a person's run is no error of the loader)
    pass


@pytest.fixture(scope="module")
def fleet():
    """Two plants and the sky over them."""
    whole = simulate()
    return replace(whole, plants=whole.plants[:2])


def rows():
    return [model.objects.count() for model in (Inverter, ReadingBatch, SatelliteFetch, CarbonCredit, Verdict)]


def nothing(what):
    pass


@pytest.mark.django_db
def test_an_interrupted_load_is_finished_by_the_next_and_a_third_adds_nothing(fleet):
    steps = iter(range(30))

    def interrupt(what):
        if next(steps) == 28:
            raise Interrupted

    with pytest.raises(Interrupted):
        load_fleet(fleet=fleet, now=NOW, step=interrupt)
    load_fleet(fleet=fleet, now=NOW, step=nothing)
    finished = rows()
    load_fleet(fleet=fleet, now=NOW, step=nothing)
    assert rows() == finished
    assert finished[3:] == [120, 120]
    assert not CarbonCredit.objects.filter(status="FLAGGED").exists()


@pytest.mark.django_db
def test_the_real_plant_has_its_whole_days_judged():
    load_real_plant(now=NOW, step=nothing)
    assert (CarbonCredit.objects.count(), Verdict.objects.count()) == (SERF_DAYS, SERF_DAYS)
    assert not CarbonCredit.objects.filter(status="FLAGGED").exists()
