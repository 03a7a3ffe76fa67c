import re
from datetime import timedelta

import pytest

from credits.models import CarbonCredit, Verdict, Waiver
from credits.verification.checks.clock import CHANGES
from inverters.models.equipment import FIRST_DAY
from lumix.ledger.models import LedgerEntry
from tests.credits.clocks import DAYS, judged_days, stamped_ahead, statuses
from tests.credits.factories import HONEST, flagged, golden_rows, golden_sky, judged, plant, send, submitted, verified
from tests.credits.waiving import stuck
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
CLOCK = {"minutes": 420, "valid_from": f"{FIRST_DAY}", "reason": "the logger shows China's time", "step": "correct"}
DAY = DAYS[-1]


@pytest.fixture
def wrong():
    """A plant whose clock runs seven hours ahead, with its days judged."""
    inverter = stamped_ahead(7)
    judged_days(inverter)
    return inverter


def address(inverter, what: str, day=DAY) -> str:
    return f"/audit/{inverter.pk}/{day}/mend/{what}"


def test_the_clocks_form_begins_with_the_minutes_that_the_verdict_found(client, wrong):
    page = text_of(client.get(address(wrong, "clock")))
    [minutes] = re.findall(r'name="minutes" type="number" step="any" value="(-?\d+)"', page)
    assert minutes in ("390", "420", "450")
    assert "one dated constant" in page.lower()


def test_a_preview_shows_the_day_both_ways_and_what_hangs_on_it_and_writes_nothing(client, wrong):
    before = LedgerEntry.objects.count(), statuses(wrong)
    page = text_of(client.post(address(wrong, "clock"), CLOCK | {"step": "preview"}))
    assert page.count("chart-thumb") == 2
    assert f"In these dates stand {len(DAYS)} pending" in page
    assert (LedgerEntry.objects.count(), statuses(wrong)) == before
    assert wrong.equipment.get().clock_offset_minutes == 0


def test_the_correction_is_one_act_whose_message_says_how_to_take_it_back(client, wrong):
    page = text_of(client.post(address(wrong, "clock"), CLOCK, follow=True))
    assert f"+420 minutes ahead from {FIRST_DAY} on; {len(DAYS)} days were judged again: " in page
    assert " verified" in page and ". It was +0 from 1990-01-01: the same act" in page
    assert "VERIFIED" in statuses(wrong).values()
    client.post(address(wrong, "clock"), CLOCK | {"minutes": 0, "anyway": "on"})
    assert wrong.equipment.get().clock_offset_minutes == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minutes": "seven"}, "whole minutes"),
        ({"minutes": 841}, "from \N{MINUS SIGN}840 to 840 minutes, which is 14 hours"),
        ({"valid_from": "1066-10-14"}, "No reading is older"),
        ({"until": "1989-01-01"}, "lies before the first"),
        ({"reason": " "}, "Give a reason"),
        ({"minutes": 0}, "ahead already"),
    ],
)
def test_what_no_clock_can_be_is_422_with_the_form_and_what_was_typed(client, wrong, fields, words):
    answer = client.post(address(wrong, "clock"), CLOCK | fields)
    page = text_of(answer)
    assert (answer.status_code, words in page, 'id="mend-reason"' in page) == (422, True, True)
    assert wrong.equipment.get().clock_offset_minutes == 0


def test_the_form_begins_with_the_run_of_days_and_not_with_1990(client, wrong):
    page = text_of(client.get(address(wrong, "clock")))
    assert f'name="valid_from" type="date" value="{DAYS[0]}"' in page
    assert 'name="until" type="date" value=""' in page


def test_a_preview_needs_no_reason_and_tells_the_outcome_of_all_days(client, wrong):
    page = text_of(client.post(address(wrong, "clock"), CLOCK | {"step": "preview", "reason": ""}))
    assert f"All {len(DAYS)} days that would be judged again" in page
    assert "makes it worse" not in page and "Give a reason" not in page


@pytest.fixture
def right():
    """A plant whose clock is right, with its days judged."""
    inverter = stamped_ahead(0)
    judged_days(inverter)
    return inverter


def test_a_correction_that_makes_it_worse_is_done_only_when_that_is_ticked(client, right):
    before, harm = statuses(right), CLOCK | {"minutes": -60}
    assert "makes it worse" in text_of(client.post(address(right, "clock"), harm | {"step": "preview"}))
    refused = client.post(address(right, "clock"), harm)
    page = text_of(refused)
    assert (refused.status_code, 'name="anyway"' in page, "Tick this" in page) == (422, True, True)
    assert (right.equipment.get().clock_offset_minutes, statuses(right)) == (0, before)
    assert client.post(address(right, "clock"), harm | {"anyway": "on"}).status_code == 302
    assert right.equipment.get().clock_offset_minutes == -60


def test_a_preview_of_what_is_so_already_is_422(client, right):
    answer = client.post(address(right, "clock"), CLOCK | {"minutes": 0, "step": "preview"})
    assert (answer.status_code, "ahead already" in text_of(answer)) == (422, True)


