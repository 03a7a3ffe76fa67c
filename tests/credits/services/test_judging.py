import json
import re
from datetime import datetime, timedelta
from math import nan, sqrt

import pytest
import responses
from django.conf import settings as django_settings
from django.db import connection

from credits.models import CarbonCredit, Status
from credits.services import judging, sky_asking
from credits.services.batches import day_batch
from credits.services.calculate import calculate
from credits.services.verify import verify
from credits.verification import expected
from inverters.errors import SatelliteUnavailableError
from inverters.models import SatelliteFetch
from inverters.models.satellite import ReferenceKind
from inverters.selectors import evidence_of
from inverters.services import satellite
from tests.credits.factories import (
    ADA,
    HONEST,
    NOW,
    again,
    checks_of,
    golden_rows,
    golden_sky,
    golden_sky_hours,
    judged,
    plant,
    records,
    send,
    sky,
)  # fmt: skip
from tests.stubs.power_stub import SPOILS, reply_to

pytestmark = pytest.mark.django_db


def answer_from_nasa(spoil: str = "none") -> None:
    def reply(request) -> tuple[int, dict, str]:
        body = reply_to(request.params)
        SPOILS[spoil](body)
        return 200, {}, json.dumps(body)

    responses.add_callback(responses.GET, re.compile(re.escape(django_settings.NASA_POWER_BASE_URL)), reply)


def slow_pearson(first: list[float], second: list[float]) -> float:
    mean_first, mean_second = sum(first) / len(first), sum(second) / len(second)
    pairs = [(one - mean_first, other - mean_second) for one, other in zip(first, second, strict=True)]
    squares = sum(one * one for one, _ in pairs), sum(other * other for _, other in pairs)
    return sum(one * other for one, other in pairs) / sqrt(squares[0] * squares[1])


def test_the_correlation_of_real_days_is_the_better_of_two_plain_ones(monkeypatch):
    seen = []
    monkeypatch.setattr(expected, "derive", lambda batch, derive=expected.derive: seen.append(derive(batch)) or seen[0])
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in range(8)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    golden_sky(days[0], days[-1])
    made = calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    verify(credit_ids=[one.pk for one in made], actor=ADA, now=NOW)
    ghi_of = {stamp: ghi for stamp, ghi, _ in golden_sky_hours(days[0], days[-1])}
    poa = seen[0].poa_global
    for row, one in enumerate(made):
        kwh, ghi = [kwh for _, kwh in golden_rows(one.date)], [ghi_of[stamp] for stamp, _ in golden_rows(one.date)]
        slow = max(slow_pearson(kwh, ghi), slow_pearson(kwh, poa[row].tolist()))
        figure = checks_of(one.verdicts.get())["correlation"]["figure"]
        assert figure == pytest.approx(slow, abs=1e-9)
        assert CarbonCredit.objects.get(pk=one.pk).correlation == figure


@responses.activate
def test_hours_are_asked_for_once_and_judged_by():
    answer_from_nasa()
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    assert len(responses.calls) == 1
    assert checks_of(found.verdicts.get())["published"]["outcome"] == "pass"
    assert found.verdicts.get().reference["source"] == "NASA POWER"
    again(found)
    assert len(responses.calls) == 1


@responses.activate
def test_the_months_hours_are_asked_for_in_one_request_for_each_cell():
    answer_from_nasa()
    made = []
    for place in ({}, {}, {"gps_lat": 41.2}):
        inverter, days = plant(**place), [HONEST + timedelta(days=number) for number in range(30)]
        send(inverter, [row for day in days for row in golden_rows(day)])
        made += calculate(inverter_id=inverter.pk, days=days[20:], actor=ADA, now=NOW)
    verify(credit_ids=[one.pk for one in made], actor=ADA, now=NOW)
    asked = [call.request.params for call in responses.calls]
    assert [(one["latitude"], one["start"], one["end"]) for one in asked] == [
        ("39.5", "20160701", "20160831"),
        ("41.5", "20160701", "20160831"),
    ]


@responses.activate
def test_a_month_whose_own_day_has_hours_is_completed_where_the_service_brought_them():
    answer_from_nasa()
    inverter, august = plant(), HONEST + timedelta(days=30)
    send(inverter, golden_rows(august))
    judged(inverter, august)
    send(inverter, [row for at in range(5, 20) for row in golden_rows(august - timedelta(days=at))])
    judged(inverter, august)
    assert [call.request.params["start"] for call in responses.calls] == ["20160801", "20160701"]


@responses.activate
def test_a_site_that_lives_on_files_is_not_kept_waiting_for_its_months():
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows() + golden_rows(HONEST + timedelta(days=9)))
    assert judged(inverter).status == Status.VERIFIED
    assert not responses.calls


@responses.activate
def test_hours_that_are_not_published_leave_the_day_pending_and_say_so():
    answer_from_nasa("fill")
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    assert (found.status, found.correlation) == (Status.PENDING, None)
    assert "NASA publishes hourly values about four months late" in found.flagged_reason
    before = records()
    again(found)
    assert records() == before


