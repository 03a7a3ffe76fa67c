from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from reports.paging import BadCursorError
from reports.pending import selectors as pending
from reports.pending.selectors import pending_by_cause, waiting_page
from tests.credits.factories import HONEST, calculate_days, golden_rows, plant, send, verified
from tests.credits.factories import judged as judge
from tests.credits.waiving import proposed, stuck
from tests.plans import plans

pytestmark = pytest.mark.django_db


def causes() -> dict[str, tuple[int, int]]:
    return {one.cause.name: (one.credits, one.grams) for one in pending_by_cause()}


def test_pending_tonnes_are_added_up_by_what_decided_and_all_of_them_once(client):
    stuck()
    awaiting = stuck(times=0.97)
    proposed(awaiting)
    calculate_days(2)
    half = plant()
    send(half, golden_rows(times=0.83)[:12])
    judge(half)
    found = causes()
    assert {name: count for name, (count, _) in found.items()} == {
        "stuck": 1, "awaits_auditor": 1, UNJUDGED: 2, "daylight": 1,
    }  # fmt: skip
    waiting = CarbonCredit.objects.filter(status=Status.PENDING)
    assert sum(grams for _, grams in found.values()) == sum(waiting.values_list("grams", flat=True))
    assert pending_by_cause()[0].cause.name == UNJUDGED


def test_what_has_most_tonnes_comes_first():
    calculate_days(3)
    stuck()
    masses = [one.grams for one in pending_by_cause()]
    assert masses == sorted(masses, reverse=True)


def test_nothing_waits_where_nothing_is_pending():
    verified()
    assert pending_by_cause() == []


def test_the_number_of_queries_is_one_whatever_waits():
    stuck()
    calculate_days(5)
    with CaptureQueriesContext(connection) as queries:
        assert len(pending_by_cause()) == 2
    assert len(queries) == 1


def test_the_api_gives_each_cause_with_tonnes_sentence_cure_and_list(client):
    found = stuck()
    [body] = client.get("/reports/pending").json()
    assert set(body) == {"cause", "credits", "tonnes", "sentence", "cure", "list"}
    assert (body["cause"], body["credits"], body["tonnes"]) == ("stuck", 1, found.tonnes)
    assert body["sentence"].endswith(".") and body["cure"].endswith(".")
    [listed] = client.get(body["list"]).json()
    assert (listed["id"], listed["cause"]) == (found.pk, "stuck")


def test_the_lists_of_all_causes_together_are_the_pending_credits(client):
    stuck()
    calculate_days(2)
    bodies = client.get("/reports/pending/").json()
    listed = [credit for body in bodies for credit in client.get(body["list"]).json()]
    pending_credits = client.get("/reports/credits?status=PENDING").json()
    assert sorted(credit["id"] for credit in listed) == sorted(credit["id"] for credit in pending_credits)
    tonnes = sum(Fraction(str(credit["tonnes"])) for credit in pending_credits)
    assert sum(Fraction(str(body["tonnes"])) for body in bodies) == tonnes


def test_the_list_of_a_cause_is_paged_the_oldest_first(monkeypatch):
    monkeypatch.setattr(pending, "LIST_SIZE", 2)
    calculate_days(5)
    seen, after = [], ""
    for _ in range(3):
        page = waiting_page(UNJUDGED, after=after)
        seen += [credit.date for credit in page.rows]
        after = page.next
    assert seen == [HONEST + timedelta(days=number) for number in range(5)]
    assert after == ""
    back = waiting_page(UNJUDGED, before=page.previous)
    assert [credit.date for credit in back.rows] == seen[2:4]


@pytest.mark.parametrize("cursor", ["nonsense", "5_2016-07-04", "2016-07-04", "2016-07-04_", "2016-02-30_1", "_"])
def test_a_place_in_the_list_that_cannot_be_is_refused(cursor):
    with pytest.raises(BadCursorError):
        waiting_page(UNJUDGED, after=cursor)


@pytest.mark.parametrize("further", [False, True])
def test_the_list_of_a_cause_walks_its_own_index_and_puts_nothing_in_order(further):
    calculate_days(2)
    after = f"{HONEST}_1" if further else ""
    found = plans(lambda: waiting_page(UNJUDGED, after=after))[0]
    assert "credit_pending_by_cause" in found
    assert "Sort" not in found and "TEMP B-TREE" not in found
