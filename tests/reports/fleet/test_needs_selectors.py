from datetime import timedelta

import pytest

from credits.models import CarbonCredit
from credits.services.decisions import uphold
from credits.verification.checks.clock import CHANGES
from lumix.modes import Role
from reports.fleet.needs_selectors import Needs, Waiting, Waits, needs, waits
from tests.credits import factories, waiving
from tests.credits.factories import ADA, HONEST, NOW
from tests.reports.making import counted

pytestmark = pytest.mark.django_db
NOTHING = Needs(0, 0, 0, Waits(Waiting(), Waiting(), Waiting(), 0))


def waiting(name, cause, days):
    """An inverter with so many PENDING days of one cause."""
    counted(name, PENDING=days)
    CarbonCredit.objects.filter(inverter__name=name).update(cause=cause)
    CarbonCredit.objects.filter(inverter__name="model").delete()


def test_a_fleet_in_order_needs_nobody():
    factories.verified()

    assert needs(waits()) == NOTHING


@pytest.mark.parametrize(("cause", "field"), [("clock", "clocks"), ("array_size", "array_sizes")])
def test_what_is_mended_once_for_an_inverter_is_counted_by_inverter(cause, field):
    waiting("A", cause, 3)
    waiting("B", cause, 2)

    assert getattr(waits(), field) == Waiting(credits=5, inverters=2)


def test_a_clock_that_no_one_correction_puts_right_is_not_counted():
    waiting("A", "clock", 3)
    waiting("B", "clock", 2)
    CarbonCredit.objects.filter(inverter__name="A").update(flagged_reason=f"Ahead. {CHANGES}: a clock set anew.")

    assert waits().clocks == Waiting(credits=2, inverters=1)


def test_days_that_nobody_judged_are_ready():
    factories.pending()

    assert waits().unjudged == Waiting(1, 1)


def test_cells_without_hours_are_counted_once_for_all_their_inverters():
    waiting("A", "published", 3)
    waiting("B", "published", 1)
    factories.credit(_measured(factories.plant(**factories.LAGOS)))
    CarbonCredit.objects.filter(inverter__gps_lat__lt=10).update(cause="published")

    assert waits().cells == 2


def _measured(inverter):
    factories.send(inverter, factories.golden_rows())
    return inverter


def test_a_flag_waits_until_it_is_decided_on():
    found = factories.flagged()
    assert needs(waits()).flags == 1

    uphold(credit_ids=[found.pk], reason="seen", actor=ADA, role=Role.AUDITOR, now=NOW)

    assert needs(waits()).flags == 0


def test_a_proposed_waiver_waits_for_an_auditor_and_a_signed_one_does_not():
    waiver = waiving.proposed(waiving.stuck())
    assert needs(waits()).waivers == 1

    waiving.signed(waiver)

    assert needs(waits()).waivers == 0


def test_each_second_value_for_a_stored_instant_is_a_conflict():
    inverter = _measured(factories.plant())
    factories.send(inverter, factories.golden_rows(times=0.5), NOW + timedelta(days=1))

    assert needs(waits()).conflicts == sum(kwh > 0 for _, kwh in factories.golden_rows(HONEST))


@pytest.mark.parametrize("count", [1, 5])
def test_six_queries_whatever_waits(count, django_assert_num_queries):
    for number in range(count):
        waiting(f"Roof {number}", "clock", 2)

    with django_assert_num_queries(6):
        needs(waits())
