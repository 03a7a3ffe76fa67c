from datetime import timedelta

import pytest

from credits.models import CarbonCredit, Status
from credits.services.chunks import apart, in_chunks, pieces
from tests.credits.factories import HONEST, calculate_days

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


def test_credits_far_apart_come_by_themselves_and_every_one_once():
    made = [HONEST + timedelta(days=number) for number in (0, 1, 181, 362, 742)]
    for credit, day in zip(calculate_days(len(made)), made, strict=True):
        CarbonCredit.objects.filter(pk=credit.pk).update(date=day)
    spans = [list(span.order_by("date").values_list("date", flat=True)) for span in apart(CarbonCredit.objects.all())]
    assert spans == [made[:3], made[3:4], made[4:]]
