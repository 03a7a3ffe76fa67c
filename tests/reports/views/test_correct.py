import pytest

from inverters.conflict_selectors import undecided
from inverters.models import Inverter
from tests.credits.adjusting import corrected
from tests.credits.factories import HONEST, verified
from tests.reports.views.test_findings import text

pytestmark = pytest.mark.django_db
NOON = "2016-07-04T12:00:00-07:00"


@pytest.fixture
def inverter() -> Inverter:
    return verified().inverter


def test_a_days_readings_stand_there_to_be_changed(client, inverter):
    page = client.get(f"/audit/{inverter.pk}/correct?day={HONEST}").content.decode()
    assert page.count("2016-07-04T") == 24
    assert f"{NOON}," in page


def test_a_day_is_chosen_there_and_one_without_readings_says_so(client, inverter):
    assert "Fill in its readings" in client.get(f"/audit/{inverter.pk}/correct").content.decode()
    page = client.get(f"/audit/{inverter.pk}/correct?day=2016-07-09").content.decode()
    assert "No reading is stored of this day." in page and 'value="2016-07-09"' in page


def test_what_was_changed_waits_beside_what_stands(client, inverter):
    lines = client.get(f"/audit/{inverter.pk}/correct?day={HONEST}").context["form"].initial["lines"]
    changed = "\n".join(f"{NOON},0.5" if line.startswith(NOON) else line for line in lines.splitlines())
    sent = {"lines": changed, "reason": "the display"}
    answer = client.post(f"/audit/{inverter.pk}/correct", sent, follow=True)
    assert "One value waits beside what stands" in text(answer)
    assert [(one.kwh, one.batch.reason) for one in undecided()] == [(0.5, "the display")]
    assert "the display" in text(answer)


@pytest.mark.parametrize(
    ("lines", "reason", "words"),
    [
        ("", "the display", "one on a line"),
        (f"{NOON},0.5", "", "Say how the right values are known"),
        (f"{NOON},lots", "the display", "lots"),
        ("2016-07-05T12:00:00-07:00,0.5", "the display", "no stored value"),
    ],
)
def test_what_cannot_be_proposed_comes_back_with_what_was_typed(client, inverter, lines, reason, words):
    answer = client.post(f"/audit/{inverter.pk}/correct", {"lines": lines, "reason": reason})
    said = text(answer)
    assert (answer.status_code, words in said, lines in said) == (422, True, True)
    assert not undecided().exists()


def test_the_old_value_stands_beside_the_new_one_with_who_corrected_it(client):
    found = verified()
    corrected(found, times=0.5)
    for page in ("readings", "readings?list=second"):
        said = text(client.get(f"/audit/{found.inverter_id}/{page}"))
        assert "bayo: the logger&#x27;s own file says so" in said, page
    assert "was " in text(client.get(f"/audit/{found.inverter_id}/readings"))
    rows = b"".join(client.get(f"/audit/{found.inverter_id}/readings.csv?list=second").streaming_content).decode()
    assert ",accepted,bayo,the logger's own file says so," in rows
