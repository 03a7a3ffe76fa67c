import json

import pytest

from credits.models import CarbonCredit
from lumix.ledger.models import LedgerEntry
from tests.credits.asking import HUGE, said
from tests.credits.clocks import DAYS, judged_days, stamped_ahead, statuses
from tests.credits.factories import plant, submitted

pytestmark = pytest.mark.django_db

BODY = {"minutes": 420, "valid_from": "2016-01-01", "reason": "factory time"}


def correct(client, inverter_id: int, **body: object):
    return client.post(f"/inverters/{inverter_id}/clock", json.dumps(BODY | body), "application/json")


def test_one_request_corrects_the_clock_and_judges_the_days_again(client):
    wrong = stamped_ahead(7)
    judged_days(wrong)
    response = correct(client, wrong.pk)
    found = list(statuses(wrong).values())
    assert response.status_code == 200
    assert response.json() == {
        "inverter_id": wrong.pk,
        "minutes": 420,
        "valid_from": "2016-01-01",
        "until": None,
        "before": [{"valid_from": "2016-01-01", "minutes": 0}],
        "judged": {status: found.count(status) for status in set(found)},
    }
    assert found.count("VERIFIED") >= 5
    assert client.get(f"/inverters/{wrong.pk}").json()["clock_offset_minutes"] == 420
    assert LedgerEntry.objects.get(type="clock.corrected").actor == "open-mode"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": 841}, "14 hours"),
        ({"minutes": 7.5}, "whole number"),
        ({"minutes": None}, "minutes"),
        ({"valid_from": "1989-12-31"}, "No reading is older"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"until": "2015-12-31"}, "lies before the first"),
        ({"reason": " "}, "only with a reason"),
        ({"minutes": 0}, "already"),
        ({"to": "2016-07-06"}, "to: Unknown field"),
    ],
)
def test_what_cannot_be_is_422_with_a_sentence(client, wrong, sentence):
    inverter = plant()
    code, detail = said(correct(client, inverter.pk, **wrong))
    assert code == 422
    assert sentence in detail
    assert not LedgerEntry.objects.filter(type="clock.corrected").exists()


def test_a_submitted_day_that_would_move_is_422_and_stays(client):
    found = submitted()
    code, detail = said(correct(client, found.inverter_id))
    assert (code, "submitted" in detail) == (422, True)
    assert CarbonCredit.objects.get().status == "SUBMITTED"
    assert found.inverter.equipment.count() == 1


@pytest.mark.parametrize("inverter_id", [1, HUGE])
def test_nobodys_clock_is_404(client, inverter_id):
    assert said(correct(client, inverter_id))[0] == 404


def test_undo_is_the_same_request_with_the_old_minutes(client):
    wrong = stamped_ahead(7, DAYS[:3])
    judged_days(wrong, DAYS[:3])
    before = statuses(wrong)
    correct(client, wrong.pk)
    assert correct(client, wrong.pk, minutes=0).json()["before"] == [{"valid_from": "2016-01-01", "minutes": 420}]
    assert statuses(wrong) == before
