from collections import Counter

import numpy as np
import pytest

from reports.demo.forgeries import copies
from reports.demo.plan import Plan, forged
from reports.demo.plants import PLANTS, dusty, full_at
from reports.demo.posting import Sending


def test_forty_plants_of_which_six_are_dishonest():
    assert Counter(plan.way.honest for plan in PLANTS) == {True: 34, False: 6}


def test_every_site_and_file_name_is_unique():
    assert len({plan.site for plan in PLANTS}) == len({plan.slug for plan in PLANTS}) == 40


@pytest.mark.parametrize("plan", PLANTS, ids=lambda plan: plan.slug)
def test_a_plant_stands_in_nigeria_and_has_an_array_that_fits(plan):
    assert 4.2 < plan.lat < 13.9
    assert 2.7 < plan.lon < 14.7
    assert 1.0 <= plan.dc_kwp / plan.capacity_kw <= 1.25
    assert sum(face.share for face in plan.faces) == pytest.approx(1)


def test_a_slug_is_fit_for_a_file_name():
    assert Plan("Ado-Ekiti", "school, roof B", 7, 5, 1, 1).slug == "ado-ekiti-school-roof-b"


def test_forged_stories_say_so_and_no_honest_one_does():
    assert all(plan.way.story.startswith("Forged: ") != plan.way.honest for plan in PLANTS)


def test_each_dishonest_owner_has_a_way_of_his_own():
    ways = [plan.way for plan in PLANTS if not plan.way.honest]
    assert len({way.behaviours for way in ways}) == len(ways)


def test_honest_ways_stand_in_the_proportions_of_the_country():
    ways = Counter(
        behaviour.__qualname__.split(".")[0] for plan in PLANTS if plan.way.honest for behaviour in plan.way.behaviours
    )
    assert ways["trips_with_the_grid"] == 4
    assert ways["carries_the_house"] == 3
    assert ways["battery_full"] == 5
    assert ways["dust"] == 4
    assert ways["sends_load_output"] == ways["loses_hours"] == 1


@pytest.mark.parametrize(
    ("what", "field", "value", "plants"),
    [
        ("one clock on UTC+8", "clock_ahead_hours", 7, 1),
        ("one week sent late", "sending", Sending.LATE_WEEK, 1),
        ("two roofs of unknown orientation", "orientation_stated", False, 2),
        ("one array that is not stated", "dc_stated", False, 1),
        ("one logger by the quarter hour", "minutes", 15, 1),
        ("two inverters on one roof", "roof", "Ikeja school", 2),
    ],
)
def test_the_fleet_holds(what, field, value, plants):
    assert sum(getattr(plan, field) == value for plan in PLANTS) == plants, what


def test_the_plant_that_hides_its_array_has_one_a_quarter_too_large():
    (plan,) = (plan for plan in PLANTS if not plan.dc_stated)
    assert plan.dc_kwp / plan.capacity_kw == 1.25


def test_the_copier_stands_after_its_victim_in_its_cell_and_sends_later():
    sites = [plan.site for plan in PLANTS]
    victim, copier = (PLANTS[sites.index(site)] for site in ("Abuja Garki office", "Abuja Gwarinpa plaza"))
    assert sites.index(copier.site) > sites.index(victim.site)
    assert copier.hours_later > 24
    assert (victim.minutes, victim.capacity_kw) == (copier.minutes, copier.capacity_kw)


def test_a_forged_way_is_dishonest_and_says_so():
    way = forged("a copy.", copies("x"))
    assert (way.story, way.honest) == ("Forged: a copy.", False)


@pytest.mark.parametrize(("way", "words"), [(full_at(0.5), "50%"), (dusty(0.25, 31), "31 days")])
def test_a_story_names_its_figure(way, words):
    assert words in way.story
    assert way.honest


def test_a_battery_store_of_half_keeps_less_than_a_whole_days_energy(kw, scene):
    (behaviour,) = full_at(0.5).behaviours
    assert np.median(behaviour(kw, scene).sum(axis=1)) < 0.75 * np.median(kw.sum(axis=1))
