import re
from datetime import date, timedelta

import pytest

from credits.models import CarbonCredit, Status
from inverters.models import Equipment, Inverter
from inverters.models.equipment import FIRST_DAY
from lumix.ledger.models import LedgerEntry
from reports.views import inverter_form
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.inverters.factories import make_inverter
from tests.reports.views.test_upload import text_of

pytestmark = pytest.mark.django_db
LAGOS = {
    "name": "School", "gps_lat": "6.5244", "gps_lon": "3.3792", "capacity_kw": "10", "quantity": "pv_generation",
    "reading_stamps": "start",
}  # fmt: skip


def fields_of(page):
    """What the form would send as it stands: hidden fields, text fields and chosen options."""
    source = page.content.decode()
    found = dict(re.findall(r'<input type="(?:hidden|text|date)" name="(\w+)"(?: value="([^"]*)")?', source))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', source, re.S):
        found[name] = re.search(r'value="(\w+)" selected', options)[1]
    return found


def edit(client, inverter, *, opened=None, **changes):
    """Change some fields of the form as it was opened."""
    address = f"/fleet/inverters/{inverter.pk}/edit"
    return client.post(address, {**fields_of(opened or client.get(address)), **changes})


def test_a_new_inverter_is_registered_and_leads_to_its_upload(client):
    answer = client.post("/fleet/inverters/new", LAGOS)
    made = Inverter.objects.get()
    assert answer.url == f"/fleet/upload?inverter={made.pk}"
    assert (made.name, made.equipment.get().timezone) == ("School", "Africa/Lagos")
    assert LedgerEntry.objects.filter(type="inverter.registered").count() == 1
    assert "School is registered" in text_of(client.get(answer.url))


def test_who_may_not_upload_is_led_to_the_new_inverter_itself(client, monkeypatch):
    monkeypatch.setattr(inverter_form, "may", lambda request, name: name != "upload")
    answer = client.post("/fleet/inverters/new", LAGOS)
    assert answer.url == f"/audit/{Inverter.objects.get().pk}"


FAULTS = [
    ({"gps_lat": "96.5"}, "gps_lat", "from \N{MINUS SIGN}90 to 90 degrees"),
    ({"gps_lat": "six"}, "gps_lat", "decimal point, such as 6.5244"),
    ({"gps_lon": ""}, "gps_lon", "Longitude is missing"),
    ({"gps_lat": "nan"}, "gps_lat", "decimal point"),
    ({"capacity_kw": "0"}, "capacity_kw", "from 0.001 to 1,000,000 kW"),
    ({"dc_capacity_kwp": "-2"}, "dc_capacity_kwp", "from 0.001 to 1,000,000 kWp"),
    ({"capacity_kw": "1,500"}, "capacity_kw", "decimal point, such as 10"),
    ({"surface_tilt": "120"}, "surface_tilt", "from 0 to 90"),
    ({"timezone": "Lagos"}, "timezone", "no IANA time zone"),
    ({"timezone": "../etc/passwd"}, "timezone", "no IANA time zone"),
    ({"commissioned": "soon"}, "commissioned", "as 2025-10-31"),
    ({"commissioned": "2025-02-01", "retired": "2025-01-01"}, "retired", "before the day of commissioning"),
    ({"quantity": "light"}, "quantity", "valid choice"),
]


@pytest.mark.parametrize(("changes", "field", "words"), FAULTS, ids=str)
def test_what_is_wrong_comes_back_beside_its_field_with_all_that_was_typed(client, changes, field, words):
    answer = client.post("/fleet/inverters/new", {**LAGOS, **changes})
    error = re.search(rf'id="id_{field}_error"[^>]*>([^<]*)<', answer.content.decode())[1]
    assert answer.status_code == 422
    assert words in error
    assert 'value="School"' in answer.content.decode()
    assert not Inverter.objects.exists()


