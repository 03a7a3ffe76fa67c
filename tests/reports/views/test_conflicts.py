import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import Adjustment, CarbonCredit
from inverters.conflict_selectors import undecided
from inverters.models import ConflictDecision
from reports.flags import conflicts_selectors
from tests.credits.factories import golden_rows, plant, send, submitted, verified
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
WHY = "the later file is the logger's own <b>"


def doubted(make=verified, times: float = 0.9) -> int:
    """A day sent twice with other values; the second upload's number."""
    return send(make().inverter, golden_rows(times=times)).pk


def decide(client, batch: int, act: str = "accept", **fields: object):
    form = {"act": act, "batch": batch, "scope": "all", "reason": WHY, "back": "show=conflicts", **fields}
    return client.post("/fleet/conflicts/decide", form, follow=True)


def test_second_values_are_shown_beside_the_first_with_uploads_and_senders(client):
    batch = doubted()
    page = text_of(client.get("/fleet/flags?show=conflicts"))
    one = undecided().get(timestamp__hour=19)
    assert 'class="diff"' in page and f"ada, upload {batch}" in page and f"ada, upload {batch - 1}" in page
    assert f"{one.kwh:.3f}" in page and f"{one.kept_kwh:.3f}" in page
    assert f"All {undecided().count()} of this upload" in page


def test_all_of_an_upload_are_accepted_and_the_day_is_judged_again(client):
    page = text_of(decide(client, doubted()))
    assert "second values accepted: 1 day summed anew, 1 judged again." in page
    assert not undecided().exists()
    assert "Correction accepted" in text_of(client.get("/fleet/flags?show=decided"))


def test_ticked_ones_alone_are_dismissed(client):
    batch = doubted()
    one = undecided().first()
    page = text_of(decide(client, batch, "dismiss", scope="ticked", value=[one.pk]))
    assert "One second value dismissed: the first values stand." in page
    assert ConflictDecision.objects.get().conflicts == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"reason": ""}, "Give a reason"), ({"scope": "ticked"}, "Tick the values"), ({"value": ["x"]}, "")],
)
def test_what_is_missing_comes_back_as_422_and_nothing_is_done(client, fields, words):
    answer = decide(client, doubted(), **fields)
    assert answer.status_code == 422 and words in text_of(answer)
    assert not ConflictDecision.objects.exists()


def test_a_submitted_day_is_corrected_beside_its_credit(client):
    answer = decide(client, doubted(submitted, times=0.5))
    credit = CarbonCredit.objects.get()
    assert (answer.status_code, credit.status) == (200, "SUBMITTED")
    assert Adjustment.objects.get().grams < 0
    assert not undecided().exists()


def test_what_was_decided_meanwhile_is_a_409_with_a_sentence(client):
    batch = doubted()
    decide(client, batch, "dismiss")
    answer = decide(client, batch)
    assert (answer.status_code, "decided on meanwhile" in text_of(answer)) == (409, True)


def test_an_upload_that_never_was_is_not_found(client):
    assert decide(client, 999).status_code == 404


def test_one_uploads_own_page_lists_all_its_values_and_is_paged(client, monkeypatch):
    batch, count = doubted(), undecided().count()
    monkeypatch.setattr(conflicts_selectors, "VALUES_A_PAGE", count - 1)
    page = text_of(client.get(f"/fleet/flags?show=conflicts&batch={batch}"))
    assert page.count('name="value"') == count - 1 and 'rel="next"' in page
    decide(client, batch)
    assert f"No second value of upload {batch} waits" in text_of(
        client.get(f"/fleet/flags?show=conflicts&batch={batch}")
    )


def test_the_number_of_queries_does_not_grow_with_uploads_and_values(client):
    batch = doubted()
    with CaptureQueriesContext(connection) as few:
        client.get("/fleet/flags?show=conflicts")
    for times in (0.8, 0.7):
        inverter = plant(name=f"Roof {times}")
        send(inverter, golden_rows(times=times))
        send(inverter, golden_rows(times=times / 2))
    with CaptureQueriesContext(connection) as many:
        assert "Roof 0.7" in text_of(client.get("/fleet/flags?show=conflicts"))
    assert len(many) <= len(few)
    assert batch