@responses.activate
def test_hours_that_were_not_published_are_taken_up_when_they_appear():
    answer_from_nasa("fill")
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    responses.reset()
    answer_from_nasa()
    assert again(found, NOW + timedelta(hours=11)).flagged_reason == found.flagged_reason
    later = again(found, NOW + timedelta(hours=13))
    assert checks_of(later.verdicts.last())["published"]["outcome"] == "pass"


def test_a_service_that_does_not_answer_leaves_the_day_pending_and_says_so(monkeypatch):
    def down(**question):
        raise SatelliteUnavailableError("The satellite service did not answer within 15 s.")

    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", down)
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    assert found.status == Status.PENDING
    assert found.flagged_reason.endswith("The satellite service did not answer within 15 s.")
    assert not SatelliteFetch.objects.exists()


@responses.activate
@pytest.mark.parametrize("spoil", ["wrong_place", "mj", "schema", "strings"])
def test_an_answer_that_cannot_be_believed_leaves_the_day_pending_and_says_so(spoil):
    answer_from_nasa(spoil)
    inverter = plant()
    send(inverter, golden_rows())
    found = judged(inverter)
    assert (found.status, "refused" in found.flagged_reason) == (Status.PENDING, True)


def test_stored_hours_are_not_asked_for_again(monkeypatch):
    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", lambda **question: pytest.fail("asked"))
    golden_sky()
    SatelliteFetch.objects.update(fetched_at=NOW - timedelta(days=30))
    inverter = plant()
    send(inverter, golden_rows())
    assert judged(inverter).status == Status.VERIFIED


def test_service_and_physics_are_waited_for_outside_the_transaction(monkeypatch):
    depth, depths = len(connection.savepoint_ids), {}

    def watched(name, work):
        def watch(*given, **named):
            depths[name] = len(connection.savepoint_ids)
            return work(*given, **named)

        return watch

    monkeypatch.setattr(judging, "assess", watched("physics", judging.assess))
    monkeypatch.setattr(sky_asking, "fetch_missing", watched("service", lambda **question: None))
    inverter = plant()
    send(inverter, golden_rows())
    judged(inverter)
    assert depths == {"service": depth, "physics": depth}


@pytest.mark.parametrize("kind", [ReferenceKind.GHI_SENSOR, ReferenceKind.POA_SENSOR])
def test_a_sensor_near_by_is_the_reference_and_nobody_is_asked(monkeypatch, kind):
    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", lambda **question: pytest.fail("asked"))
    inverter = plant()
    hours = [(stamp, nan if stamp.hour == 19 else ghi, clearsky) for stamp, ghi, clearsky in golden_sky_hours()]
    sky((inverter.gps_lat, inverter.gps_lon), hours, kind=kind)
    send(inverter, golden_rows())
    assert judged(inverter).verdicts.get().reference["kind"] == kind


def test_all_that_was_stated_and_measured_reaches_the_rule():
    facts = {"capacity_kw": 5.0, "dc_capacity_kwp": 7.0, "surface_tilt": 12.0, "surface_azimuth": 170.0}
    inverter, noon = plant(quantity="export", **facts), golden_rows()[12][0]
    golden_sky()
    send(inverter, [(golden_rows()[0][0] - timedelta(hours=5), 0.5), *golden_rows()[:12]])
    send(inverter, [(noon, 4.0)], now=noon + timedelta(minutes=30))
    evidence = evidence_of([(inverter.pk, HONEST)])
    batch = day_batch(evidence, noon, {inverter.cell: "a note"})
    stated = {name: getattr(batch, name).tolist() for name in facts}
    assert stated == {name: [value] for name, value in facts.items()}
    assert (batch.latitude.tolist(), batch.longitude.tolist()) == ([inverter.gps_lat], [inverter.gps_lon])
    assert batch.kwh[0].tolist()[:12] == [kwh for _, kwh in golden_rows()[:12]]
    sky_of = {stamp: values for stamp, *values in golden_sky_hours()}
    slots = [sky_of[stamp] for stamp, _ in golden_rows()]
    assert list(zip(batch.ghi_wh_m2[0], batch.clearsky_wh_m2[0], strict=True)) == [tuple(pair) for pair in slots]
    assert batch.midnight.tolist() == [datetime(2016, 7, 4, 7)]
    assert (batch.quantity.tolist(), batch.reference_kind.tolist()) == (["export"], ["satellite"])
    assert (batch.interval_minutes.tolist(), batch.hours_since_previous.tolist()) == ([60.0], [4.0])
    assert (batch.provisional.tolist(), batch.day_over.tolist()) == ([1], [False])
    assert batch.reference_note.tolist() == ["a note"]


@pytest.mark.parametrize(("hours", "over"), [(23, False), (24, True)])
def test_a_day_is_over_when_its_24_hours_are(hours, over):
    inverter = plant()
    now = golden_rows()[0][0] + timedelta(hours=hours)
    assert day_batch(evidence_of([(inverter.pk, HONEST)]), now).day_over.tolist() == [over]
