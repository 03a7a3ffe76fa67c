import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inverters.models import Inverter
from reports.inverter_list import selectors as inverter_list_selectors
from tests.credits import factories
from tests.credits.factories import HONEST, LAGOS
from tests.reports.making import counted, fleet, text_of

pytestmark = pytest.mark.django_db
LIST = "/fleet/inverters"
NEWEST = HONEST + timedelta(days=31)


def names(answer):
    return [row.name for row in answer.context["rows"]]


def read(name, day=HONEST, **facts):
    inverter = factories.plant(name=name, **facts)
    factories.send(inverter, factories.golden_rows(day))
    return inverter


def test_without_inverters_the_page_names_the_next_step(client):
    assert "There are no inverters yet" in text_of(client.get(LIST))


def test_a_row_says_what_was_made_of_the_sky_and_how_the_credits_stand(client):
    found = factories.verified(name="Golden roof")

    [row] = client.get(LIST).context["rows"]

    assert row.month.figure == row.lifetime.figure
    assert 60 < int(row.month.figure.split("\N{NO-BREAK SPACE}")[0]) < 90
    assert (row.kwh, row.capacity) == (f"{found.kwh:.0f}", "6")
    assert [(badge.word, figure) for badge, figure in row.counts] == [("Verified", "1")]
    assert "on 1 of 30 days" in row.sparkline


def test_no_credit_is_read_for_the_list_and_no_end_of_a_life_looked_for_among_its_days(client):
    factories.flagged(name="Bad")

    with CaptureQueriesContext(connection) as asked:
        [row] = client.get(LIST, {"status": "FLAGGED"}).context["rows"]

    told = " ".join(one["sql"] for one in asked)
    assert row.name == "Bad"
    assert "credits_carboncredit" not in told
    assert 'MIN("inverters_productionday"' not in told


def test_more_than_the_sky_gives_is_said_in_words(client):
    factories.flagged(name="Bad")

    assert '<strong class="stands-out">' in text_of(client.get(LIST))
    assert "more than the sky gives" in text_of(client.get(LIST))


def test_an_inverter_that_never_sent_shows_no_invented_figures(client):
    factories.plant(name="New")

    [row] = client.get(LIST).context["rows"]

    assert (row.age, row.kwh, row.last, row.sparkline, row.month.figure) == ("never", "–", None, None, "–")


def test_the_worst_come_first(client):
    factories.verified(name="Good")
    waiting = read("Waiting")
    factories.credit(waiting)
    factories.flagged(name="Bad")

    assert names(client.get(LIST)) == ["Bad", "Waiting", "Good"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"q": "LAG"}, ["Lagos"]),
        ({"status": "VERIFIED"}, ["Golden"]),
        ({"status": "none"}, ["Lagos", "New"]),
        ({"status": "FLAGGED"}, []),
        ({"cell": "6.5,3.5"}, ["Lagos"]),
        ({"cell": "6.5,4.5"}, []),
        ({"least": "8"}, ["Lagos"]),
        ({"most": "8"}, ["Golden", "New"]),
        ({"least": "6", "most": "6"}, ["Golden", "New"]),
        ({"box": "4,2.5,14,15"}, ["Lagos"]),
        ({"gap": "never"}, ["New"]),
    ],
)
def test_each_filter_narrows_the_list(client, asked, shown):
    factories.verified(name="Golden")
    read("Lagos", **LAGOS)
    factories.plant(name="New")

    assert sorted(names(client.get(LIST, asked))) == shown


@pytest.mark.parametrize(("gap", "shown"), [("silent", ["Month", "Two", "Week"]), ("week", ["Month", "Week"]),
                                            ("month", ["Month"]), ("never", [])])  # fmt: skip
def test_a_gap_is_counted_in_whole_days_up_to_the_fleets_newest(client, gap, shown):
    for name, back in {"Now": 0, "One": 1, "Two": 2, "Week": 7, "Month": 30}.items():
        read(name, NEWEST - timedelta(days=back))

    assert sorted(names(client.get(LIST, {"gap": gap}))) == shown


def test_a_gap_is_not_held_against_those_retired_or_registered_since(client):
    read("Now", NEWEST)
    read("Retired", retired=HONEST)
    factories.plant(name="Registered later")

    assert names(client.get(LIST, {"gap": "silent"})) == []


