import pytest

from credits.models import CarbonCredit, Status
from credits.services.chunks import in_chunks, pieces
from tests.credits.factories import calculate_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_every_credit_comes_once_by_inverter_and_day(size):
    made = [credit.pk for _ in range(2) for credit in calculate_days(3)]
    found = list(in_chunks(CarbonCredit.objects.all(), size))
    assert [credit.pk for piece in found for credit in piece] == made
    assert all(len(piece) <= size for piece in found)


def test_credits_that_leave_the_selection_meanwhile_hide_no_others():
    made, seen = [credit.pk for credit in calculate_days(5)], []
    for piece in in_chunks(CarbonCredit.objects.filter(status=Status.PENDING), 2):
        seen += [credit.pk for credit in piece]
        CarbonCredit.objects.filter(pk__in=seen).update(status=Status.VERIFIED)
    assert seen == made


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (4, [3, 1]), (6, [3, 3])])
def test_anything_comes_in_pieces(count, sizes):
    assert [len(piece) for piece in pieces(iter(range(count)), 3)] == sizes
