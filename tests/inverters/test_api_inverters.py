import json

import pytest
from django.test import Client

from inverters.models import Equipment, Inverter
from inverters.models.equipment import FIRST_DAY
from inverters.services.master_data import save_equipment
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import LAGOS, NOW, make_inverter

pytestmark = pytest.mark.django_db


def post(body: object, address: str = "/inverters"):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(address, text, content_type="application/json")


@pytest.mark.parametrize("address", ["/inverters", "/inverters/"])
def test_the_published_three_fields_register_an_inverter(address):
    answer = post(LAGOS, address)
    made = answer.json()
    assert answer.status_code == 201
    assert {name: made[name] for name in LAGOS} == LAGOS
    assert (made["name"], made["timezone"], made["quantity"]) == (
        f"Inverter {made['id']}",
        "Africa/Lagos",
        "pv_generation",
    )
    assert Client().get(f"{address.rstrip('/')}/{made['id']}").json() == made


def test_every_field_that_is_sent_comes_back():
    sent = {
        **LAGOS,
        "name": "Ọ̀nà",
        "dc_capacity_kwp": 12.5,
        "surface_tilt": 10,
        "surface_azimuth": 180,
        "timezone": "Africa/Abidjan",
        "clock_offset_minutes": -30,
        "quantity": "ac_output",
        "reading_stamps": "end",
        "serial": "SN-1",
        "commissioned": "2024-01-01",
        "retired": None,
    }
    made = post(sent).json()
    assert {name: made[name] for name in sent} == sent


def test_a_registration_has_its_ledger_entries():
    made = post(LAGOS).json()
    entries = LedgerEntry.objects.filter(object=f"inverter:{made['id']}").order_by("seq")
    assert [entry.type for entry in entries] == ["inverter.registered", "equipment.added"]
    assert {entry.actor for entry in entries} == {"open-mode"}


# coordinates, their zone
ZONES = [
    (6.5, 3.4, "Africa/Lagos"),
    (52.5, 13.4, "Europe/Berlin"),
    (22.6, 88.4, "Asia/Kolkata"),
    (0.0, -30.0, "Etc/GMT+2"),
    (-90.0, 0.0, "Antarctica/McMurdo"),
]


@pytest.mark.parametrize(("latitude", "longitude", "zone"), ZONES)
def test_the_time_zone_is_found_from_the_place(latitude, longitude, zone):
    assert post({"gps_lat": latitude, "gps_lon": longitude, "capacity_kw": 5}).json()["timezone"] == zone


# what is changed in the body, the field that the refusal names
REFUSED = [
    ({"capacity_kw": "1_000"}, "capacity_kw"),
    ({"capacity_kw": "１２"}, "capacity_kw"),
    ({"capacity_kw": "10"}, "capacity_kw"),
    ({"capacity_kw": True}, "capacity_kw"),
    ({"capacity_kw": None}, "capacity_kw"),
    ({"capacity_kw": [1]}, "capacity_kw"),
    ({"capacity_kw": 10**400}, "capacity_kw"),
    ({"capacity_kw": 0}, "capacity_kw"),
    ({"capacity_kw": 2_000_000}, "capacity_kw"),
    ({"gps_lat": 90.1}, "gps_lat"),
    ({"gps_lon": -180.1}, "gps_lon"),
    ({"surface_tilt": 91}, "surface_tilt"),
    ({"surface_azimuth": -1}, "surface_azimuth"),
    ({"dc_capacity_kwp": 0}, "dc_capacity_kwp"),
    ({"clock_offset_minutes": "1_0"}, "clock_offset_minutes"),
    ({"clock_offset_minutes": "１２"}, "clock_offset_minutes"),
    ({"clock_offset_minutes": 1.5}, "clock_offset_minutes"),
    ({"clock_offset_minutes": 841}, "clock_offset_minutes"),
    ({"clock_offset_minutes": 10**30}, "clock_offset_minutes"),
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"timezone": "../../etc/passwd"}, "timezone"),
    ({"timezone": "Africa"}, "timezone"),
    ({"quantity": "heat"}, "quantity"),
    ({"quantity": {}}, "quantity"),
    ({"reading_stamps": "middle"}, "reading_stamps"),
    ({"name": "x" * 121}, "name"),
    ({"name": "a\0b"}, "name"),
    ({"name": "\ud800"}, "name"),
    ({"commissioned": "01.02.2024"}, "commissioned"),
    ({"commissioned": "2024-02-01", "retired": "2024-01-01"}, None),
    ({"capacity_kwp": 10}, "capacity_kwp"),
]


