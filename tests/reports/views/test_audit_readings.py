import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inverters.models import InverterReading, ReadingBatch
from reports.audit import readings as audit_readings
from tests.credits import factories
from tests.credits.factories import ADA, HONEST
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
LISTS = ("readings", "uploads", "second", "gaps")


def tab(client, inverter, status=200, **asked):
    answer = client.get(f"/audit/{inverter.pk}/readings", asked)
    assert answer.status_code == status
    return answer


def exported(client, inverter, **asked):
    answer = client.get(f"/audit/{inverter.pk}/readings.csv", asked)
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def sent_days(*days):
    inverter = factories.plant()
    for day in days:
        factories.send(inverter, factories.golden_rows(day))
    return inverter


def test_readings_stand_newest_first_with_who_sent_them_and_lead_to_their_day(client):
    inverter = sent_days(HONEST)

    answer = tab(client, inverter)

    rows = answer.context["rows"]
    assert len(rows) == 24
    assert rows[0]["at"].local == "4 Jul 2016, 23:00 UTC−07"
    assert {row["actor"] for row in rows} == {ADA}
    assert {row["day"] for row in rows} == {f"/audit/{inverter.pk}/{HONEST}"}


def test_days_narrow_every_list_to_local_days(client):
    inverter = sent_days(HONEST, HONEST + timedelta(days=1))

    rows = tab(client, inverter, first=HONEST, last=HONEST).context["rows"]

    assert {row["day"][-10:] for row in rows} == {"2016-07-04"}
    assert len(rows) == 24


def test_readings_go_on_page_by_page_without_losing_or_doubling_one(client, monkeypatch):
    monkeypatch.setitem(audit_readings.SIZES, "readings", 10)
    inverter, seen, after = sent_days(HONEST), [], ""
    for _ in range(3):
        context = tab(client, inverter, after=after).context
        seen += [row["at"].iso for row in context["rows"]]
        after = context["page"].next

    assert (len(seen), len(set(seen)), after) == (24, 24, "")
    assert seen == sorted(seen, reverse=True)


def test_the_file_holds_exactly_what_the_filter_lets_through(client):
    inverter = sent_days(HONEST, HONEST + timedelta(days=1))

    rows = exported(client, inverter, first=HONEST, last=HONEST)

    wanted = dict(factories.golden_rows())
    assert {row["timestamp"]: float(row["kwh"]) for row in rows} == {
        f"{stamp:%Y-%m-%dT%H:%M:%S}Z": kwh for stamp, kwh in wanted.items()
    }
    assert {(row["state"], row["received_by"]) for row in rows} == {("final", ADA)}


def test_a_file_name_that_is_a_formula_does_no_harm_in_a_spreadsheet(client):
    inverter = sent_days(HONEST)
    ReadingBatch.objects.update(file_name="=HYPERLINK(1)")

    assert {row["file_name"] for row in exported(client, inverter, list="uploads")} == {"'=HYPERLINK(1)"}


def test_an_upload_names_its_counts_and_its_digests(client):
    inverter = sent_days(HONEST)
    batch = ReadingBatch.objects.get()

    [row] = tab(client, inverter, list="uploads").context["rows"]

    assert (row["rows_sent"], row["accepted"], row["duplicate"]) == ("24", "24", "0")
    page = text_of(tab(client, inverter, list="uploads"))
    assert f'title="{batch.sha256}"' in page
    assert f'title="{batch.digest}"' in page


def test_a_second_value_stands_beside_the_first(client):
    inverter, [stamp, kwh] = factories.plant(), factories.HALF_PAST
    factories.send(inverter, [(stamp, kwh)])
    factories.send(inverter, [(stamp, kwh + 1)])

    [row] = tab(client, inverter, list="second").context["rows"]

    assert (row["kept"], row["other"], row["badge"].word) == ("0.250", "1.250", "Conflict")
    assert [one["kind"] for one in exported(client, inverter, list="second")] == ["conflict"]


def test_a_replaced_provisional_value_leaves_its_trace(client):
    inverter, [stamp, kwh] = factories.plant(), factories.HALF_PAST
    factories.send(inverter, [(stamp, kwh)], now=stamp - timedelta(minutes=1))
    assert InverterReading.objects.get().state == InverterReading.State.PROVISIONAL
    factories.send(inverter, [(stamp, kwh + 1)])

    [row] = tab(client, inverter, list="second").context["rows"]

    assert (row["kept"], row["other"], row["badge"].word) == ("1.250", "0.250", "Replaced")


def test_days_without_a_reading_between_others_are_gaps(client):
    inverter = sent_days(HONEST, HONEST + timedelta(days=4))

    [row] = tab(client, inverter, list="gaps").context["rows"]

    assert (row["first"], row["last"], row["days"]) == ("5 Jul 2016", "7 Jul 2016", "3")
    assert exported(client, inverter, list="gaps") == [
        {"first_day": "2016-07-05", "last_day": "2016-07-07", "days": "3"}
    ]
    assert tab(client, inverter, list="gaps", first="2016-07-08").context["rows"] == []


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so(client, name):
    assert '<p class="empty">' in tab(client, factories.plant(), list=name).content.decode()


@pytest.mark.parametrize("view", ["readings", "readings.csv"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"first": "yesterday"}, "Write the first day as 2025-10-01."),
        ({"last": "2016-02-30"}, "Write the last day as 2025-10-31."),
        ({"first": "2016-07-05", "last": "2016-07-04"}, "lies before the first"),
        ({"last": "9999-12-31"}, "9999-12-31 lies outside 1990 to 2100."),
        ({"list": "secrets"}, "There is no such list"),
    ],
)
def test_what_cannot_be_shown_comes_back_with_a_sentence(client, view, asked, told):
    answer = client.get(f"/audit/{factories.plant().pk}/{view}", asked)

    assert answer.status_code == 422
    assert told in text_of(answer)


@pytest.mark.parametrize("after", ["x", "2016-07-04", "2016-07-04T10:00:00"])
def test_a_page_that_cannot_be_is_not_found(client, after):
    tab(client, factories.plant(), status=404, after=after)


@pytest.mark.parametrize("name", LISTS)
def test_many_days_take_no_more_queries_than_few(client, name):
    counts = []
    for days in (2, 12):
        inverter = sent_days(*(HONEST + timedelta(days=2 * number) for number in range(days)))
        with CaptureQueriesContext(connection) as captured:
            tab(client, inverter, list=name)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 8


def test_a_day_ends_at_the_places_midnight_and_not_at_utcs(client):
    inverter = sent_days(HONEST)  # its last readings carry tomorrow's date in UTC

    assert tab(client, inverter, first=HONEST + timedelta(days=1)).context["rows"] == []
    assert tab(client, inverter, last=HONEST - timedelta(days=1)).context["rows"] == []
