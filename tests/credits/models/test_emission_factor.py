from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from credits.models import EmissionFactor
from credits.models.emission_factor import DEFAULT_CODE

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
DAY = timedelta(days=1)


def test_the_published_factor_is_there_from_the_start():
    factor = EmissionFactor.objects.get()
    assert (factor.code, factor.kg_co2_per_kwh, factor.valid_to) == (DEFAULT_CODE, Decimal("1.2"), None)
    assert "petrol and diesel generators" in factor.source
    assert str(factor) == "NG-GENSET 1.2 kg/kWh"


@pytest.mark.parametrize(
    ("day", "last", "covered"),
    [
        (FIRST - DAY, LAST, False),
        (FIRST, LAST, True),
        (LAST, LAST, True),
        (LAST + DAY, LAST, False),
        (LAST + DAY, None, True),
        (FIRST - DAY, None, False),
    ],
)
def test_a_factor_covers_its_first_and_last_day(day, last, covered):
    assert EmissionFactor(valid_from=FIRST, valid_to=last).covers(day) is covered


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"kg_co2_per_kwh": 0}, "emission_factor_positive"),
        ({"kg_co2_per_kwh": -1}, "emission_factor_positive"),
        ({"valid_to": FIRST - DAY}, "emission_factor_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_an_impossible_factor(facts, constraint):
    known = {"code": "GRID", "kg_co2_per_kwh": 1, "source": "a test", "valid_from": FIRST}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmissionFactor.objects.create(**(known | facts))


def test_a_code_has_one_version_a_day():
    with pytest.raises(IntegrityError), transaction.atomic():
        EmissionFactor.objects.create(
            code=DEFAULT_CODE, kg_co2_per_kwh=1, source="a test", valid_from=EmissionFactor.objects.get().valid_from
        )
