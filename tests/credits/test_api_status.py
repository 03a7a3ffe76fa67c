import json

import pytest
from django.test import Client

from credits.models import CarbonCredit, Status
from tests.credits.asking import address, said
from tests.credits.factories import (
    flagged,
    pending,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def patch(client: Client, found: CarbonCredit, body: object = None, query: str = ""):
    text = "" if body is None else json.dumps(body)
    return client.patch(address(found, "/status") + query, text, content_type="application/json")


def test_a_verified_credit_is_submitted_by_a_body_or_as_older_clients_do(client):
    found = verified()
    assert patch(client, found, {"status": "SUBMITTED"}).json()["status"] == "SUBMITTED"
    CarbonCredit.objects.update(status=Status.VERIFIED)
    assert patch(client, found, query="?new_status=SUBMITTED").json()["status"] == "SUBMITTED"
    CarbonCredit.objects.update(status=Status.VERIFIED)
    assert client.patch(address(found, "/status/?new_status=SUBMITTED")).json()["status"] == "SUBMITTED"


def test_a_flag_is_lifted_with_a_reason_and_not_without(client):
    found = flagged()
    assert said(patch(client, found, {"status": "PENDING"}))[0] == 422
    assert said(patch(client, found, {"status": "PENDING", "reason": "  "}))[0] == 422
    assert said(patch(client, found, query="?new_status=PENDING"))[0] == 422
    body = patch(client, found, {"status": "PENDING", "reason": "meter changed"}).json()
    assert (body["status"], "meter changed" in body["flagged_reason"]) == ("PENDING", True)


def test_an_older_clients_status_may_come_with_a_reason_in_the_body(client):
    body = patch(client, flagged(), {"reason": "meter changed"}, query="?new_status=PENDING").json()
    assert (body["status"], "meter changed" in body["flagged_reason"]) == ("PENDING", True)


@pytest.mark.parametrize("status", [*Status.values])
def test_no_person_moves_a_pending_credit(client, status):
    code, detail = said(patch(client, pending(), {"status": status}))
    assert (code, "no move is left to a person" in detail) == (409, True)


@pytest.mark.parametrize("status", ["MINTED", "verified", "", None, 1, ["PENDING"], {"a": 1}])
def test_an_unknown_status_is_422(client, status):
    found = pending()
    assert said(patch(client, found, {"status": status}))[0] == 422
    assert CarbonCredit.objects.get().status == Status.PENDING


@pytest.mark.parametrize("body", [None, {}, [], "SUBMITTED", 7, {"reason": "why"}, {"status": "SUBMITTED", "if": 1}])
def test_a_body_that_names_no_status_or_something_unknown_is_422(client, body):
    assert said(patch(client, verified(), body))[0] == 422
    assert CarbonCredit.objects.get().status == Status.VERIFIED


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"status": "SUBMITTED", "status": "PENDING"}',
        '{"status": NaN}',
        "[" * 100_000,
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_body_that_is_no_json_is_400(client, text):
    found = verified()
    assert said(client.patch(address(found, "/status"), text, content_type="application/json"))[0] == 400
    assert CarbonCredit.objects.get().status == Status.VERIFIED


def test_a_status_in_another_type_than_json_is_415(client):
    assert said(client.patch(address(verified(), "/status"), "status=SUBMITTED", content_type="text/plain"))[0] == 415


def test_a_very_long_reason_is_422(client):
    assert said(patch(client, flagged(), {"status": "PENDING", "reason": "x" * 2_001}))[0] == 422
