from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inverters.models import Equipment, InverterReading
from inverters.services.master_data import save_equipment
from reports.audit import selectors as audit_selectors
from tests.credits import factories
from tests.credits.factories import ADA, HONEST, NOW
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
NEXT = HONEST + timedelta(days=1)


def address(inverter, day=HONEST):
    return f"/audit/{inverter.pk}/{day}"


def test_a_verified_day_shows_every_check_with_figure_threshold_and_sentence(client):
    found = factories.verified(name="Golden roof")
    verdict = found.verdicts.get()

    page = text_of(client.get(address(found.inverter)))

    assert page.count('<tr role="row" class="outcome-') == len(verdict.checks)
    correlation = factories.checks_of(verdict)["correlation"]
    assert "Follows the satellite&#x27;s curve" in page
    assert correlation["sentence"].replace("'", "&#x27;") in page
    assert f">{correlation['figure']:.3f}</td>" in page
    passed = sum(check["outcome"] == "pass" for check in verdict.checks)
    assert f"{passed} passed" in page


def test_a_flagged_day_names_the_cause_first_and_its_cure(client):
    found = factories.flagged()
    cause = next(check for check in found.verdicts.get().checks if check["outcome"] == "fail")

    answer = client.get(address(found.inverter))

    first = answer.context["day"].judged.checks[0]
    assert first.badge.word in ("Flags", "Fails")
    assert found.flagged_reason.replace("'", "&#x27;") in text_of(answer)
    assert cause["cure"].replace("'", "&#x27;") in text_of(answer)


def test_the_evidence_names_source_rule_judge_and_digests(client):
    found = factories.verified()
    verdict = found.verdicts.get()

    page = text_of(client.get(address(found.inverter)))

    for words in ("TEST SKY", "24 of 24 hours", verdict.rule_version, ADA, verdict.readings_digest, "the same"):
        assert words in page
    assert 'title="2026-01-10 12:00:00 UTC">10 Jan 2026, 05:00 UTC−07</time>' in page


def test_evidence_that_moved_since_the_verdict_is_shown_to_have_moved(client):
    found = factories.verified()
    version = Equipment.objects.get(inverter=found.inverter)
    version.surface_tilt = 30.0
    save_equipment(equipment=version, actor=ADA, now=NOW)

    page = text_of(client.get(address(found.inverter)))

    assert "The evidence has changed since this day was judged." in page
    assert page.count("moved since") == 1


def test_a_day_whose_satellite_is_not_published_says_so(client):
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())

    page = text_of(client.get(address(inverter)))

    assert "Not published yet." in page
    assert "satellite not published" in page


def test_the_bare_address_shows_the_newest_day_with_readings(client):
    found = factories.verified()
    factories.send(found.inverter, factories.golden_rows(NEXT))

    assert client.get(f"/audit/{found.inverter_id}").context["date"] == NEXT


def test_days_lead_to_their_neighbours_with_readings_over_gaps(client):
    inverter, later = factories.plant(), HONEST + timedelta(days=5)
    for day in (HONEST, later):
        factories.send(inverter, factories.golden_rows(day))

    page = client.get(address(inverter, later)).content.decode()

    assert f'<link rel="prev" href="{address(inverter)}">' in page
    assert 'rel="next" href="/audit' not in page


def test_the_picker_leads_to_the_day_without_a_script(client):
    inverter = factories.plant()

    answer = client.get(f"/audit/{inverter.pk}", {"day": "2016-07-04"})

    assert (answer.status_code, answer["Location"]) == (302, address(inverter))


@pytest.mark.parametrize("written", ["2016-02-30", "yesterday"])
def test_a_day_that_the_calendar_does_not_have_comes_back_with_the_form(client, written):
    inverter = factories.plant()

    answer = client.get(f"/audit/{inverter.pk}", {"day": written})

    assert answer.status_code == 422
    assert "Write the day as 2025-10-31." in text_of(answer)


@pytest.mark.parametrize("day", ["1989-12-31", "9999-12-31", "0001-01-01", "2016-02-30"])
def test_a_day_that_cannot_have_readings_is_not_found(client, day):
    assert client.get(f"/audit/{factories.plant().pk}/{day}").status_code == 404


@pytest.mark.parametrize("key", [0, 7777, 10**30])
def test_an_inverter_that_is_not_there_is_not_found(client, key):
    assert client.get(f"/audit/{key}").status_code == 404
    assert client.get(f"/audit/{key}/2016-07-04").status_code == 404


