import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from lumix import health
from lumix.ledger import triggers

ADDRESSES = ("/health", "/health/live", "/health/ready")


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = "lumix.health"


@pytest.mark.parametrize("address", [*ADDRESSES, *(f"{address}/" for address in ADDRESSES)])
def test_each_address_answers_freshly_with_and_without_a_slash(client, db, address):
    response = client.get(address)

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response["Cache-Control"] == "no-store"


def test_health_names_the_version(client):
    assert client.get("/health").json() == {"status": "ok", "version": settings.VERSION}


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_and_changes_are_not_allowed(db, address):
    client = Client(enforce_csrf_checks=True)
    assert client.head(address).status_code == 200

    refused = client.post(address)
    assert (refused.status_code, refused["Allow"], refused.json()["errors"]) == (405, "GET, HEAD, OPTIONS", [])


def test_live_does_not_ask_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/health/live").status_code == 200


def test_a_migration_not_applied_is_not_ready_and_says_the_cure(client, db):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    response = client.get("/health/ready")

    assert response.status_code == 503
    fault = response.json()["errors"][0]
    assert fault["field"] == "migrations"
    assert "1 migrations" in fault["message"] and "manage.py migrate" in fault["message"]


def test_a_missing_ledger_trigger_is_not_ready_and_is_named(client, db, monkeypatch):
    monkeypatch.setattr(triggers, "missing", lambda connection: ["ledger_no_update"])

    fault = client.get("/health/ready").json()["errors"][0]

    assert (fault["line"], fault["field"]) == (None, "ledger")
    assert "ledger_no_update" in fault["message"] and "manage.py migrate" in fault["message"]


def test_a_database_that_does_not_answer_is_not_ready_and_keeps_the_drivers_words_to_the_log(
    client, monkeypatch, caplog
):
    def down():
        raise OperationalError("password of ada at 10.0.0.9")

    monkeypatch.setattr(connection, "ensure_connection", down)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert "DATABASE_URL" in response.json()["errors"][0]["message"]
    assert "ada" not in response.text
    assert "database_does_not_answer" in caplog.text


def test_the_three_addresses_are_all_there_is():
    assert len(health.urlpatterns) == len(ADDRESSES)
