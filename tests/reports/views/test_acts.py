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


def act_by_htmx(client, inverter, name):
    headers = {"HX-Request": "true", "HX-Target": "confirm"}
    return client.post(f"/audit/{inverter.pk}/{HONEST}/{name}", headers=headers)


def agreed(page):
    """What the page that asks for a confirmation would send."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    return {name: fields[name] for name in ("confirmed", "grams")}


def measured():
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())
    factories.golden_sky()
    return inverter


def status_of(inverter):
    return CarbonCredit.objects.get(inverter=inverter, date=HONEST).status


def test_a_day_is_calculated_verified_and_submitted_by_its_buttons(client):
    inverter = measured()

    said = [text_of(act(client, inverter, name)) for name in ("calculate", "verify")]
    said.append(text_of(act(client, inverter, "submit", **agreed(act(client, inverter, "submit")))))

    assert "The credit is now pending." in said[0]
    assert "The credit is now verified." in said[1]
    assert "The credit is now submitted." in said[2]
    assert status_of(inverter) == "SUBMITTED"


def test_submitting_asks_first_says_what_it_comes_to_and_leads_back_to_the_day(client):
    found = factories.verified()

    page = act(client, found.inverter, "submit")

    assert page.status_code == 200
    assert f"<strong>{found.grams / 1e6:.6f} t of CO₂</strong>" in text_of(page)
    assert "cannot be undone" in text_of(page)
    assert f'href="/audit/{found.inverter_id}/{HONEST}" data-close>Cancel</a>' in text_of(page)
    assert status_of(found.inverter) == "VERIFIED"


def test_an_agreement_to_another_sum_is_asked_for_again(client):
    found = factories.verified()
    form = agreed(act(client, found.inverter, "submit"))
    CarbonCredit.objects.update(grams=found.grams + 1)

    answer = act(client, found.inverter, "submit", **form)

    assert answer.status_code == 409
    assert "has changed since its sum was shown" in text_of(answer)
    assert agreed(answer)["grams"] == str(found.grams + 1)
    assert status_of(found.inverter) == "VERIFIED"


@pytest.mark.parametrize("fields", [{"confirmed": "1"}, {"confirmed": "1", "grams": "x"}, {"grams": "1"}])
def test_an_agreement_that_cannot_be_read_submits_nothing(client, fields):
    found = factories.verified()

    assert "Submit 1 credit?" in text_of(act(client, found.inverter, "submit", **fields))
    assert status_of(found.inverter) == "VERIFIED"


def test_htmx_gets_the_question_alone_for_its_dialog(client):
    found = factories.verified()

    answer = act_by_htmx(client, found.inverter, "submit")

    assert answer.content.decode().lstrip().startswith('<section id="confirm"')


def test_htmx_gets_the_whole_day_with_the_sentence_where_the_credit_moved_meanwhile(client):
    answer = act_by_htmx(client, factories.submitted().inverter, "submit")

    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (409, "#main", "#main")
    assert "From SUBMITTED no move is left" in text_of(answer)


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
        (factories.verified, {"submit", "verify", "calculate", "finding"}),
        (factories.flagged, {"verify"}),
        (factories.submitted, {"finding"}),
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