@pytest.mark.parametrize(("change", "field"), REFUSED, ids=str)
def test_an_impossible_value_is_refused_by_name_and_nothing_is_kept(change, field):
    answer = post({**LAGOS, **change})
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Inverter.objects.exists()
    assert not LedgerEntry.objects.exists()


BODY = json.dumps(LAGOS)
# body, status
BROKEN = [
    (BODY.replace("10.0", "NaN"), 400),
    (BODY.replace("10.0", "-Infinity"), 400),
    (BODY.replace("10.0", "1_000"), 400),
    (BODY.replace("10.0", "1e999"), 422),
    (BODY.replace("10.0", "9" * 5_000), 400),
    (BODY[:-1] + ', "capacity_kw": 20}', 400),
    ("[" * 100_000, 400),
    ('{"a":' * 100_000, 400),
    (b"\xff\xfe\xff", 400),
    ("{", 400),
    ("[]", 422),
    ('"text"', 422),
    ("null", 422),
    ('{"name": "' + "x" * 3_000_000 + '"}', 413),
]


@pytest.mark.parametrize(("body", "status"), BROKEN, ids=lambda part: str(part)[:30])
def test_broken_json_is_a_refusal_and_never_a_fault_of_the_server(body, status):
    answer = post(body)
    assert answer.status_code == status
    assert set(answer.json()) == {"detail", "errors"}
    assert not Inverter.objects.exists()


def test_another_kind_of_body_is_415_and_another_method_405():
    wrong_kind = Client().post("/inverters", "gps_lat=1", content_type="application/x-www-form-urlencoded")
    wrong_method = Client().delete("/inverters")
    assert (wrong_kind.status_code, wrong_method.status_code) == (415, 405)
    assert set(wrong_kind.json()) == set(wrong_method.json()) == {"detail", "errors"}
    assert "GET" in wrong_method.headers["Allow"]


@pytest.mark.parametrize("number", ["7", str(10**30)])
@pytest.mark.parametrize("rest", ["", "/", "/readings", "/readings/"])
def test_an_inverter_that_is_not_there_is_404_and_says_where_to_look(number, rest):
    answer = Client().get(f"/inverters/{number}{rest}")
    assert answer.status_code == 404
    assert "GET /inverters lists them" in answer.json()["detail"]


def test_the_list_is_a_bare_array_by_id_with_its_length_and_the_way_on():
    made = [make_inverter(name=name).pk for name in "cab"]
    answer = Client().get("/inverters?limit=2")
    assert [row["id"] for row in answer.json()] == made[:2]
    assert answer.headers["X-Total-Count"] == "3"
    assert answer.headers["Link"] == '<http://testserver/inverters?limit=2&offset=2>; rel="next"'


def test_the_list_takes_as_many_queries_for_thirty_inverters_as_for_three(django_assert_num_queries):
    for _ in range(3):
        make_inverter()
    with django_assert_num_queries(3):
        Client().get("/inverters")
    for _ in range(27):
        make_inverter()
    with django_assert_num_queries(3):
        assert len(Client().get("/inverters").json()) == 30


def test_the_present_equipment_is_shown_flat_and_later_versions_wait():
    inverter = make_inverter()
    for since, capacity in (("2024-01-01", 20.0), ("2999-01-01", 99.0)):
        version = Equipment(inverter=inverter, valid_from=since, capacity_kw=capacity, timezone="Africa/Lagos")
        save_equipment(equipment=version, actor="ada", now=NOW)
    assert Client().get(f"/inverters/{inverter.pk}").json()["capacity_kw"] == 20.0
    assert inverter.equipment.earliest("valid_from").valid_from == FIRST_DAY


FOREIGN = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_of_another_site_is_refused_at_the_door(headers):
    inverter = make_inverter()
    answer = Client().post(f"/inverters/{inverter.pk}/readings", {"file": "x"}, headers=headers)
    assert answer.status_code == 403
    assert not inverter.batches.exists()
