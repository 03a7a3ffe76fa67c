import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, Status
from reports.credit_list import selectors as credit_list_selectors
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.credits.waiving import by_waiver
from tests.reports.making import counted, text_of

pytestmark = pytest.mark.django_db
LIST = "/fleet/credits"
PART = {"HX-Request": "true", "HX-Target": "credits"}


def names(answer):
    return [row.credit.inverter_name for row in answer.context["rows"]]


def test_without_credits_the_page_names_the_next_step(client):
    assert "press Calculate" in text_of(client.get(LIST))


def test_a_credit_is_shown_with_its_figures_and_the_rule_it_was_judged_by(client):
    found = factories.verified(name="Golden roof")

    page = text_of(client.get(LIST))

    assert f'<td class="number" data-label="t CO₂">{found.grams / 1e6:.6f}</td>' in page
    assert f'<td data-label="Rule">{found.verdicts.get().rule_version}</td>' in page
    assert f'href="/audit/{found.inverter_id}/{HONEST}"' in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"status": "PENDING"}, ["Waiting"]),
        ({"q": "GOOD"}, ["Good"]),
        ({"since": "2016-07-05"}, []),
        ({"until": "2016-07-04"}, ["Good", "Waiting"]),
        ({"waiver": "yes"}, []),
        ({"waiver": "no", "status": "VERIFIED"}, ["Good"]),
        ({"cause": "not_judged"}, ["Waiting"]),
        ({"version": "nothing-0"}, []),
        ({"inverter": "999"}, []),
    ],
)
def test_each_filter_narrows_the_list(client, asked, shown):
    factories.verified(name="Good")
    waiting = factories.plant(name="Waiting")
    factories.send(waiting, factories.golden_rows())
    factories.credit(waiting)

    assert names(client.get(LIST, asked)) == shown


def test_the_newest_verdicts_rule_is_the_one_that_is_filtered_by(client):
    found = factories.verified(name="Good")
    version = found.verdicts.get().rule_version

    assert names(client.get(LIST, {"version": version})) == ["Good"]


def test_a_waived_credit_says_so_wherever_its_status_is(client):
    by_waiver()

    page = text_of(client.get(LIST, {"waiver": "yes"}))

    assert "Verified by waiver" in page
    assert "1 by waiver" in page


def test_the_sums_are_those_of_what_is_filtered_by_status(client):
    counted("Many", VERIFIED=2, PENDING=1)
    counted("Other", FLAGGED=1)

    sums = client.get(LIST, {"q": "Many"}).context["sums"]

    assert [(row.badge.word if row.badge else "All", row.count) for row in sums] == [
        ("Pending", "1 credit"), ("Verified", "2 credits"), ("All", "3 credits"),
    ]  # fmt: skip
    assert [row.kwh for row in sums] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": "July"}, "Write the day as 2025-10-31."),
        ({"since": "2016-07-04", "until": "2016-07-03"}, "write a day from 2016-07-04 on"),
        ({"status": "GONE"}, "GONE is not one of the available choices"),
        ({"q": "x" * 121}, "at most 120 characters"),
    ],
)
@pytest.mark.parametrize("address", [LIST, "/fleet/credits.csv"])
def test_a_filter_that_cannot_be_read_comes_back_with_the_reason(client, address, asked, sentence):
    answer = client.get(address, asked)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert client.get(LIST, asked, headers=PART).status_code == 422
    assert sentence in text_of(client.get(LIST, asked, headers=PART))


@pytest.mark.parametrize("asked", ["since=2025-10-10&until=2025-10-01", "status=NONSENSE"])
@pytest.mark.parametrize("of", ["/fleet/credits", "/audit/{}/credits"])
def test_a_filter_that_cannot_be_read_lists_nothing_and_offers_nothing_to_do_with_it(client, of, asked):
    found = factories.verified()

    answer = client.get(f"{of.format(found.inverter_id)}?{asked}")

    assert (answer.status_code, answer.context["rows"], answer.context["sums"]) == (422, [], [])
    assert "lists nothing until it can be read" in text_of(answer)
    assert "CSV of all" not in text_of(answer)
    assert 'name="every"' not in text_of(answer)


def test_the_list_goes_on_by_day_and_keeps_the_filter(client, monkeypatch):
    monkeypatch.setattr(credit_list_selectors, "PAGE_SIZE", 2)
    factories.calculate_days(3, name="A & B")

    first = client.get(LIST, {"q": "A &"})
    second = client.get(LIST, {"q": "A &", "after": first.context["page"].next})

    assert "q=A+%26&amp;after=" in first.content.decode()
    days = [row.credit.date for answer in (first, second) for row in answer.context["rows"]]
    assert days == [HONEST + timedelta(days=number) for number in (2, 1, 0)]


@pytest.mark.parametrize("place", ["after", "before", "start"])
def test_a_place_that_the_list_does_not_have_is_not_found(client, place):
    assert client.get(LIST, {place: "nonsense"}).status_code == 404


def test_htmx_gets_the_list_alone(client):
    factories.verified()

    answer = client.get(LIST, headers=PART)

    assert answer.content.decode().lstrip().startswith('<section id="credits"')
    assert "<html" not in answer.content.decode()


def test_one_inverters_credits_stand_in_its_audit(client):
    counted("Mine", VERIFIED=2)
    counted("Other", VERIFIED=1)
    mine = CarbonCredit.objects.filter(inverter__name="Mine").first().inverter_id

    answer = client.get(f"/audit/{mine}/credits")

    assert names(answer) == ["Mine", "Mine"]
    assert f"tab={mine}" in text_of(answer)
    assert f'href="/fleet/credits.csv?inverter={mine}"' in text_of(answer)
    assert client.get("/audit/999/credits").status_code == 404


def test_the_file_holds_exactly_what_the_filter_lets_through(client, monkeypatch):
    monkeypatch.setattr(credit_list_selectors, "PAGE_SIZE", 1)
    found = factories.verified(name="=HYPERLINK(1)")
    factories.flagged(name="Bad")

    answer = client.get("/fleet/credits.csv", {"status": "VERIFIED"})

    [row] = csv.DictReader(io.StringIO(b"".join(answer).decode().removeprefix("\ufeff")))
    assert row["inverter"] == "'=HYPERLINK(1)"
    assert (row["date"], row["status"], row["verified_by_waiver"]) == ("2016-07-04", "VERIFIED", "false")
    assert (float(row["kwh"]), row["tonnes_co2"]) == (found.kwh, f"{found.grams / 1e6:.6f}")
    assert row["rule_version"] == found.verdicts.get().rule_version


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client, method):
    assert getattr(client, method)(LIST).status_code == 405


@pytest.mark.parametrize("address", [LIST, f"{LIST}?status=VERIFIED&q=Many&version=x", f"{LIST}?start=2016-07-05_1"])
def test_a_hundred_credits_take_no_more_queries_than_one(client, monkeypatch, address):
    monkeypatch.setattr(credit_list_selectors, "PAGE_SIZE", 200)
    taken = []
    for count in (1, 9, 90):
        counted(f"Many {count}", VERIFIED=count)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        taken.append(len(captured))

    assert taken[0] == taken[1] == taken[2] <= 4
    assert CarbonCredit.objects.filter(status=Status.VERIFIED).count() == 100
