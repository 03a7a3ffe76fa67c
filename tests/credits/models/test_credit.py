import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from credits.models import CarbonCredit, EmissionFactor
from inverters.models import Inverter
from tests.credits.factories import HONEST, NOW, calculate_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("status", "MINTED", "credit_status_known"),
        ("status", "", "credit_status_known"),
        ("milliwatt_hours", -1, "credit_not_negative"),
        ("grams", -1, "credit_not_negative"),
    ],
)
def test_the_database_refuses_an_impossible_credit(field, value, constraint):
    calculate_days(1)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CarbonCredit.objects.update(**{field: value})


def test_the_database_refuses_a_second_credit_for_a_day():
    [made] = calculate_days(1)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    assert CarbonCredit.objects.count() == 1


def test_what_a_credit_hangs_on_cannot_be_deleted():
    calculate_days(1)
    for rows in (Inverter.objects.all(), EmissionFactor.objects.all()):
        with pytest.raises(ProtectedError):
            rows.delete()


def test_energy_and_mass_are_whole_numbers_shown_in_kwh_and_tonnes():
    made = CarbonCredit(milliwatt_hours=12_700_001, grams=15_240, inverter_id=7, date=HONEST, created_at=NOW)
    assert (made.kwh, made.tonnes, str(made)) == (12.700001, 0.01524, "7/2016-07-04 PENDING")