def test_while_typing_only_what_was_typed_is_judged(client):
    answer = client.post("/fleet/inverters/check", {"gps_lat": "6.5244", "gps_lon": "3.3792", "surface_tilt": "100"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.lstrip().startswith('<div id="effects"')
    assert re.findall(r'id="id_(\w+)_error"[^>]*hx-swap-oob="true">([^<]+)<', page) == [
        ("surface_tilt", "It lies from 0 to 90 degrees: correct it.")
    ]
    assert "Africa/Lagos, UTC+01:00 the year round" in page
    assert client.post("/fleet/inverters/check", LAGOS).status_code == 200


@pytest.mark.parametrize("typed", ["6,5244", "6.5244"])
def test_a_decimal_comma_is_a_decimal_point(client, typed):
    client.post("/fleet/inverters/new", {**LAGOS, "gps_lat": typed})
    assert Inverter.objects.get().gps_lat == 6.5244


@pytest.mark.parametrize("typed", [{}, {"name": "Clinic", "serial": "sn-9"}])
def test_an_inverter_that_is_in_the_books_already_is_questioned_and_can_be_confirmed(client, typed):
    client.post("/fleet/inverters/new", {**LAGOS, "serial": "SN-9"})
    there = Inverter.objects.get()
    asked = client.post("/fleet/inverters/new", {**LAGOS, **typed})
    assert (asked.status_code, Inverter.objects.count()) == (422, 1)
    assert f"School (number {there.pk}) has the " in text_of(asked)
    assert client.post("/fleet/inverters/new", {**LAGOS, **typed, "twin_token": f"{there.pk}"}).status_code == 302
    assert Inverter.objects.count() == 2


def test_a_change_that_leaves_name_and_place_alone_is_not_questioned_as_a_twin(client):
    twins = [make_inverter(name="School", serial="SN-9", timezone="Africa/Lagos") for _ in range(2)]
    assert edit(client, twins[0], dc_capacity_kwp="12").status_code == 302
    assert edit(client, twins[0], name="SCHOOL").status_code == 422


SWAPPED = {**LAGOS, "gps_lat": "3.3792", "gps_lon": "6.5244"}


def test_swapped_coordinates_are_asked_about_and_can_be_swapped_back(client):
    answer = client.post("/fleet/inverters/new", SWAPPED)
    assert answer.status_code == 422
    assert "Did you mean this place?" in text_of(answer)
    assert not Inverter.objects.exists()
    client.post("/fleet/inverters/new", {**SWAPPED, "swap": "1"})
    made = Inverter.objects.get()
    assert (made.gps_lat, made.gps_lon, made.equipment.get().timezone) == (6.5244, 3.3792, "Africa/Lagos")


@pytest.mark.parametrize(("token", "status"), [("0,0", 302), ("", 422), ("1,1", 422)])
def test_a_doubtful_place_is_taken_where_just_it_was_confirmed(client, token, status):
    sent = {**LAGOS, "gps_lat": "0", "gps_lon": "0", "place_token": token}
    assert client.post("/fleet/inverters/new", sent).status_code == status
    assert Inverter.objects.count() == (status == 302)


def test_a_change_is_stored_as_it_was_typed(client):
    inverter = make_inverter(name="School", timezone="Africa/Lagos")
    answer = edit(client, inverter, name="Clinic", dc_capacity_kwp="12", surface_tilt="15", surface_azimuth="180")
    assert answer.url == f"/audit/{inverter.pk}"
    version = inverter.equipment.get()
    assert Inverter.objects.get().name == "Clinic"
    assert (version.dc_capacity_kwp, version.surface_tilt, version.valid_from) == (12.0, 15.0, FIRST_DAY)


def test_a_later_day_makes_a_new_version_and_each_can_be_opened(client):
    inverter = make_inverter()
    edit(client, inverter, capacity_kw="15", valid_from="2025-02-01")
    assert list(inverter.equipment.values_list("capacity_kw", flat=True)) == [10.0, 15.0]
    present = fields_of(client.get(f"/fleet/inverters/{inverter.pk}/edit"))
    first = fields_of(client.get(f"/fleet/inverters/{inverter.pk}/edit", {"from": "1990-01-01"}))
    assert (present["capacity_kw"], present["valid_from"]) == ("15", "2025-02-01")
    assert (first["capacity_kw"], first["valid_from"]) == ("10", "1990-01-01")


def test_what_a_change_judges_again_is_said_and_confirmed_before_it_is_stored(client):
    inverter = factories.verified().inverter
    asked = edit(client, inverter, capacity_kw="7")
    assert asked.status_code == 422
    assert "To be judged again: 1 credit of all days (1 verified)." in text_of(asked)
    assert CarbonCredit.objects.get().status == Status.VERIFIED
    token = re.search(r'name="change_token" value="(\w+)"', asked.content.decode())[1]
    assert edit(client, inverter, opened=asked, capacity_kw="8", change_token=token).status_code == 422
    assert edit(client, inverter, opened=asked, change_token=token).status_code == 302
    assert CarbonCredit.objects.get().status == Status.PENDING


# what is changed of a verified inverter → what the page says of it
SAID = [
    ({"name": "Clinic"}, None),
    ({"serial": "SN-9"}, None),
    ({"gps_lat": "39.9"}, "1 credit of all days"),
    ({"timezone": "UTC"}, "All days are summed anew"),
    ({"capacity_kw": "7", "valid_from": str(HONEST + timedelta(1))}, None),
    ({"capacity_kw": "7", "valid_from": str(HONEST)}, "1 credit from 4 Jul 2016 on"),
    ({"commissioned": str(HONEST + timedelta(1))}, "1 credit outside or inside its life"),
    ({"commissioned": str(HONEST)}, None),
]


@pytest.mark.parametrize(("changes", "words"), SAID, ids=str)
def test_the_page_says_what_the_service_will_do(client, changes, words):
    inverter = factories.verified().inverter
    asked = edit(client, inverter, **changes)
    assert asked.status_code == (422 if words else 302)
    if words:
        assert words in text_of(asked)
        token = re.search(r'name="change_token" value="(\w+)"', asked.content.decode())[1]
        assert edit(client, inverter, opened=asked, change_token=token).status_code == 302
    assert CarbonCredit.objects.get().status == (Status.PENDING if words else Status.VERIFIED)


def test_a_stale_edit_shows_both_versions_and_is_stored_when_saved_again(client):
    inverter = make_inverter(name="School")
    opened = client.get(f"/fleet/inverters/{inverter.pk}/edit")
    edit(client, inverter, name="Clinic")
    answer = edit(client, inverter, opened=opened, name="Hospital", capacity_kw="20")
    assert answer.status_code == 409
    assert "Stored now Name Clinic Inverter, kW 10 " in text_of(answer)
    assert "Yours Name Hospital Inverter, kW 20 " in text_of(answer)
    assert Inverter.objects.get().name == "Clinic"
    assert edit(client, inverter, opened=answer).status_code == 302
    assert (Inverter.objects.get().name, inverter.equipment.get().capacity_kw) == ("Hospital", 20.0)


def test_a_change_that_submitted_days_forbid_is_said_on_the_page(client):
    credit = factories.verified()
    factories.change_status(
        inverter_id=credit.inverter_id, day=HONEST, status=Status.SUBMITTED, reason="", actor="ada", now=factories.NOW
    )
    answer = edit(client, credit.inverter, timezone="Asia/Tokyo")
    assert answer.status_code == 422
    assert "count twice" in text_of(answer)
    assert Equipment.objects.get().timezone == "Etc/GMT+7"


def test_an_unknown_inverter_is_a_page_that_says_so(client):
    assert client.get("/fleet/inverters/999/edit").status_code == 404
    assert client.post("/fleet/inverters/check", {"inverter": "999"}).status_code == 404


def test_neither_versions_nor_credits_make_more_queries(client, django_assert_max_num_queries):
    inverter = factories.verified().inverter
    for month in range(1, 7):
        edit(client, inverter, capacity_kw=f"{6 + month}", valid_from=str(date(2020, month, 1)))
    with django_assert_max_num_queries(4):
        client.get(f"/fleet/inverters/{inverter.pk}/edit")
