from datetime import timedelta

import pytest

from inverters.models import Inverter, InverterReading, ProductionDay
from inverters.reading_selectors import digest_from_rows
from tests.credits import factories
from tests.credits.factories import HONEST

pytestmark = pytest.mark.django_db


def stored():
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows() + factories.golden_rows(HONEST + timedelta(days=1)))
    return Inverter.objects.with_equipment().get(pk=inverter.pk)


def test_the_rows_give_the_digest_that_their_day_was_stored_with():
    inverter = stored()

    assert digest_from_rows(inverter, HONEST) == bytes(ProductionDay.objects.get(date=HONEST).digest).hex()


def test_a_row_changed_behind_the_days_back_gives_another():
    inverter = stored()
    row = InverterReading.objects.filter(kwh__gt=1).order_by("timestamp").first()
    before = digest_from_rows(inverter, HONEST)

    InverterReading.objects.filter(pk=row.pk).update(kwh=row.kwh + 0.001)

    assert digest_from_rows(inverter, HONEST) != before
    assert bytes(ProductionDay.objects.get(date=HONEST).digest).hex() == before


def test_a_reading_that_does_not_count_takes_no_part(django_assert_num_queries):
    inverter = stored()
    before = digest_from_rows(inverter, HONEST)
    last = InverterReading.objects.filter(timestamp__date=HONEST).order_by("-timestamp").first()

    InverterReading.objects.filter(pk=last.pk).update(state=InverterReading.State.LATE)

    with django_assert_num_queries(2):  # the table, and whether the archive holds any
        assert digest_from_rows(inverter, HONEST) != before