def test_the_edge_between_two_cells_belongs_to_the_one_above(client):
    factories.plant(name="Edge", **LAGOS | {"gps_lat": 7.0})

    assert names(client.get(LIST, {"cell": "7.5,3.5"})) == ["Edge"]
    assert names(client.get(LIST, {"cell": "6.5,3.5"})) == []


def test_the_filter_offers_the_cells_that_there_are(client):
    factories.plant(name="Golden")
    factories.plant(name="Lagos", **LAGOS)

    assert [value for value, _ in client.get(LIST).context["cells"]] == ["39.5,-105.5", "6.5,3.5"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"box": "1,2"}, "Write the box as south,west,north,east"),
        ({"cell": "x"}, "Choose a satellite cell"),
        ({"cell": "nan,inf"}, "Choose a satellite cell"),
        ({"least": "many"}, "Write the rating in kW"),
        ({"gap": "soon"}, "soon is not one of the available choices"),
    ],
)
@pytest.mark.parametrize("address", [LIST, f"{LIST}.csv"])
def test_a_filter_that_cannot_be_read_comes_back_with_the_reason(client, address, asked, sentence):
    answer = client.get(address, asked)

    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_filter_that_cannot_be_read_lists_nobody_and_offers_nothing_to_do_with_them(client):
    factories.plant()

    answer = client.get(f"{LIST}?least=abc")

    assert (answer.status_code, answer.context["rows"]) == (422, [])
    assert "lists nothing until it can be read" in text_of(answer)
    assert "CSV of all" not in text_of(answer)
    assert 'name="every"' not in text_of(answer)


def test_the_list_goes_on_and_keeps_the_filter(client, monkeypatch):
    monkeypatch.setattr(inverter_list_selectors, "PAGE_SIZE", 2)
    for number in range(3):
        factories.plant(name=f"Roof & {number}")

    first = client.get(LIST, {"q": "roof &"})
    second = client.get(LIST, {"q": "roof &", "after": first.context["page"].next})

    assert "q=roof+%26&amp;after=" in first.content.decode()
    assert names(first) + names(second) == ["Roof & 0", "Roof & 1", "Roof & 2"]


@pytest.mark.parametrize("cursor", ["nonsense", "1_2"])
def test_a_page_that_the_list_does_not_have_is_not_found(client, cursor):
    assert client.get(LIST, {"after": cursor}).status_code == 404


def test_htmx_gets_the_list_alone(client):
    factories.plant()

    answer = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "inverters"})

    assert answer.content.decode().lstrip().startswith('<section id="inverters"')


def test_the_file_holds_exactly_what_the_filter_lets_through(client, monkeypatch):
    monkeypatch.setattr(inverter_list_selectors, "FILE_PAGE_SIZE", 2)
    for number in range(5):
        factories.plant(name=f"=Roof {number}")
    factories.verified(name="Golden")

    answer = client.get(f"{LIST}.csv", {"most": "6"})

    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode().removeprefix("\ufeff"))))
    assert sorted(row["name"] for row in rows) == [*(f"'=Roof {number}" for number in range(5)), "Golden"]
    [golden] = [row for row in rows if row["name"] == "Golden"]
    assert len(rows) == Inverter.objects.count() == 6
    assert (golden["verified_credits"], golden["days_measured_of_30"], golden["capacity_kw"]) == ("1", "1", "6.0")
    assert 0.6 < float(golden["actual_over_expected_30_days"]) < 0.9


def test_a_hundred_inverters_take_no_more_queries_than_one(client, monkeypatch):
    monkeypatch.setattr(inverter_list_selectors, "PAGE_SIZE", 200)
    taken = []
    for count in (1, 9):
        fleet(count)
        taken.append(queries(client))
    for number in range(90):
        factories.plant(name=f"Roof {number}")
    taken.append(queries(client))
    counted("Many", VERIFIED=30, PENDING=30)

    assert taken == [taken[0]] * 3
    assert queries(client) == taken[0] <= 12


def queries(client, address=LIST):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client, method):
    assert getattr(client, method)(LIST).status_code == 405
