import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, FlagDecision, Waiver
from credits.services.waivers import refuse
from lumix import modes
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits import factories
from tests.credits.waiving import BAYO, LATER, failing, proposed, stuck
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
WHY = "the meter counts a second roof <b>"


def decide(client, found: CarbonCredit, act: str = "uphold", **fields: object):
    form = {"act": act, "inverter": found.inverter_id, "cause_of": found.cause, "count": 1, "reason": WHY, **fields}
    return client.post("/fleet/flags/decide", form, follow=True)


def as_auditor(monkeypatch) -> None:
    monkeypatch.setattr(modes, "role", lambda request: Role.AUDITOR)


def test_a_flag_is_shown_with_severity_check_figure_sentence_and_a_small_picture(client):
    found = factories.flagged(name="Kano roof")
    page = text_of(client.get("/fleet/flags"))
    assert "Kano roof" in page and "Severe" not in page
    assert re.search(r'<span class="amount">[\d.,]+</span> <span class="muted">against</span>', page)
    assert 'class="chart chart-thumb"' in page
    assert f'href="/audit/{found.inverter_id}/2016-07-04"' in page
    assert found.flagged_reason.split(":")[0].replace("'", "&#x27;")[:40] in page


def test_a_flag_is_upheld_with_a_reason_that_is_kept_and_waits_no_more(client):
    page = text_of(decide(client, factories.flagged()))
    assert "The flag of 4 Jul 2016 is upheld." in page
    assert "No flag waits for a decision" in page
    decided = text_of(client.get("/fleet/flags?show=decided"))
    assert "Flag upheld" in decided and "second roof &lt;b&gt;" in decided
    assert FlagDecision.objects.get().reason == WHY


def test_a_waiver_is_proposed_for_the_ticked_checks_and_awaits_an_auditor(client):
    found = factories.flagged()
    page = text_of(decide(client, found, "waive", checks=failing(found)))
    assert "waivers. Now 1 pending." in page
    found.refresh_from_db()
    assert (found.status, found.cause) == ("PENDING", "awaits_auditor")
    waiting = text_of(client.get("/fleet/flags?show=awaiting"))
    assert "An auditor’s account is needed" in waiting and "second roof &lt;b&gt;" in waiting


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "Give a reason"),
        ({"act": "waive"}, "Tick the checks to be waived"),
        ({"act": "waive", "checks": ["luck"]}, "None of these checks fails on these days"),
    ],
)
def test_what_is_missing_comes_back_as_422_with_the_form_and_nothing_is_done(client, fields, words):
    found, before = factories.flagged(), LedgerEntry.objects.count()
    answer = decide(client, found, **{"act": "uphold", **fields})
    assert (answer.status_code, LedgerEntry.objects.count()) == (422, before)
    page = text_of(answer)
    assert words in page and " open>" in page


def test_what_was_typed_is_not_lost_when_the_days_moved_meanwhile(client):
    answer = decide(client, factories.flagged(), count=2)
    page = text_of(answer)
    assert (answer.status_code, "2 days were flagged by" in page, "1 are now" in page) == (409, True, True)
    assert "second roof &lt;b&gt;</textarea>" in page
    assert not FlagDecision.objects.exists()


def test_who_merely_looks_at_an_act_is_led_to_the_list(client):
    assert client.get("/fleet/flags/decide")["Location"] == "/fleet/flags"
    assert client.get("/fleet/waivers/1/refuse")["Location"] == "/fleet/flags?show=awaiting"
    assert client.get("/fleet/conflicts/decide")["Location"] == "/fleet/flags?show=conflicts"


def test_an_auditor_countersigns_from_the_list(client, monkeypatch):
    waiver = proposed(stuck())
    as_auditor(monkeypatch)
    page = text_of(client.post(f"/fleet/waivers/{waiver.pk}/countersign", {"back": "show=awaiting"}, follow=True))
    assert "is countersigned. The credit is now verified by waiver." in page
    assert "No waiver awaits an auditor" in page
    waiver.refresh_from_db()
    assert waiver.state == "countersigned"


def test_an_auditor_refuses_only_with_a_reason(client, monkeypatch):
    waiver = proposed(stuck())
    as_auditor(monkeypatch)
    answer = client.post(f"/fleet/waivers/{waiver.pk}/refuse", {"back": "show=awaiting", "reason": ""})
    assert (answer.status_code, "only with a reason" in text_of(answer)) == (422, True)
    done = client.post(
        f"/fleet/waivers/{waiver.pk}/refuse", {"back": "show=awaiting", "reason": "no sheet"}, follow=True
    )
    assert "is refused. The credit is now pending." in text_of(done)


