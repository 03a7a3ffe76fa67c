import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from credits.models import Waiver
from tests.credits.waiving import LATER, proposed, stuck

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiver() -> Waiver:
    return proposed(stuck())


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "lost"}, "waiver_state_known"),
        ({"reason": ""}, "waiver_has_a_reason"),
        ({"countersigned_by": "ada", "countersigned_at": LATER}, "waiver_signed_by_two_people"),
        ({"state": "countersigned"}, "waiver_countersigned_by_somebody"),
        ({"state": "countersigned", "countersigned_by": "bayo"}, "waiver_countersigned_by_somebody"),
    ],
)
def test_the_database_refuses_an_impossible_waiver(waiver, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Waiver.objects.update(**changes)


def test_the_database_refuses_two_standing_waivers_of_one_check(waiver):
    waiver.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        waiver.save(force_insert=True)
    waiver.pk, waiver.state = None, "refused"
    waiver.save(force_insert=True)


def test_what_a_waiver_is_about_cannot_be_deleted(waiver):
    with pytest.raises(ProtectedError):
        waiver.credit.delete()
    assert str(waiver) == f"stuck of {waiver.credit}: awaits an auditor"
