import json
from datetime import timedelta

import pytest

from credits.models import Verdict
from credits.services import judging, sky_asking
from lumix.ledger.models import LedgerEntry
from tests.credits.asking import address, said
from tests.credits.factories import (
    HALF_PAST,
    HONEST,
    flagged,
    golden_rows,
    golden_sky,
    pending,
    send,
    submitted,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_verify_answers_the_credit_as_it_stands_afterwards(client):
    golden_sky()
    found = pending()
    body = client.post(address(found, "/verify")).json()
    assert (body["status"], body["flagged_reason"]) == ("VERIFIED", None)
    assert body["correlation"] > 0.9
    assert body == client.get(address(found)).json()


def test_verify_again_answers_the_same_with_no_new_verdict(client):
    found = verified()
    before = Verdict.objects.count(), LedgerEntry.objects.count()
    assert client.post(address(found, "/verify/")).json() == client.get(address(found)).json()
    assert (Verdict.objects.count(), LedgerEntry.objects.count()) == before


def test_verify_refuses_a_submitted_credit(client):
    assert said(client.post(address(submitted(), "/verify"))) == (
        409,
        "The credit of 2016-07-04 was submitted and is final.",
    )


def test_verify_asks_to_come_back_where_evidence_keeps_moving(client, monkeypatch):
    golden_sky()
    found, work, minutes = pending(), judging.assess, iter(range(9))

    def assess_then_send(*given, **named):
        send(found.inverter, [(HALF_PAST[0] + timedelta(minutes=next(minutes)), 0.1)])
        return work(*given, **named)

    monkeypatch.setattr(judging, "assess", assess_then_send)
    code, detail = said(client.post(address(found, "/verify")))
    assert (code, "ask again in a moment" in detail) == (409, True)
    assert next(minutes) == 3


def test_the_actor_of_open_mode_is_recorded(client):
    golden_sky()
    client.post(address(pending(), "/verify"))
    assert (Verdict.objects.get().actor, LedgerEntry.objects.last().actor) == ("open-mode", "open-mode")


def finite(value: object) -> bool:
    """Strictly JSON: no NaN and no infinity anywhere."""
    json.dumps(value, allow_nan=False)
    return True


@pytest.mark.parametrize("make", [verified, flagged])
def test_a_verdict_shows_every_check_with_figure_threshold_outcome_sentence_and_cure(client, make):
    found = make()
    body = client.get(address(found, "/verdict")).json()
    stored = Verdict.objects.get()
    assert (body["credit_id"], body["inverter_id"], body["date"]) == (found.pk, found.inverter_id, "2016-07-04")
    assert (body["status"], body["rule_version"], body["checks"]) == (found.status, stored.rule_version, stored.checks)
    assert len({check["name"] for check in body["checks"]}) == len(body["checks"]) > 10
    for check in body["checks"]:
        assert set(check) >= {"name", "outcome", "effect", "figure", "unit", "threshold", "sentence", "cure", "waived"}
        assert check["outcome"] in ("pass", "fail", "inconclusive")
        assert check["cure"] or check["outcome"] != "fail"
        assert not check["cure"] or check["outcome"] != "pass"
        assert check["sentence"].endswith(".") and "nan" not in check["sentence"].split()
    assert {len(body[f"{name}_digest"]) for name in ("readings", "satellite", "equipment")} == {64}
    known = {"kind": "satellite", "source": "TEST SKY", "fetched_at": "2026-01-10T12:00:00+00:00"}
    assert known.items() <= body["reference"].items()
    assert finite(body)


def test_a_verdict_of_a_day_without_satellite_holds_no_nan(client, monkeypatch):
    monkeypatch.setattr(sky_asking, "fetch_missing", lambda **question: "The satellite service is at rest.")
    found = pending()
    client.post(address(found, "/verify"))
    response = client.get(address(found, "/verdict"))
    body = response.json()
    assert "NaN" not in response.text
    assert finite(body)
    assert (body["status"], body["correlation"]) == ("PENDING", None)
    assert "The satellite service is at rest." in body["reason"]
    [correlation] = [check for check in body["checks"] if check["name"] == "correlation"]
    assert (correlation["figure"], correlation["outcome"]) == (None, "inconclusive")


def test_the_last_of_several_verdicts_is_shown(client):
    found = verified()
    send(found.inverter, golden_rows(HONEST + timedelta(days=1))[:1])
    send(found.inverter, [HALF_PAST])
    client.post(address(found, "/verify"))
    shown = client.get(address(found, "/verdict")).json()
    assert shown["readings_digest"] == Verdict.objects.order_by("id").last().readings_digest
    assert Verdict.objects.count() == 2


@pytest.mark.parametrize(
    ("method", "more"), [("put", "/status"), ("delete", ""), ("get", "/verify"), ("post", "/verdict")]
)
def test_a_method_that_an_address_does_not_know_is_405(client, method, more):
    assert said(getattr(client, method)(address(pending(), more)))[0] == 405


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        pytest.param(HONEST, "The day's readings have changed", id="the day"),
        pytest.param(HONEST - timedelta(days=1), "of the days around it have changed", id="its month"),
    ],
)
def test_a_verdict_says_what_has_moved_since(client, day, moved):
    found = verified()
    assert client.get(address(found, "/verdict")).json()["moved"] == []
    send(found.inverter, [HALF_PAST] if day == HONEST else golden_rows(day))
    body = client.get(address(found, "/verdict")).json()
    assert body["status"] == "VERIFIED"
    assert moved in body["moved"][0]
    client.post(address(found, "/verify"))
    assert client.get(address(found, "/verdict")).json()["moved"] == []