def test_in_open_mode_nobody_countersigns_and_the_sentence_says_why(client):
    waiver = proposed(stuck())
    answer = client.post(f"/fleet/waivers/{waiver.pk}/countersign", {"back": "show=awaiting", "reason": "fine"})
    assert (answer.status_code, "no auditor can be known" in text_of(answer)) == (403, True)
    assert Waiver.objects.get().state == "proposed"


def test_a_waiver_decided_on_meanwhile_is_a_409(client, monkeypatch):
    waiver = proposed(stuck())
    refuse(waiver_id=waiver.pk, reason="no", actor=BAYO, role=Role.AUDITOR, now=LATER)
    as_auditor(monkeypatch)
    answer = client.post(f"/fleet/waivers/{waiver.pk}/countersign", {"back": "show=awaiting"})
    assert (answer.status_code, "decided on before" in text_of(answer)) == (409, True)


def test_a_waiver_that_never_was_is_not_found(client):
    assert client.post("/fleet/waivers/7/withdraw", {"reason": "no"}).status_code == 404


def test_a_flag_that_the_newest_judging_no_longer_finds_is_lifted_by_an_auditor_alone(client, monkeypatch):
    factories.sky(factories.GOLDEN_CELL, [(at, ghi * 0.05, clear) for at, ghi, clear in factories.golden_sky_hours()])
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())
    found = factories.judged(inverter)
    factories.golden_sky()
    factories.again(found)
    assert "Lift and judge again" not in text_of(client.get("/fleet/flags"))
    assert decide(client, found, "lift").status_code == 403
    as_auditor(monkeypatch)
    assert "Lift and judge again" in text_of(client.get("/fleet/flags"))
    assert "judged again: 1 verified." in text_of(decide(client, found, "lift"))


def test_an_inverters_own_tab_shows_its_flags_alone_and_comes_back_to_itself(client):
    mine, other = factories.flagged(name="Mine"), stuck(times=0.97)
    proposed(other)
    page = text_of(client.get(f"/audit/{mine.inverter_id}/flags"))
    assert 'aria-current="page">Flags</a>' in page and "chart-thumb" in page
    assert "No waiver awaits" in text_of(client.get(f"/audit/{mine.inverter_id}/flags?show=awaiting"))
    answer = decide(client, mine, tab=mine.inverter_id, back="show=flags")
    assert answer.redirect_chain[0][0] == f"/audit/{mine.inverter_id}/flags?show=flags"


def test_htmx_gets_the_list_alone_fresh_and_with_the_message(client):
    found = factories.flagged()
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "flags"}
    form = {"act": "uphold", "inverter": found.inverter_id, "cause_of": found.cause, "count": 1, "reason": WHY}
    answer = client.post("/fleet/flags/decide", form, **asked)
    page = text_of(answer)
    assert answer.status_code == 200 and page.startswith('<div class="rows" id="flags">')
    assert "is upheld" in page and "<html" not in page


@pytest.mark.parametrize("query", ["show=none", "batch=x", "q=" + "x" * 121])
def test_a_filter_that_cannot_be_is_422(client, query):
    assert client.get(f"/fleet/flags?{query}").status_code == 422


@pytest.mark.parametrize("show", ["flags", "awaiting", "conflicts", "decided"])
def test_a_place_in_a_list_that_cannot_be_is_not_found(client, show):
    assert client.get(f"/fleet/flags?show={show}&after=nonsense").status_code == 404


@pytest.mark.parametrize("show", ["flags", "awaiting", "conflicts", "decided"])
def test_an_empty_list_names_the_next_step(client, show):
    assert 'class="empty"' in text_of(client.get(f"/fleet/flags?show={show}"))


def test_the_csv_has_the_rows_of_the_filter(client):
    factories.flagged(name="=cmd()")
    factories.flagged(name="Other")
    lines = b"".join(client.get("/fleet/flags.csv?q=cmd")).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].split(",")[1:3] == ["'=cmd()", "2016-07-04"]


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("show", ["flags", "awaiting", "decided"])
def test_the_number_of_queries_does_not_grow(client, show):
    make = {
        "flags": factories.flagged,
        "awaiting": lambda: proposed(stuck()),
        "decided": lambda: decide(client, factories.flagged()),
    }[show]
    make()
    few = queries(client, f"/fleet/flags?show={show}")
    for _ in range(2):
        CarbonCredit.objects.filter(status="PENDING").update(cause="x")
        make_another(make, show)
    assert queries(client, f"/fleet/flags?show={show}") <= few


def make_another(make, show: str) -> None:
    """The same digits under another inverter would be a copy: another finding, which serves as well."""
    if show == "awaiting":
        proposed(stuck(times=1 - Waiver.objects.count() / 50))
    else:
        make()
