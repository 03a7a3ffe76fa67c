"""The rule in force, for auditors."""

from dataclasses import fields

import pytest

from credits.verification.thresholds import RULE
from tests.credits.factories import verified

pytestmark = pytest.mark.django_db


def test_every_limit_is_listed_with_value_unit_source_and_version(client):
    rows = client.get("/rules").json()
    assert [row["name"] for row in rows] == [row.name for row in fields(RULE) if row.metadata]
    assert all(row["source"] and row["version"] == RULE.version for row in rows)
    assert {row["name"]: row["value"] for row in rows}["correlation"] == 0.9


def test_the_version_is_the_one_that_verdicts_name(client):
    assert verified().verdicts.get().rule_version == client.get("/rules").json()[0]["version"]