def test_a_new_inverter_names_the_next_step(client):
    inverter = factories.plant(name="New")

    page = text_of(client.get(f"/audit/{inverter.pk}"))

    assert f"POST /inverters/{inverter.pk}/readings" in page
    assert "No reading came for this day." in page


def test_tomorrow_can_be_opened_because_it_is_tomorrow_somewhere(client):
    today = timezone.now().date()

    assert audit_selectors.is_auditable(today + timedelta(days=1), today)
    assert not audit_selectors.is_auditable(today + timedelta(days=2), today)


def test_an_inverters_name_is_shown_as_written(client):
    inverter = factories.plant(name="SIMULATED <b>roof")

    assert "<h1>SIMULATED &lt;b&gt;roof</h1>" in client.get(f"/audit/{inverter.pk}").content.decode()


def test_the_page_says_what_the_sky_let_one_expect_and_what_would_be_too_much(client):
    found = factories.verified()
    ceiling = factories.checks_of(found.verdicts.get())["satellite"]["threshold"]

    page = text_of(client.get(address(found.inverter)))

    assert "Expected of this sky" in page
    assert f"most under the satellite&#x27;s sky, {ceiling:.1f} kWh" in page


def test_a_check_that_fails_says_in_plain_words_what_it_asks(client):
    found = factories.flagged()

    answer = client.get(address(found.inverter))

    [first, *_] = answer.context["day"].judged.against
    assert first.asks
    assert first.asks.replace("'", "&#x27;") in text_of(answer)
    shown = {check.key for _, checks in answer.context["day"].judged.groups for check in checks}
    assert shown.isdisjoint(check.key for check in answer.context["day"].judged.against)


def test_a_copied_day_leads_to_the_day_that_it_repeats(client):
    factories.golden_sky(HONEST, NEXT)
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())
    again = [(stamp + timedelta(days=1), kwh) for stamp, kwh in factories.golden_rows()]
    factories.send(inverter, again, now=NOW + timedelta(hours=1))
    copied = factories.judged(inverter, NEXT, now=NOW + timedelta(hours=2))

    page = client.get(address(inverter, NEXT)).content.decode()

    assert copied.cause == "copied_digits"
    assert f'href="{address(inverter)}">Open 4 Jul 2016 of this inverter</a>' in page


def test_readings_changed_behind_the_days_back_are_seen_by_their_digest(client):
    found = factories.verified()
    row = InverterReading.objects.filter(inverter=found.inverter, kwh__gt=1).first()
    InverterReading.objects.filter(pk=row.pk).update(kwh=row.kwh / 2)

    digests = client.get(address(found.inverter)).context["day"].judged.digests

    assert [row.name for row in digests if not row.same] == ["Readings"]


def test_who_came_first_readings_or_sky_is_told_with_what_follows_from_it(client):
    found = factories.verified()

    page = text_of(client.get(address(found.inverter)))

    assert found.verdicts.get().reference["received"]["sentence"].replace("'", "&#x27;") in page
    assert "stricter checks for copies apply" in page


def test_the_nearest_inverters_under_the_same_sky_are_named_with_links(client):
    found, far = factories.verified(), factories.plant(name="Far", **factories.LAGOS)
    near = factories.plant(name="Near", gps_lat=39.75)
    for inverter in (near, far):
        factories.send(inverter, factories.golden_rows(times=0.9))

    beside = client.get(address(found.inverter)).context["day"].beside

    assert [(one.name, one.distance) for one in beside] == [("Near", "0.9")]
    assert f'href="{address(near)}">Near</a>' in client.get(address(found.inverter)).content.decode()


def test_the_month_leads_to_each_of_its_days(client):
    found = factories.calculate_days(3)[0]

    answer = client.get(address(found.inverter, NEXT))

    assert [row.here for row in answer.context["day"].month] == [False, True, False]
    assert answer.content.decode().count(f'<a href="{address(found.inverter)}"') == 3  # two pictures and the table


def queries(client, inverter):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(inverter)).status_code == 200
    return len(captured)


def test_thirty_days_and_credits_take_no_more_queries_than_three(client):
    factories.golden_sky()
    few = factories.calculate_days(3)[0].inverter
    many = factories.calculate_days(30)[0].inverter
    for inverter in (few, many):
        factories.judged(inverter)

    assert queries(client, many) == queries(client, few) <= 32


def test_the_page_writes_no_style_into_its_elements(client):
    found = factories.verified()

    page = client.get(address(found.inverter)).content.decode()

    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