def doubted(inverter) -> None:
    """A newer verdict of each day, whose clock check says that the lag changes within the month."""
    found = list(Verdict.objects.filter(credit__inverter=inverter))
    for verdict in found:
        verdict.told = verdict.checks
        verdict.pk = verdict.texts_id = None
        for check in verdict.told:
            check["sentence"] += f" {CHANGES}: daylight saving." if check["name"] == "clock" else ""
    Verdict.objects.bulk_create(found)


def test_no_correction_is_proposed_where_the_lag_changes_within_the_month(client, wrong):
    doubted(wrong)
    page = text_of(client.get(address(wrong, "clock")))
    assert "No one correction of the clock fits these days" in page
    assert 'name="minutes" type="number" step="any" value="0"' in page
    day = text_of(client.get(f"/audit/{wrong.pk}/{DAY}"))
    answer = client.post(address(wrong, "clock"), CLOCK)
    assert (answer.status_code, "This correction is not advised" in text_of(answer)) == (422, True)
    assert "mend/clock" not in day and "No one correction of the clock fits these days" in day


def test_htmx_gets_the_form_alone(client, wrong):
    page = text_of(client.get(address(wrong, "clock"), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="mend-clock"))
    assert page.startswith('<section class="mend-form"')


def oversized():
    """A plant whose array is larger than its rating, and not stated."""
    inverter = plant(capacity_kw=5.0, dc_capacity_kwp=None)
    send(inverter, golden_rows())
    golden_sky()
    return judged(inverter)


def test_what_is_not_stated_of_an_array_is_an_empty_field(client):
    page = text_of(client.get(address(oversized().inverter, "array", HONEST)))
    assert 'value="None"' not in page
    assert "judged again as soon as it is stated: 1" in page


def state(client, found: CarbonCredit, **fields: object):
    page = text_of(client.get(address(found.inverter, "array", HONEST)))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"dc_capacity_kwp": 6.5, "surface_tilt": 45, "surface_azimuth": 158, "seen": seen, **fields}
    return client.post(address(found.inverter, "array", HONEST), form, follow=True)


def test_a_missing_array_is_stated_and_its_days_judged_again(client):
    found = oversized()
    page = text_of(state(client, found))
    assert "The array is stated; 1 days were judged again." in page
    version = found.inverter.equipment.get()
    assert (version.dc_capacity_kwp, found.verdicts.count()) == (6.5, 2)


def test_equipment_that_somebody_else_changed_is_a_409_with_the_fresh_state(client):
    found = oversized()
    answer = state(client, found, seen="0" * 64)
    page = text_of(answer)
    assert (answer.status_code, "changed by somebody else" in page) == (409, True)
    assert found.inverter.equipment.get().dc_capacity_kwp is None
    assert 'name="seen" value="' + "0" * 64 not in page


@pytest.mark.parametrize("size", ["-1", "0", "many", "1e9"])
def test_what_no_array_can_be_is_422(client, size):
    assert state(client, oversized(), dc_capacity_kwp=size).status_code == 422


def test_a_waiver_is_proposed_from_the_check_that_reports_it(client):
    found = stuck()
    page = text_of(client.get(address(found.inverter, "waiver", HONEST) + "?check=stuck"))
    assert "Values that move" in page
    form = {"check": "stuck", "reason": "the display froze; the meter's photo is with the auditor"}
    said = text_of(client.post(address(found.inverter, "waiver", HONEST), form, follow=True))
    assert "The waiver of “Values that move” is proposed and awaits an auditor." in said
    assert Waiver.objects.get().check_name == "stuck"


def test_a_waiver_of_what_passed_is_refused_with_a_sentence(client):
    found = verified()
    answer = client.post(address(found.inverter, "waiver", HONEST), {"check": "correlation", "reason": "why not"})
    assert (answer.status_code, "nothing to waive" in text_of(answer)) == (422, True)


def test_a_waiver_of_a_submitted_day_is_a_409(client):
    found = submitted()
    answer = client.post(address(found.inverter, "waiver", HONEST), {"check": "correlation", "reason": "why not"})
    assert (answer.status_code, "is final" in text_of(answer)) == (409, True)


@pytest.mark.parametrize("query", ["", "?check=luck"])
def test_a_waiver_of_a_check_that_no_verdict_has_is_not_found(client, query):
    assert client.get(address(verified().inverter, "waiver", HONEST) + query).status_code == 404


def test_a_form_for_a_day_without_a_credit_still_mends_the_clock(client):
    inverter = plant()
    assert client.get(address(inverter, "clock", HONEST + timedelta(days=1))).status_code == 200


def test_each_check_that_fails_leads_to_its_forms_and_one_that_passes_to_none(client):
    found = flagged()
    page = client.get(f"/audit/{found.inverter_id}/{HONEST}").content.decode()
    assert f'href="/audit/{found.inverter_id}/{HONEST}/mend/array"' in page
    assert f"/mend/waiver?check={found.cause}" in page
    assert "mend/waiver?check=day_over" not in page
