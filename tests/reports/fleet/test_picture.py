"""What is said of every inverter: live for a small fleet, kept for some minutes for a large one."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from inverters.models import Inverter
from reports.fleet import picture as pictures
from tests.credits import factories
from tests.credits.factories import HONEST, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_of_ones_own(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pictures"}}
    cache.clear()


def seen(after=timedelta()):
    """How many inverters a reader's map has, after so long."""
    found = pictures.picture(Inverter.objects.count(), HONEST, NOW + after)
    return int(found.maps.main.note.split()[0])


def test_a_small_fleet_is_looked_at_for_each_reader():
    factories.plant()
    assert seen() == 1
    factories.plant(name="Second")

    assert seen() == 2


def test_a_large_fleet_is_looked_at_every_ten_minutes(monkeypatch):
    monkeypatch.setattr(pictures, "LIVE_MOST", 0)
    factories.plant()
    assert seen() == 1
    factories.plant(name="Second")

    assert seen(timedelta(minutes=9)) == 1
    assert seen(timedelta(minutes=10)) == 2


def test_the_worker_looks_before_a_reader_has_to_wait(monkeypatch, django_assert_num_queries):
    factories.plant()
    assert not pictures.refresh(NOW)
    monkeypatch.setattr(pictures, "LIVE_MOST", 0)
    assert pictures.refresh(NOW)

    with django_assert_num_queries(0):
        pictures.picture(1, HONEST, NOW)


def test_a_kept_picture_says_from_when_it_is(client, monkeypatch):
    monkeypatch.setattr(pictures, "LIVE_MOST", 0)
    factories.flagged()

    page = client.get("/").content.decode()

    assert page.count(" UTC") >= 2
    assert "As it stood at" in page
