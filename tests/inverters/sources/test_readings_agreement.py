"""The fast readers against the plain one: the same rows kept, the same rows refused, whatever is sent."""

import io
import json
from datetime import UTC, datetime
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inverters.errors import MalformedUploadError
from inverters.sources import instants, readings_csv, readings_json, text_lines
from tests.inverters.sources import reading_texts
from tests.inverters.sources.plain_readings import plain_energy, plain_readings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many_rows = st.lists(reading_texts.rows, min_size=1, max_size=60)
zones = st.sampled_from(reading_texts.ZONES)


def sheet(rows):
    quoted = [
        '"{}","{}"'.format(*(cell.replace('"', '""') for cell in row))
        if '"' in "".join(row) or "," in "".join(row)
        else ",".join(row)
        for row in rows
    ]
    return "\n".join(["timestamp,kwh", *quoted]).encode()


def listed(columns):
    return list(zip(columns.instant_us.tolist(), columns.milliwatt_hours.tolist(), strict=True))


def assert_same(columns, plain):
    assert listed(columns) == plain.kept
    assert [error.line for error in columns.rejected] == plain.bad_lines
    assert columns.repeated == plain.repeated


@PATIENT
@given(many_rows, zones, st.sampled_from([0, 32]), st.sampled_from([40, 500, 1_000_000]))
@example([("2024-10-27T02:30:00", "1")] * 3, reading_texts.ZONES[1], 0, 500)
def test_csv_columns_equal_the_plain_reading(rows, zone, worth_a_column, block):
    with (
        mock.patch.object(instants, "WORTH_A_COLUMN", worth_a_column),
        mock.patch.object(text_lines, "BLOCK_CHARACTERS", block),
    ):
        columns = readings_csv.read(io.BytesIO(sheet(rows)), zone=zone, now=NOW, lenient=True)
    assert_same(columns, plain_readings(rows, zone, NOW))
    assert columns.rows_sent == len(rows)


@PATIENT
@given(many_rows, zones, st.sampled_from([0, 32]))
def test_json_columns_equal_the_plain_reading(rows, zone, worth_a_column):
    rows = [(stamp, repr(float(kwh))) for stamp, kwh in rows if plain_energy(kwh) is not None] or [("", "0")]
    sent = json.dumps([{"timestamp": stamp, "kwh": float(kwh)} for stamp, kwh in rows]).encode()
    with mock.patch.object(instants, "WORTH_A_COLUMN", worth_a_column):
        columns = readings_json.read(io.BytesIO(sent), zone=zone, now=NOW, lenient=True)
    assert_same(columns, plain_readings(rows, zone, NOW, first_line=1))


@PATIENT
@given(many_rows, zones)
def test_strict_refuses_exactly_what_lenient_rejects(rows, zone):
    plain = plain_readings(rows, zone, NOW)
    if not plain.bad_lines:
        assert_same(readings_csv.read(io.BytesIO(sheet(rows)), zone=zone, now=NOW), plain)
        return
    with pytest.raises(MalformedUploadError) as refusal:
        readings_csv.read(io.BytesIO(sheet(rows)), zone=zone, now=NOW)
    assert {error.line for error in refusal.value.errors} <= set(plain.bad_lines)
    assert len(refusal.value.errors) == min(len(plain.bad_lines), 20)


@PATIENT
@given(many_rows, zones)
def test_both_formats_keep_the_same_milliwatt_hours(rows, zone):
    rows = [(stamp, kwh.strip(" \t")) for stamp, kwh in rows if plain_energy(kwh) is not None] or [("", "0")]
    sent = json.dumps([{"timestamp": stamp, "kwh": float(kwh)} for stamp, kwh in rows]).encode()
    from_json = readings_json.read(io.BytesIO(sent), zone=zone, now=NOW, lenient=True)
    from_csv = readings_csv.read(io.BytesIO(sheet(rows)), zone=zone, now=NOW, lenient=True)
    assert listed(from_json) == listed(from_csv)
