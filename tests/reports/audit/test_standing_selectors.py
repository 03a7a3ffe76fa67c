from datetime import date, timedelta

import pytest

from credits.services.decisions import uphold
from inverters.models import Inverter
from lumix.modes import Role
from reports.audit.standing_selectors import standings
from tests.credits import factories
from tests.credits.factories import ADA, HONEST, NOW
from tests.reports.making import counted

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_an_inverter_stands_as_its_newest_day_and_credit_say():
    found = factories.verified(name="Golden roof")

    [one] = standings(HONEST, TODAY)

    assert (one.id, one.name, one.latitude, one.longitude) == (found.inverter_id, "Golden roof", 39.742, -105.1727)
    assert (one.capacity_kw, one.registered, one.last_day, one.status) == (6.0, TODAY, HONEST, "VERIFIED")
    assert (one.month_milliwatt_hours, one.measured_days) == (found.milliwatt_hours, 1)
    assert (one.flagged_credits, one.flagged_grams, one.flagged_milliwatt_hours) == (0, 0, 0)


def test_flags_of_every_age_are_added_up_for_their_inverter_alone():
    counted("A", FLAGGED=2, VERIFIED=1)
    counted("B", VERIFIED=1)

    found = {one.name: one for one in standings(HONEST + timedelta(days=400), TODAY)}

    flagged = found["A"]
    assert (flagged.flagged_credits, flagged.flagged_grams, flagged.flagged_milliwatt_hours) == (2, 2_400, 2_000_000)
    assert found["B"].flagged_credits == 0


def test_a_flag_that_was_upheld_is_on_nobodys_list():
    found = factories.flagged()
    uphold(credit_ids=[found.pk], reason="seen", actor=ADA, role=Role.AUDITOR, now=NOW)

    [one] = standings(HONEST, TODAY)

    assert (one.flagged_credits, one.flagged_milliwatt_hours) == (0, 0)


def test_the_month_ends_with_the_newest_day_and_the_last_day_does_not():
    inverter = factories.plant()
    for day in (HONEST, HONEST + timedelta(days=1), HONEST + timedelta(days=30)):
        factories.send(inverter, factories.golden_rows(day))

    [one] = standings(HONEST + timedelta(days=30), TODAY)

    assert (one.measured_days, one.last_day) == (2, HONEST + timedelta(days=30))


def test_one_that_never_sent_stands_without_days_or_credits():
    factories.plant()

    [one] = standings(None, TODAY)

    assert (one.last_day, one.status, one.measured_days, one.month_milliwatt_hours) == (None, None, 0, 0)


@pytest.mark.parametrize(("from_day", "kw"), [(TODAY, 9.0), (TODAY + timedelta(days=1), 6.0)])
def test_the_rating_is_of_the_equipment_that_stands_today(from_day, kw):
    inverter = factories.plant()
    changed = {name: value for name, value in factories.GOLDEN.items() if not name.startswith("gps")}
    inverter.equipment.create(**(changed | {"capacity_kw": 9.0}), valid_from=from_day)

    [one] = standings(None, TODAY)

    assert one.capacity_kw == kw


def test_who_retired_is_left_out():
    Inverter.objects.filter(pk=factories.plant().pk).update(retired=date(2016, 1, 1))

    assert standings(HONEST, TODAY) == []


@pytest.mark.parametrize("count", [1, 6])
def test_three_queries_whatever_their_number(count, django_assert_num_queries):
    for number in range(count):
        counted(f"Roof {number}", FLAGGED=1)

    with django_assert_num_queries(3):
        standings(HONEST, TODAY)
