"""The page of the system: the facts of /health/ready, the ledger's last verification, and each cell's newest hour."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import OperationalError, connection
from django.test import Client

from credits.services.nights import finish_night, take_night
from credits.services.runs import start_run
from inverters.models import Inverter, SatelliteFetch, SatelliteHour
from lumix import readiness
from lumix.ledger import selectors as ledger_selectors
from lumix.ledger.checkpoints import seal
from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerCheck
from reports.system import selectors as system_selectors
from tests.credits.factories import HONEST, golden_rows, plant, send
from tests.plans import plans

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def fetch(
    lat: float = 6.5, lon: float = 3.5, *, at: datetime = NOW, url: str = "https://power.example/", hours: int = 2
):
    """An answer about a cell, with its hours up to one before `at`."""
    made = SatelliteFetch.objects.create(
        grid_lat=lat, grid_lon=lon, kind="satellite", source="NASA POWER", first_day=at, last_day=at, fetched_at=at,
        url=url, raw=b"", sha256="0" * 64, hours_published=hours,
    )  # fmt: skip
    for hour in range(1, hours + 1):
        SatelliteHour.objects.create(
            grid_lat=lat, grid_lon=lon, kind="satellite", hour=at - timedelta(hours=hour), ghi_wh_m2=1, fetch=made
        )
    return made


def page() -> str:
    return Client().get("/fleet/system").content.decode()


def test_an_empty_server_is_well_and_says_what_comes_next():
    shown = page()
    assert "Well" in shown and "manage.py verify_ledger" in shown and "manage.py import_satellite" in shown


def test_the_ledger_is_verified_from_the_page_and_that_is_remembered():
    shown = Client().post("/fleet/system/verify", follow=True).content.decode()
    assert "entries of the ledger hold together" in shown and "never here" not in shown
    assert LedgerCheck.objects.get().fault == ""


def test_every_row_is_held_against_the_ledger_where_that_is_asked_for():
    plant()
    shown = Client().post("/fleet/system/verify", {"deep": "1"}, follow=True).content.decode()
    assert "and all 3 rows are what they say" in shown and "every row with them" in shown
    Inverter.objects.update(gps_lat=7)
    shown = Client().post("/fleet/system/verify", {"deep": "1"}, follow=True).content.decode()
    assert "1 rows are not what it says" in shown and "gps_lat is &#x27;7&#x27; and was" in shown


def test_the_workers_last_night_and_what_they_have_to_do_are_told():
    shown = " ".join(page().split())
    assert "none done yet" in shown and "<dt>Parts of runs to do</dt><dd>0</dd>" in shown

    take_night(day=NOW.date(), now=NOW)
    finish_night(day=NOW.date(), now=NOW)
    send(plant(), golden_rows())
    start_run(first=HONEST, last=HONEST, inverter_ids=None, actor="ada", now=NOW)
    shown = " ".join(page().split())
    assert "none done yet" not in shown and "<dt>Parts of runs to do</dt><dd>1</dd>" in shown


def test_too_many_readings_are_left_to_the_worker_and_the_command(monkeypatch):
    monkeypatch.setattr(system_selectors, "MOST_READINGS", -1)
    shown = Client().post("/fleet/system/verify", {"deep": "1"}, follow=True).content.decode()
    assert "manage.py verify_ledger --deep" in shown and not LedgerCheck.objects.exists()


def test_checkpoints_that_cannot_be_read_are_said(settings):
    (settings.LUMIX_DATA_DIR / "checkpoints").mkdir()
    (settings.LUMIX_DATA_DIR / "checkpoints" / "checkpoint-000000000001.txt").write_text("no note")
    assert "could not be checked: a note is text" in Client().post("/fleet/system/verify", follow=True).content.decode()


def test_the_page_shows_the_public_key_and_the_last_checkpoint():
    plant()
    seal(NOW)
    shown = page()
    assert str(signer().verifier) in unescape(shown) and "of 2 entries" in shown


def test_a_ledger_that_does_not_hold_is_named_by_its_entry(monkeypatch):
    monkeypatch.setattr(ledger_selectors.chain, "_flaw", lambda row, **_: "its hash is another")
    monkeypatch.setattr(ledger_selectors, "stored_rows", lambda: iter([None]))
    shown = Client().post("/fleet/system/verify", follow=True).content.decode()
    assert shown.count("its hash is another") == 2 and "Needs somebody" in shown


def test_each_cell_shows_its_newest_hour_and_those_behind_come_first():
    fetch(6.5, 3.5)
    fetch(6.5, 3.5, at=NOW - timedelta(days=90))
    fetch(9.5, 7.5, at=NOW - timedelta(days=30))
    fetch(12.5, 8.5, hours=0)
    cells = [(cell.latitude, cell.newest) for cell in system_selectors.system().cells]
    day_behind = NOW - timedelta(days=30, hours=1)
    assert cells == [(12.5, None), (9.5, day_behind), (6.5, NOW - timedelta(hours=1))]
    assert "none published yet" in page()


def test_the_last_answer_is_the_services_and_no_files():
    fetch(at=NOW - timedelta(days=1))
    fetch(9.5, 7.5, url="")
    assert system_selectors.system().last_answer.fetched_at == NOW - timedelta(days=1)


def test_more_cells_than_the_page_shows_are_counted(monkeypatch):
    monkeypatch.setattr(system_selectors, "CELLS_SHOWN", 2)
    for longitude in range(5):
        fetch(lon=longitude + 0.5, hours=0)
    assert "And 3 more cells" in page()


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    for cells in (1, 12):
        for longitude in range(cells):
            fetch(lon=longitude + 0.5 + cells)
        connection.ensure_connection()
        with django_assert_num_queries(8):
            system_selectors.system()


def test_what_is_wrong_is_told_with_its_cure_as_monitors_hear_it(monkeypatch):
    monkeypatch.setattr(readiness.triggers, "missing", lambda connection: ["ledger_no_update"])
    reply = Client().get("/fleet/system")
    assert (reply.status_code, "ledger_no_update" in reply.content.decode()) == (503, True)
    assert Client().get("/health/ready").json()["errors"][0]["message"] in reply.content.decode().replace("&#x27;", "'")


def test_a_database_at_rest_is_told_without_asking_it(monkeypatch):
    def down():
        raise OperationalError("nobody there")

    monkeypatch.setattr(connection, "ensure_connection", down)
    reply = Client().get("/fleet/system")
    assert (reply.status_code, b"The database does not answer" in reply.content) == (503, True)


@pytest.mark.sqlite
def test_the_newest_answer_is_one_step_into_an_index_and_the_cells_are_walked_once():
    fetch()
    cells, newest = [plan for plan in plans(system_selectors.system) if "satellitefetch" in plan]
    assert "satellite_fetch_answered" in newest
    assert "satellite_fetch_by_" in cells  # which of the two that begin with the place is up to the few rows of a test
