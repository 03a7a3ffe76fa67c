from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit
from credits.services.verify import verify
from lumix.ledger import chain, selectors
from lumix.ledger.models import LedgerEntry
from reports.audit import ledger_selectors as audit_ledger_selectors
from reports.views import audit_ledger
from tests.credits import factories
from tests.credits.factories import ADA, HONEST, NOW
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def tab(client, inverter, **asked):
    answer = client.get(f"/audit/{inverter.pk}/ledger", asked)
    assert answer.status_code == 200
    return answer


def actions(answer):
    return [row.action for row in answer.context["entries"]]


def test_all_that_was_done_about_an_inverter_stands_there_newest_first(client):
    found = factories.verified()
    factories.verified(name="Another", gps_lat=39.75)

    answer = tab(client, found.inverter)

    assert actions(answer) == [
        "Judged", "Credits calculated", "Readings received", "Equipment stated", "Inverter registered",
    ]  # fmt: skip
    assert {row.actor for row in answer.context["entries"]} == {ADA}


def test_an_entry_shows_its_hash_and_that_of_the_one_before(client):
    found = factories.verified()
    newest = LedgerEntry.objects.order_by("-seq").first()

    page = text_of(tab(client, found.inverter))

    assert f'title="{newest.hash}"' in page
    assert f'title="{newest.prev}"' in page


def test_a_judging_of_many_tells_of_each_only_its_own_days(client):
    factories.golden_sky(HONEST, HONEST + timedelta(days=2))
    mine = factories.calculate_days(2)
    other = factories.calculate_days(3, name="Other", gps_lat=39.75)
    verify(credit_ids=[one.pk for one in (*mine, *other)], actor=ADA, now=NOW)
    alone = factories.calculate_days(2, name="Third", gps_lat=39.76)
    verify(credit_ids=[one.pk for one in alone], actor=ADA, now=NOW)

    newest = [tab(client, some[0].inverter).context["entries"][0] for some in (mine, other, alone)]

    days = [sum(int(word) for word in row.about.split() if word.isdigit()) for row in newest]
    assert days == [2, 3, 2]
    assert newest[0].seq == newest[1].seq != newest[2].seq


def test_older_entries_are_loaded_until_none_is_left(client, monkeypatch):
    monkeypatch.setattr(audit_ledger_selectors, "SIZE", 2)
    inverter, seen, older = factories.verified().inverter, [], ""
    for _ in range(3):
        context = tab(client, inverter, after=older).context
        seen += [row.seq for row in context["entries"]]
        older = context["older"]

    assert (seen, older) == (sorted(set(seen), reverse=True), "")
    assert len(seen) == 5


def test_verify_now_recomputes_the_whole_ledger_and_tells_its_height(client):
    inverter = factories.verified().inverter
    newest = LedgerEntry.objects.order_by("-seq").first()

    page = text_of(client.post(f"/audit/{inverter.pk}/ledger/verify"))

    assert "The ledger holds together" in page
    assert f"All {newest.seq} entries were recomputed" in page
    assert newest.hash in page
    assert (
        "rows (batch 1, credit 1, equipment 1, expected day 1, inverter 1, production day 1 and verdict 1) are what it"
        in page
    )


def test_verify_now_names_the_rows_of_this_inverter_that_differ(client):
    found, other = factories.verified(), factories.plant()
    CarbonCredit.objects.update(grams=1)

    page = text_of(client.post(f"/audit/{found.inverter_id}/ledger/verify"))
    assert "Rows differ from the ledger" in page
    assert f"credit of inverter {found.inverter_id} on {HONEST}: grams is &#x27;1&#x27; and was" in page
    assert "Rows differ" not in text_of(client.post(f"/audit/{other.pk}/ledger/verify"))


def test_checkpoints_that_cannot_be_read_leave_it_unchecked(client, settings):
    folder = settings.LUMIX_DATA_DIR / "checkpoints"
    folder.mkdir()
    (folder / "checkpoint-000000000001.txt").write_text("no note")

    page = text_of(client.post(f"/audit/{factories.plant().pk}/ledger/verify"))
    assert "Not checked" in page and "a note is text, a blank line and signatures" in page


def test_a_broken_ledger_is_named_with_its_first_bad_entry(client, monkeypatch):
    inverter = factories.verified().inverter
    rows = list(selectors.stored_rows())
    rows[2] = rows[2]._replace(actor="mallory")
    monkeypatch.setattr(audit_ledger, "verify_owner", lambda owner: (chain.verify(rows), None))

    page = text_of(client.post(f"/audit/{inverter.pk}/ledger/verify"))

    assert "The ledger is broken" in page
    assert "Entry 3 does not hold: its column actor says &#x27;mallory&#x27;" in page


def test_htmx_gets_the_result_alone(client):
    inverter = factories.plant()

    answer = client.post(f"/audit/{inverter.pk}/ledger/verify", headers={"HX-Request": "true", "HX-Target": "checked"})

    assert answer.content.decode().strip().startswith('<div id="checked"')
    assert "<html" not in answer.content.decode()


def test_who_merely_looks_at_the_button_is_led_to_the_ledger(client):
    inverter = factories.plant()

    assert client.get(f"/audit/{inverter.pk}/ledger/verify")["Location"] == f"/audit/{inverter.pk}/ledger"


def test_a_page_that_cannot_be_is_not_found(client):
    assert client.get(f"/audit/{factories.plant().pk}/ledger", {"after": "x"}).status_code == 404


def test_many_entries_take_no_more_queries_than_few(client):
    counts = []
    for days in (1, 12):
        inverter = factories.calculate_days(days)[0].inverter
        for _ in range(days):
            factories.send(inverter, factories.golden_rows())
        with CaptureQueriesContext(connection) as captured:
            tab(client, inverter)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 9
