import re

import pytest

from credits.models import CarbonCredit, Status
from credits.services import bulk
from reports.views import credit_acts
from tests.credits import factories
from tests.credits.waiving import by_waiver
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
VERIFY, SUBMIT = "/fleet/credits/verify", "/fleet/credits/submit"


def statuses():
    return list(CarbonCredit.objects.order_by("id").values_list("status", flat=True))


def agreed(page):
    """What the page that asks for a confirmation would send."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    found = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def ready(*names):
    """So many days that nobody has judged, under the sky that verifies them."""
    factories.golden_sky()
    inverters = [factories.plant(name=name) for name in names]
    for number, inverter in enumerate(inverters):
        factories.send(inverter, factories.golden_rows(times=1 - number / 50))
    return [factories.credit(inverter) for inverter in inverters]


def test_ticked_credits_are_verified_and_what_came_of_them_is_told(client):
    one, two, _ = ready("One", "Two", "Three")

    answer = client.post(VERIFY, {"credit": [one.pk, two.pk]}, follow=True)

    assert answer.redirect_chain == [("/fleet/credits", 302)]
    assert "Judged: 2 credits," in text_of(answer)
    assert "Now 2 verified." in text_of(answer)
    assert statuses() == ["VERIFIED", "VERIFIED", "PENDING"]


def test_one_row_is_verified_by_its_own_button_whatever_is_ticked(client):
    one, two = ready("One", "Two")

    client.post(VERIFY, {"credit": [one.pk], "only": two.pk})

    assert statuses() == ["PENDING", "VERIFIED"]


def test_all_that_match_are_verified_and_no_others(client):
    ready("North one", "North two", "South")

    client.post(f"{VERIFY}?q=North", {"every": "1"})

    assert statuses() == ["VERIFIED", "VERIFIED", "PENDING"]


def test_a_wish_takes_its_bound_and_the_next_one_goes_on_from_there(client, monkeypatch):
    monkeypatch.setattr(credit_acts, "MOST", 2)
    ready("One", "Two", "Three")

    first = client.post(VERIFY, {"every": "1"}, follow=True)
    assert statuses() == ["VERIFIED", "VERIFIED", "PENDING"]
    assert "Choose all that match again" in text_of(first)
    assert first.context["left"] == 1
    start = first.redirect_chain[0][0].partition("?")[2]

    second = client.post(f"{VERIFY}?{start}", {"every": "1"}, follow=True)
    assert statuses() == ["VERIFIED"] * 3
    assert second.redirect_chain == [("/fleet/credits", 302)]


def test_submitting_asks_first_and_says_what_it_comes_to(client):
    found = factories.verified()

    page = client.post(SUBMIT, {"credit": [found.pk]})

    assert page.status_code == 200
    assert "Submit 1 credit?" in text_of(page)
    assert f"<strong>{found.grams / 1e6:.6f} t of CO₂</strong>" in text_of(page)
    assert "cannot be undone" in text_of(page)
    assert statuses() == ["VERIFIED"]


def test_what_was_agreed_to_is_submitted(client):
    found = factories.verified()

    answer = client.post(SUBMIT, agreed(client.post(SUBMIT, {"only": found.pk})), follow=True)

    assert "Submitted: 1 credit," in text_of(answer)
    assert statuses() == ["SUBMITTED"]


def test_all_verified_ones_that_match_are_submitted_and_the_others_not_even_asked(client):
    factories.verified(name="North")
    factories.pending()

    page = client.post(f"{SUBMIT}?q=", {"every": "1"})
    answer = client.post(SUBMIT, agreed(page), follow=True)

    assert "left out" not in text_of(page)
    assert "Submitted: 1 credit," in text_of(answer)
    assert statuses() == ["SUBMITTED", "PENDING"]


def test_a_partial_refusal_is_told_before_and_after(client):
    good, waived = factories.verified(), by_waiver()

    page = client.post(SUBMIT, {"credit": [good.pk, waived.pk]})
    answer = client.post(SUBMIT, agreed(page), follow=True)

    sentence = "1 credit left out: The credit of that day is verified by a waiver"
    assert sentence in text_of(page)
    assert sentence in text_of(answer)
    assert "Submitted: 1 credit," in text_of(answer)
    assert statuses() == ["SUBMITTED", "VERIFIED"]


def test_what_is_asked_for_is_only_what_will_be_submitted_and_the_rest_is_told_in_plain_words(client):
    good = factories.verified(name="Good")
    others = [factories.flagged(name="Bad"), *factories.calculate_days(2, name="Waiting")]

    page = text_of(client.post(SUBMIT, {"credit": [good.pk, *(one.pk for one in others)]}))

    assert "Submit 1 credit?" in page
    assert f"from {good.kwh:.1f} kWh of 1 inverter." in page
    assert "1 credit left out: There is evidence against the day (flagged)" in page
    assert "2 credits left out: Not verified yet (pending)" in page
    assert "POST" not in page


def test_an_agreement_to_other_sums_is_asked_for_again(client):
    found = factories.verified()
    form = agreed(client.post(SUBMIT, {"only": found.pk}))
    CarbonCredit.objects.update(grams=found.grams + 1)

    answer = client.post(SUBMIT, form)

    assert answer.status_code == 409
    assert "have changed since the sums were shown" in text_of(answer)
    assert "Submit 1 credit?" in text_of(answer)
    assert statuses() == ["VERIFIED"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "confirm"}])
def test_a_credit_that_moved_meanwhile_is_a_409_with_a_sentence_and_the_fresh_row(client, headers):
    found = factories.verified()
    CarbonCredit.objects.update(status=Status.FLAGGED)

    answer = client.post(SUBMIT, {"only": found.pk}, headers=headers)

    assert answer.status_code == 409
    assert "1 credit left out: There is evidence against the day (flagged)" in text_of(answer)
    [row] = answer.context["rows"]
    assert (row.badge.word, row.moved) == ("Flagged", True)
    assert answer["HX-Retarget"] == answer["HX-Reselect"] == "#main"


def test_verifying_what_was_submitted_meanwhile_is_a_409_too(client):
    found = factories.submitted()

    answer = client.post(VERIFY, {"only": found.pk})

    assert answer.status_code == 409
    assert "was submitted and is final" in text_of(answer)


def test_htmx_gets_the_confirmation_alone_for_its_dialog(client):
    found = factories.verified()

    answer = client.post(SUBMIT, {"only": found.pk}, headers={"HX-Request": "true", "HX-Target": "confirm"})

    assert answer.content.decode().lstrip().startswith('<section id="confirm"')


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Nothing was chosen"),
        ({"credit": ["x"]}, "cannot be read: load the page anew"),
        ({"only": "-1"}, "greater"),
    ],
)
def test_a_wish_that_cannot_be_read_comes_back_with_the_list(client, fields, sentence):
    factories.verified()

    answer = client.post(VERIFY, fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert len(answer.context["rows"]) == 1


def test_more_ticks_than_a_wish_takes_are_refused_and_not_cut_off(client):
    answer = client.post(VERIFY, {"credit": range(1, bulk.MOST + 2)})

    assert answer.status_code == 422
    assert f"At most {bulk.MOST} credits are taken at a time" in text_of(answer)


@pytest.mark.parametrize("act", [VERIFY, SUBMIT])
def test_nothing_that_matches_is_a_409_and_not_a_silent_success(client, act):
    answer = client.post(act, {"every": "1"})

    assert answer.status_code == 409
    assert "None of the credits" in text_of(answer)


def test_an_act_in_an_inverters_audit_stays_there_and_touches_no_other(client):
    one, _ = ready("One", "Two")

    answer = client.post(f"{VERIFY}?tab={one.inverter_id}", {"every": "1"})

    assert answer["Location"] == f"/audit/{one.inverter_id}/credits"
    assert statuses() == ["VERIFIED", "PENDING"]


@pytest.mark.parametrize("query", ["tab=x", "tab=999", "start=x"])
def test_a_list_that_there_is_not_is_not_found(client, query):
    assert client.post(f"{VERIFY}?{query}", {"every": "1"}).status_code == 404


def test_a_bad_filter_is_no_licence_to_act_on_everything(client):
    ready("One")

    assert client.post(f"{VERIFY}?since=July", {"every": "1"}).status_code == 422
    assert statuses() == ["PENDING"]


@pytest.mark.parametrize("act", [VERIFY, SUBMIT])
def test_who_merely_looks_is_led_to_the_list(client, act):
    assert client.get(f"{act}?q=a&after=x")["Location"] == "/fleet/credits?q=a"


def test_a_wish_is_bounded_by_what_can_be_judged_while_somebody_waits():
    assert credit_acts.MOST == bulk.MOST <= 1000
