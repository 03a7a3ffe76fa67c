"""The lists in closed mode: what each role sees and may do, and what is kept back that open mode lets go."""

import pytest

from credits.models import CarbonCredit
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.lumix.closing import browser, close, person
from tests.reports.making import text_of
from tests.reports.views.test_credit_acts import agreed

pytestmark = pytest.mark.django_db
LISTS = ("/fleet/credits", "/fleet/inverters")
SUBMIT = "/fleet/credits/submit"


@pytest.fixture
def found(settings):
    close(settings)
    return factories.verified()


@pytest.mark.parametrize("address", LISTS)
def test_an_auditor_reads_the_list_and_finds_nothing_to_press(found, address):
    page = browser(Role.AUDITOR).get(address, secure=True)

    assert page.status_code == 200
    assert len(page.context["rows"]) == 1
    assert 'type="checkbox"' not in text_of(page)
    assert ">Verify" not in text_of(page)


@pytest.mark.parametrize("address", LISTS)
def test_staff_find_the_acts(found, address):
    assert 'type="checkbox"' in text_of(browser(Role.STAFF).get(address, secure=True))


@pytest.mark.parametrize("act", [SUBMIT, "/fleet/credits/verify", "/fleet/inverters/verify"])
def test_an_auditor_who_presses_all_the_same_is_refused(found, act):
    answer = browser(Role.AUDITOR).post(act, {"every": "1"}, secure=True)

    assert answer.status_code == 403
    assert CarbonCredit.objects.get().status == "VERIFIED"


def test_a_day_whose_month_is_inconclusive_is_kept_back_with_a_sentence(found):
    answer = browser(Role.STAFF).post(SUBMIT, {"only": found.pk}, secure=True)

    assert answer.status_code == 409
    assert "The month around that day is inconclusive" in text_of(answer)


def test_the_api_keeps_it_back_too(found):
    answer = browser(Role.STAFF).patch(
        f"/credits/{found.inverter_id}/{HONEST}/status", {"status": "SUBMITTED"}, "application/json", secure=True
    )

    assert answer.status_code == 409
    assert "The month around 2016-07-04 is inconclusive" in answer.json()["detail"]


def test_what_staff_submit_stands_in_the_ledger_under_their_name(found, settings):
    settings.SUBMIT_NEEDS_MONTH = False
    client = browser(Role.STAFF)

    client.post(SUBMIT, agreed(client.post(SUBMIT, {"only": found.pk}, secure=True)), secure=True)

    assert CarbonCredit.objects.get().status == "SUBMITTED"
    moved = LedgerEntry.objects.filter(type="credit.moved").get()
    assert moved.actor == person(Role.STAFF).get_username()
