from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit
from credits.verification.checks.clock import CHANGES
from lumix.modes import Role
from reports.pending import selectors as pending
from tests.credits.factories import HONEST, calculate_days, verified
from tests.credits.waiving import proposed, stuck
from tests.lumix.closing import browser, close
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_page_tells_each_cause_with_tonnes_sentence_and_cure(client):
    found = stuck()
    page = text_of(client.get("/fleet/pending"))
    assert "Values that move" in page
    assert "One value stands for hours on end." in page
    assert "What helps:</strong> Send the logger's own values" in page.replace("&#x27;", "'")
    assert f"{found.tonnes:.3f} t of CO₂ wait" in page
    assert 'href="/fleet/pending?cause=stuck#waiting"' in page


def test_a_cause_leads_to_its_credits_and_each_of_them_to_its_day(client):
    found = stuck()
    page = text_of(client.get("/fleet/pending?cause=stuck"))
    assert f'href="/audit/{found.inverter_id}/2016-07-04"' in page
    assert found.flagged_reason in page.replace("&#x27;", "'")


def test_a_fleet_without_pending_credits_says_so(client):
    verified()
    assert "No credit is pending" in text_of(client.get("/fleet/pending"))


def test_a_cause_that_nothing_waits_for_leads_back(client):
    assert "No credit waits for this any more" in text_of(client.get("/fleet/pending?cause=clock"))


def test_a_cause_that_there_is_not_is_said_to_be_none(client):
    page = client.get("/fleet/pending?cause=<b>zzz").content.decode()
    assert "There is no cause of this name: &lt;b&gt;zzz." in page
    assert "any more" not in page


def test_who_may_not_mend_is_led_to_the_days_instead_of_a_form(settings):
    stuck()
    close(settings)
    told = {role: text_of(browser(role).get("/fleet/pending")) for role in (Role.STAFF, Role.AUDITOR)}
    assert ("Upload readings" in told[Role.STAFF], "Upload readings" in told[Role.AUDITOR]) == (True, False)
    assert "See the days" in told[Role.AUDITOR]


@pytest.mark.parametrize("place", ["after=nonsense", "before=5_5"])
def test_a_page_of_the_list_that_cannot_be_is_not_found(client, place):
    assert client.get(f"/fleet/pending?cause=stuck&{place}").status_code == 404


def test_a_long_list_is_paged(client, monkeypatch):
    monkeypatch.setattr(pending, "LIST_SIZE", 2)
    made = calculate_days(3)
    first = text_of(client.get("/fleet/pending?cause=not_judged"))
    second = text_of(client.get(f"/fleet/pending?cause=not_judged&after={made[1].date}_{made[1].inverter_id}"))
    last = f"{HONEST + timedelta(days=2)}"
    assert (last in first, last in second) == (False, True)
    assert 'rel="next"' in first and 'rel="prev"' in second


def test_the_number_of_queries_does_not_grow_with_what_waits(client):
    stuck()
    few = queries_of(client, "/fleet/pending?cause=not_judged")
    calculate_days(6)
    calculate_days(6)
    assert queries_of(client, "/fleet/pending?cause=not_judged") <= few + 1


def test_the_navigation_leads_there_and_marks_it(client):
    assert '<a href="/fleet/pending">Why pending</a>' in text_of(client.get("/"))
    assert '<a href="/fleet/pending" aria-current="page">Why pending</a>' in text_of(client.get("/fleet/pending"))


def test_each_cause_leads_to_its_cure_and_each_day_to_its_form(client):
    found = stuck()
    proposed(stuck(times=0.97))
    calculate_days(1)
    page = text_of(client.get("/fleet/pending?cause=stuck"))
    assert 'href="/fleet/flags?show=awaiting">Decide on the waivers' in page
    assert "status=PENDING&amp;cause=not_judged" in page
    assert f'href="/audit/{found.inverter_id}/2016-07-04/mend/waiver?check=stuck"' in page
    assert f'href="/fleet/upload?inverter={found.inverter_id}"' in page


def test_a_wrong_clock_is_mended_beside_its_cause(client):
    CarbonCredit.objects.filter(pk=stuck().pk).update(cause="clock")
    assert '/mend/clock">Correct the clock</a>' in text_of(client.get("/fleet/pending?cause=clock"))


def test_a_clock_whose_lag_changes_is_offered_no_correction_and_says_so(client):
    reason = f"It runs 1 hours ahead. {CHANGES}: daylight saving."
    CarbonCredit.objects.filter(pk=stuck().pk).update(cause="clock", flagged_reason=reason)
    page = text_of(client.get("/fleet/pending?cause=clock"))
    assert "/mend/clock" not in page
    assert "No one correction of the clock fits these days" in page


def test_an_inverters_name_filters_causes_list_and_file_alike(client):
    calculate_days(2, name="Kano roof")
    calculate_days(3, name="Lagos roof")
    page = text_of(client.get("/fleet/pending?q=kano&cause=not_judged"))
    assert "in 2 credits" in page and "Lagos roof" not in page
    lines = b"".join(client.get("/fleet/pending.csv?q=kano&cause=not_judged")).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["inverter", "Kano roof", "Kano roof"]


def test_htmx_gets_the_list_alone(client):
    stuck()
    page = text_of(client.get("/fleet/pending", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="pending"))
    assert page.startswith('<div class="rows" id="pending">')


@pytest.mark.parametrize("address", ["/fleet/pending", "/fleet/pending.csv"])
def test_a_search_that_is_too_long_is_422(client, address):
    assert client.get(f"{address}?q={'x' * 121}").status_code == 422


@pytest.mark.parametrize("address", ["/fleet/pending", "/audit/limits"])
def test_the_pages_only_answer_questions(client, address):
    assert client.post(address).status_code == 405
