import pytest

from credits.models import CarbonCredit
from credits.services.decisions import uphold
from credits.services.findings import open_finding, uphold_finding
from lumix.modes import Role
from tests.credits import factories, waiving
from tests.credits.factories import HONEST, NOW
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def day_of(client, found):
    return client.get(f"/audit/{found.inverter_id}/{HONEST}")


def upheld():
    found = factories.flagged()
    uphold(credit_ids=[found.pk], reason="The meter was turned back.", actor="bayo", role=Role.AUDITOR, now=NOW)
    return found


def test_a_flag_that_waits_leads_to_its_decision(client):
    page = text_of(day_of(client, factories.flagged()))

    assert "An auditor decides." in page
    assert "Decide on the flag" in page


def test_an_upheld_flag_says_by_whom_when_and_why_and_asks_for_no_decision(client):
    page = text_of(day_of(client, upheld()))

    assert "upheld by bayo (auditor) on 10 Jan 2026, 05:00 UTC−07: The meter was turned back." in page
    assert "Decide on the flag" not in page
    assert "An auditor decides." not in page


def finding(found):
    by = {"actor": "bayo", "role": Role.AUDITOR, "now": NOW}
    return open_finding(credit_id=found.pk, reason="It stood in a shop window.", **by)


@pytest.mark.parametrize("cause", ["finding", "rating"])
def test_an_open_finding_leads_to_its_own_decision_whatever_flags_the_day_too(client, cause):
    found = factories.verified()
    finding(found)
    CarbonCredit.objects.update(cause=cause)
    page = text_of(day_of(client, found))
    assert "A finding is open against this day." in page
    assert "Decide on the finding" in page and "Decide on the flag" not in page


@pytest.mark.parametrize("cause", ["finding", "rating"])
def test_an_upheld_finding_says_by_whom_and_asks_for_no_decision(client, cause):
    found = factories.verified()
    uphold_finding(finding_id=finding(found).pk, reason="So it is.", actor="chika", role=Role.AUDITOR, now=NOW)
    CarbonCredit.objects.update(cause=cause)
    page = text_of(day_of(client, found))
    assert "The finding was upheld by chika (auditor) on 10 Jan 2026, 05:00 UTC−07: So it is." in page
    assert "What was decided" in page and "Decide on the" not in page


def test_a_flag_that_a_later_judging_raised_waits_again(client):
    found = upheld()
    factories.send(found.inverter, [factories.HALF_PAST])
    factories.again(CarbonCredit.objects.get(pk=found.pk))

    assert "upheld by" not in text_of(day_of(client, found))


def test_a_flag_that_gave_way_to_a_proposal_is_not_called_nothing(client):
    found = factories.flagged()
    for name in waiving.failing(found):
        waiving.proposed(found, name)

    answer = day_of(client, found)

    assert CarbonCredit.objects.get().status == "PENDING"
    assert "A flag stood here; a waiver is proposed and awaits an auditor." in text_of(answer)
    assert "Nothing is held against the owner" not in text_of(answer)
    assert [(one.badge.word, one.count) for one in answer.context["standings"]] == [("Flagged, waiver asked", "1")]


def test_a_waiver_of_what_only_delays_a_day_stays_pending(client):
    found = waiving.stuck()
    waiving.proposed(found)

    answer = day_of(client, found)

    assert "Nothing is held against the owner yet" in text_of(answer)
    assert [one.badge.word for one in answer.context["standings"]] == ["Pending"]
