import re

import pytest
from django.test import Client

from credits.models import CarbonCredit
from lumix import modes
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def act(client, inverter, name, **fields):
    return client.post(f"/audit/{inverter.pk}/{HONEST}/{name}", fields, follow=True)


def measured():
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())
    factories.golden_sky()
    return inverter


def status_of(inverter):
    return CarbonCredit.objects.get(inverter=inverter, date=HONEST).status


def test_a_day_is_calculated_verified_and_submitted_by_its_buttons(client):
    inverter = measured()

    said = [text_of(act(client, inverter, name)) for name in ("calculate", "verify", "submit")]

    assert "The credit is now pending." in said[0]
    assert "The credit is now verified." in said[1]
    assert "The credit is now submitted." in said[2]
    assert status_of(inverter) == "SUBMITTED"


def test_an_act_answers_with_a_redirect_so_that_reloading_repeats_nothing(client):
    inverter = measured()

    answer = client.post(f"/audit/{inverter.pk}/{HONEST}/calculate")

    assert (answer.status_code, answer["Location"]) == (302, f"/audit/{inverter.pk}/{HONEST}")


def test_an_act_is_written_to_the_ledger_with_its_actor(client):
    act(client, measured(), "calculate")

    assert LedgerEntry.objects.latest("seq").actor == "open-mode"


def test_no_button_lifts_a_flag_and_the_day_leads_to_where_it_is_decided_on(client):
    inverter = factories.flagged().inverter

    page = text_of(client.get(f"/audit/{inverter.pk}/{HONEST}"))

    assert f'href="/audit/{inverter.pk}/flags">Decide on the flag</a>' in page
    assert act(client, inverter, "lift", reason="please").status_code == 404
    assert status_of(inverter) == "FLAGGED"


@pytest.mark.parametrize(
    ("make", "name", "status", "words"),
    [
        (factories.submitted, "verify", 409, "is final"),
        (factories.submitted, "calculate", 409, "is final"),
        (factories.submitted, "submit", 409, "From SUBMITTED no move is left"),
        (factories.flagged, "submit", 409, "A FLAGGED credit cannot be made SUBMITTED"),
    ],
)
def test_a_refused_move_is_answered_with_its_sentence_and_the_day(client, make, name, status, words):
    inverter = make().inverter

    answer = act(client, inverter, name)

    assert answer.status_code == status
    assert words in text_of(answer)


def test_a_day_without_readings_cannot_be_calculated(client):
    answer = act(client, factories.plant(), "calculate")

    assert answer.status_code == 422
    assert "There are no readings for 2016-07-04" in text_of(answer)


@pytest.mark.parametrize("name", ["verify", "submit"])
def test_what_has_no_credit_cannot_be_judged_or_moved(client, name):
    assert act(client, measured(), name).status_code == 404


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (factories.verified, {"submit", "verify", "calculate"}),
        (factories.flagged, {"verify"}),
        (factories.submitted, set()),
    ],
)
def test_a_day_offers_only_what_can_be_done_with_it(client, make, offered):
    inverter = make().inverter

    page = client.get(f"/audit/{inverter.pk}/{HONEST}").content.decode()

    assert set(re.findall(rf'action="/audit/{inverter.pk}/{HONEST}/(\w+)"', page)) == offered


def test_an_act_needs_the_forms_secret_token():
    inverter = measured()

    answer = Client(enforce_csrf_checks=True).post(f"/audit/{inverter.pk}/{HONEST}/calculate")

    assert answer.status_code == 403
    assert not CarbonCredit.objects.exists()


@pytest.mark.parametrize("name", ["calculate", "verify", "submit"])
def test_who_merely_looks_at_an_act_is_led_to_the_day_and_nothing_is_done(client, name):
    inverter, before = measured(), LedgerEntry.objects.count()

    answer = client.get(f"/audit/{inverter.pk}/{HONEST}/{name}")

    assert (answer.status_code, answer["Location"]) == (302, f"/audit/{inverter.pk}/{HONEST}")
    assert LedgerEntry.objects.count() == before


def test_an_act_nobody_knows_is_not_found(client):
    assert client.post(f"/audit/{measured().pk}/{HONEST}/delete").status_code == 404


@pytest.mark.parametrize(("role", "offered"), [(Role.STAFF, True), (Role.AUDITOR, False)])
def test_acts_are_offered_only_to_who_may_do_them(client, monkeypatch, role, offered):
    found = factories.verified()
    monkeypatch.setattr(modes, "role", lambda request: role)

    page = client.get(f"/audit/{found.inverter_id}/{found.date}").content.decode()

    assert ("Verify again" in page) is offered
