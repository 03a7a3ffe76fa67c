"""Everything that people and programs read of readings is the same whether these lie in the table or in the archive."""

import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from credits.models import CarbonCredit, Status
from inverters import archive_files
from inverters.models import Inverter, InverterReading
from tests.credits.adjusting import corrected, sold
from tests.credits.archiving import FIRST, LAST, archive, files, final, quarters
from tests.reports.evidence.bundling import examined, subject_of, zipped
from tests.reports.evidence.bundling import files as unzipped

pytestmark = pytest.mark.django_db

MIDDLE = f"{FIRST + timedelta(days=1)}"
ADDRESSES = (
    "/inverters/{}/readings",
    "/inverters/{}/readings?limit=100&offset=90",
    "/inverters/{}/readings?limit=100&offset=350",
    "/inverters/{}/readings?start_date=2016-06-30T10:00:00&end_date=2016-07-01",
    "/audit/{}/readings",
    "/audit/{}/readings?after=" + quote("2016-07-01 07:00:00+00:00"),
    "/audit/{}/readings?before=" + quote("2016-06-30 07:00:00+00:00"),
    f"/audit/{{}}/readings?first={MIDDLE}&last={MIDDLE}",
    "/audit/{}/readings?list=uploads",
    "/audit/{}/readings.csv",
    f"/audit/{{}}/readings.csv?first={MIDDLE}&last={MIDDLE}",
    f"/audit/{{}}/correct?day={MIDDLE}",
    f"/audit/{{}}/{FIRST}",
    "/reports/inverters/{}/audit",
    "/fleet/inverters.csv",
)
WAYS = {"all of it": {}, "the first month": {"before": date(2016, 7, 1)}, "days between": {}}
ONCE = re.compile(r'(?<="csrfmiddlewaretoken" value=")[^"]+|(?<=nonce=")[^"]+|(?<="X-CSRFToken": ")[^"]+')
"""What every request is given anew."""


def told(inverter: Inverter) -> dict[str, str]:
    """What each address answers, but for what is made anew for each request."""
    client, found = Client(), {}
    for address in ADDRESSES:
        answer = client.get(address.format(inverter.pk))
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        links = answer.headers.get("Link", ""), answer.headers.get("X-Total-Count", "")
        found[address] = f"{links} {ONCE.sub('', body.decode())}"
    return found


@pytest.mark.parametrize("way", WAYS)
def test_no_page_list_file_or_answer_changes(way, settings, time_machine):
    time_machine.move_to("2026-01-11T12:00:00Z", tick=False)
    inverter = final()
    if way == "days between":
        CarbonCredit.objects.filter(date__in=(FIRST, date(2016, 7, 1))).update(status=Status.VERIFIED)
    before = told(inverter)
    archive(inverter, **WAYS[way])
    left = InverterReading.objects.count()
    assert left == {"all of it": 0, "the first month": 192, "days between": 192}[way]
    after = told(inverter)
    assert [address for address in ADDRESSES if before[address] != after[address]] == []
    assert "2016-06-30T" in before[ADDRESSES[3]] and "2016-07-01T" in before[ADDRESSES[3]]


def test_pages_of_the_readings_lead_through_table_and_archive_and_back():
    inverter = final()
    archive(inverter, date(2016, 7, 1))
    seen, address = [], f"/audit/{inverter.pk}/readings"
    for _ in range(4):
        page = Client().get(address).context["page"]
        seen += [row.timestamp for row in page.rows]
        address = f"/audit/{inverter.pk}/readings?after={quote(page.next)}"
    assert seen == sorted((stamp for stamp, _ in quarters()), reverse=True)
    page = Client().get(f"/audit/{inverter.pk}/readings?before={quote(f'{seen[300]}')}").context["page"]
    assert [row.timestamp for row in page.rows] == seen[200:300]


def test_a_trust_chain_has_the_same_readings_and_one_act_more():
    inverter = final()
    address = f"/audit/{inverter.pk}/{LAST}/chain"
    before = set(ONCE.sub("", Client().get(address).content.decode()).splitlines())
    archive(inverter)
    after = Client().get(address).content.decode()
    gone = before - set(ONCE.sub("", after).splitlines())
    assert all("credits calculated" in line for line in gone) and "Old readings moved to the archive" in after


def test_a_bundle_of_an_archived_credit_has_the_same_bytes_of_evidence_and_verifies():
    found = sold()
    before = unzipped(zipped(subject_of(found)))
    archive(found.inverter)
    after = unzipped(zipped(subject_of(found)))
    same = [name for name in before if name.endswith(("readings.csv", "verdict.json", "credit.json"))]
    assert [before[name] for name in same] == [after[name] for name in same] and len(same) == 3
    assert examined(after).count("FAIL") == 0


def test_a_second_value_that_was_decided_on_is_listed_beside_what_stands_in_the_archive():
    found = sold()
    corrected(found, times=0.5)
    before = Client().get("/conflicts").json()
    archive(found.inverter)
    assert Client().get("/conflicts").json() == before
    assert before[0]["standing_kwh"] is not None


def test_readings_sent_again_are_answered_as_they_are_stored_though_they_are_archived():
    inverter = final()
    sent = [{"timestamp": stamp.isoformat(), "kwh": kwh} for stamp, kwh in quarters()]
    address = f"/inverters/{inverter.pk}/readings"
    before = Client().post(address, sent, content_type="application/json")
    archive(inverter)
    after = Client().post(address, sent, content_type="application/json")
    assert (before.status_code, len(before.json())) == (200, 384)
    assert (after.status_code, after.json()) == (200, before.json())


def test_the_system_page_says_how_much_is_archived_up_to_which_day():
    assert "moves those of submitted days into files" in Client().get("/fleet/system").content.decode()
    archive(final())
    assert "384, up to 2 Jul 2016" in Client().get("/fleet/system").content.decode()


def test_a_file_that_is_gone_is_named_by_pages_and_answers():
    inverter = final()
    archive(inverter)
    path = archive_files.folder() / files()[1].path
    path.unlink()
    for address in ("/audit/{}/readings", "/audit/{}/readings.csv", f"/audit/{{}}/{LAST}", "/inverters/{}/readings"):
        answer = Client().get(address.format(inverter.pk))
        assert (answer.status_code, path.name in answer.content.decode()) == (503, True)
    assert Client().get(f"/audit/{inverter.pk}/{FIRST}").status_code == 200
