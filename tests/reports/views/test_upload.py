import csv
import gzip
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inverters.models import InverterReading, ReadingBatch
from reports.views import upload
from tests.credits import factories
from tests.inverters.factories import counts, hourly, make_inverter, send
from tests.inverters.sources.reading_exports import portal

pytestmark = pytest.mark.django_db
SHEET = b"Time;PV (kWh)\n15.01.2025 10:00;1,5\n15.01.2025 11:00;2,5\n15.01.2025 12:00;x\n"
TAG = re.compile(r"<[^>]+>")
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.LUMIX_DATA_DIR = tmp_path
    return tmp_path


def text_of(response):
    """A page's words without its tags."""
    return " ".join(html.unescape(TAG.sub(" ", response.content.decode())).replace("\N{NO-BREAK SPACE}", " ").split())


def choose(client, inverter, body=SHEET, name="pv.csv", **more):
    fields = {"inverter": str(getattr(inverter, "pk", inverter)), "file": SimpleUploadedFile(name, body, "text/csv")}
    return client.post("/fleet/upload", fields, **more)


def shown(client, inverter, body=SHEET, **choices):
    """The address of a file's preview, and its page."""
    address = choose(client, inverter, body).url
    return address, client.get(address, choices)


def fields_of(page):
    """What the form that stores would send."""
    form = page.content.decode().partition('method="post"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def commit(client, address, page, **changes):
    return client.post(address, {**fields_of(page), **changes})


# Chosen, previewed, stored -------------------------------------------------------------------------------------------


def test_the_page_asks_for_an_inverter_and_a_file_and_offers_a_template(client):
    inverter = make_inverter(name="Roof")
    page = text_of(client.get("/fleet/upload", {"inverter": inverter.pk}))
    assert f"{inverter.pk} – Roof" in client.get("/fleet/upload", {"inverter": inverter.pk}).content.decode()
    assert "Download a template" in page
    template = b"".join(client.get("/fleet/upload/template.csv").streaming_content)
    assert commit(client, *shown(client, inverter, template)).status_code == 302
    assert InverterReading.objects.count() == 3


def test_an_address_that_names_no_inverter_says_so(client):
    assert "No single inverter is meant by “99999”" in text_of(client.get("/fleet/upload?inverter=99999"))
    assert "No single inverter" not in text_of(client.get("/fleet/upload"))


def test_second_values_are_led_to_their_decision(client):
    inverter = make_inverter()
    send(inverter, [("2025-01-15T10:00:00", 9.0), ("2025-01-15T11:00:00", 2.5)])
    address, page = shown(client, inverter, SHEET[: SHEET.rindex(b"15.01")])
    assert "Keep 1 second value for a decision One" in text_of(page)
    stored = client.get(commit(client, address, page).url).content.decode()
    batch = ReadingBatch.objects.latest("pk")
    assert f'href="/fleet/flags?show=conflicts&amp;batch={batch.pk}"' in stored


def test_a_file_is_previewed_with_all_that_it_comes_to_and_nothing_is_stored(client):
    inverter = make_inverter()
    send(inverter, [("2025-01-15T10:00:00", 1.5), ("2025-01-15T11:00:00", 9.0)])
    before = InverterReading.objects.count()
    page = text_of(shown(client, inverter)[1])
    for words in (
        "Duplicates 1", "Conflicts 1", "Rejected 1", "PV (kWh)", "15 Jan 2025", "1 hour", "Africa/Lagos", "9.000 2.500",
        "4 kwh 'x' is not a number", "PV generation", "Keep 1 second value for a decision, leave 1 out",
    ):  # fmt: skip
        assert words in page
    assert InverterReading.objects.count() == before


def test_what_was_previewed_is_stored_and_leads_to_its_days(client):
    inverter = make_inverter()
    address, page = shown(client, inverter)
    answer = commit(client, address, page)
    done = client.get(answer.url)
    assert counts(ReadingBatch.objects.get()) == (2, 0, 0, 1)
    assert "2 readings stored; 1 left out." in text_of(done)
    assert f"/audit/{inverter.pk}/2025-01-15" in done.content.decode()
    assert client.get(address).url == f"{address}/stored"
    assert client.post(address, fields_of(page)).url == f"{address}/stored"
    assert ReadingBatch.objects.count() == 1


CHOICES = [
    ({"measure": "Wh"}, "0.002"),
    ({"zone": "UTC"}, "11:00 WAT"),
    ({"marks": "end"}, "09:00 WAT"),
    ({"column": "0", "measure": "kW"}, "1.500"),
]


@pytest.mark.parametrize(("choices", "words"), CHOICES, ids=str)
def test_another_choice_previews_again_and_is_what_is_stored(client, choices, words):
    inverter = make_inverter()
    address, page = shown(client, inverter, **choices)
    assert words in text_of(page)
    commit(client, address, page)
    again = text_of(shown(client, inverter, **choices)[1])
    assert "Duplicates 2" in again


def test_htmx_gets_the_result_alone(client):
    address, _ = shown(client, make_inverter())
    part = client.get(
        address, {"measure": "Wh"}, headers={"hx-request": "true", "hx-target": "preview"}
    ).content.decode()
    assert part.startswith('<div id="preview"')
    assert "<html" not in part


BAD_CHOICES = [
    ({"zone": "Lagos/Africa"}, "no IANA time zone"),
    ({"column": "7"}, "Select a valid choice"),
    ({"measure": "lb"}, "Select a valid choice"),
    ({"order": "month/day/year"}, "Rejected 3"),
]


@pytest.mark.parametrize(("choices", "words"), BAD_CHOICES, ids=str)
def test_a_choice_that_cannot_be_is_said_and_nothing_is_offered(client, choices, words):
    _, page = shown(client, make_inverter(), **choices)
    assert words in text_of(page)
    assert re.search(r"Store \d+ reading", text_of(page)) is None
    assert page.status_code == (200 if "order" in choices else 422)


# Moved meanwhile, and rejected ---------------------------------------------------------------------------------------


def test_where_something_moved_the_commit_is_refused_with_a_fresh_preview(client):
    inverter = make_inverter()
    address, page = shown(client, inverter)
    send(inverter, [("2025-01-15T10:00:00", 7.0)])
    answer = commit(client, address, page)
    assert answer.status_code == 409
    assert "look at it once more" in text_of(answer)
    assert "Conflicts 1" in text_of(answer)
    assert commit(client, address, answer).status_code == 302
    assert counts(ReadingBatch.objects.latest("pk")) == (1, 0, 1, 1)


def test_other_choices_than_those_previewed_are_not_stored_unseen(client):
    address, page = shown(client, make_inverter())
    assert commit(client, address, page, measure="Wh").status_code == 409
    assert commit(client, address, page, zone="nowhere").status_code == 422
    assert not InverterReading.objects.exists()


def test_rejected_rows_are_a_file_that_is_mended_and_sent_again(client):
    inverter = make_inverter()
    address, page = shown(client, inverter)
    commit(client, address, page)
    sent = b"".join(client.get(f"{address}/rejected.csv").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(sent.splitlines())
    assert row == {
        "line": "4", "timestamp": "15.01.2025 12:00", "PV (kWh)": "x", "field": "kwh",
        "message": "'x' is not a number", "cure": "write plain digits with a decimal point, such as 5.5",
    }  # fmt: skip
    commit(client, *shown(client, inverter, sent.replace(",x,", ",3.5,").encode()))
    assert InverterReading.objects.latest("timestamp").kwh == 3.5


REFUSED = [
    ({"inverter": "", "body": SHEET}, 422, "Say whose readings"),
    ({"inverter": "nobody", "body": SHEET}, 422, "There is no inverter"),
    ({"inverter": "Roof", "body": SHEET}, 422, "Several inverters fit"),
    ({"inverter": 1, "body": b""}, 422, "The file is empty"),
    ({"inverter": 1, "body": b"PK\x03\x04"}, 422, "spreadsheet"),
    ({"inverter": 1, "body": b"\x1f\x8b broken"}, 422, "not gzip"),
    ({"inverter": 1, "body": gzip.compress(b"0" * 9_000_000)}, 413, "swells"),
    ({"inverter": 1, "body": b"{}", "name": "a.json"}, 422, "no export"),
]


@pytest.mark.parametrize("wants", [{}, JSON], ids=["page", "json"])
@pytest.mark.parametrize(("sent", "status", "words"), REFUSED, ids=[words for _, _, words in REFUSED])
def test_what_cannot_be_taken_is_refused_with_the_form_and_a_sentence(client, folder, sent, status, words, wants):
    first = make_inverter(name="Roof A")
    make_inverter(name="Roof B")
    answer = choose(client, **{**sent, "inverter": first.pk if sent["inverter"] == 1 else sent["inverter"]}, **wants)
    assert answer.status_code == status
    assert words in (answer.json()["detail"] if wants else text_of(answer))
    assert not (folder / "previews").exists() or not list((folder / "previews").iterdir())


@pytest.mark.parametrize("wants", [{}, JSON], ids=["page", "json"])
def test_a_form_above_the_limit_is_refused_unread(client, monkeypatch, wants):
    monkeypatch.setattr(upload, "CSV_LIMIT_BYTES", 10)
    monkeypatch.setattr("inverters.doors.CSV_LIMIT_BYTES", 10)
    for body in (b"x" * 200_000, b"x" * 1_000):  # announced too large; too large as it comes
        answer = choose(client, make_inverter(), body, **wants)
        assert answer.status_code == 413
        assert "in parts" in answer.content.decode()


def test_scripts_are_told_where_the_preview_is(client):
    answer = choose(client, make_inverter(), **JSON)
    assert (answer.status_code, client.get(answer.json()["location"]).status_code) == (201, 200)


def test_a_form_without_its_token_is_refused():
    strict = Client(enforce_csrf_checks=True)
    inverter = make_inverter()
    assert choose(strict, inverter).status_code == 403
    address = choose(Client(), inverter).url
    assert strict.post(address, {}).status_code == 403
    strict.get("/fleet/upload")
    token = strict.cookies["csrftoken"].value
    assert choose(strict, inverter, headers={"x-csrftoken": token}).status_code == 302


# Round about ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "/stored", "/rejected.csv"])
def test_a_preview_that_is_not_kept_is_a_page_that_says_so(client, rest):
    answer = client.get(f"/fleet/upload/{'a' * 32}{rest}", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "choose it again" in text_of(answer)


def test_a_file_that_waits_has_nothing_stored_to_show(client):
    address = choose(client, make_inverter()).url
    assert client.get(f"{address}/stored").url == address


def test_inverters_are_suggested_by_name_and_number(client):
    roof, other = make_inverter(name="Roof of the school"), make_inverter(name="Clinic")
    for text, found in (("school", [roof]), (str(other.pk), [other]), ("", []), ("clinic", [other])):
        page = client.get("/fleet/upload/inverters", {"inverter": text}).content.decode()
        assert re.findall(r'value="(\d+) – ', page) == [str(one.pk) for one in found]


def test_the_days_are_calculated_and_verified_by_one_button(client):
    inverter = factories.plant()
    factories.golden_sky()
    rows = "".join(f"{stamp.isoformat()},{kwh}\n" for stamp, kwh in factories.golden_rows())
    address, page = shown(client, inverter, f"timestamp,kwh\n{rows}".encode())
    place = commit(client, address, page).url
    assert "Calculate and verify" in text_of(client.get(place))
    done = client.post(place, follow=True)
    assert "1 day judged: 1 verified" in text_of(done)
    assert "Verified" in text_of(done)
    assert "has been judged by what is stored" in text_of(done)


def test_a_real_portals_file_goes_the_whole_way(client):
    inverter = make_inverter(timezone="Europe/Berlin")
    address, page = shown(client, inverter, portal("solaredge_api_hourly.json"))
    assert "SolarEdge monitoring API" in text_of(page)
    assert "178 rows, which are passed over" in text_of(page)
    commit(client, address, page)
    assert counts(ReadingBatch.objects.get()) == (566, 0, 0, 0)


def test_neither_rows_nor_history_make_more_queries(client, django_assert_max_num_queries):
    inverter = make_inverter()
    few, many = (
        choose(client, inverter, f"timestamp,kwh\n{rows}".encode()).url
        for rows in (
            "2025-01-15T10:00:00,1\n",
            "".join(f"{s},{k}\n" for d in range(10, 29) for s, k in hourly(f"2025-01-{d}")),
        )
    )
    for address in (few, many):
        with django_assert_max_num_queries(6):
            client.get(address)
