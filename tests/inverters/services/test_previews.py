from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inverters import waiting_uploads
from inverters.errors import MalformedUploadError, PreviewMovedError
from inverters.models import Inverter, InverterReading, ReadingBatch
from inverters.services import previews, readings, rehearsal
from inverters.services.master_data import save_equipment
from inverters.services.previews import opened
from inverters.services.rehearsal import Preview
from inverters.sources.intake import receive
from inverters.sources.layouts import ReadAs
from inverters.waiting_uploads import Waiting
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW, aside, counts, hourly, make_inverter, send, stored

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"
SHEET = (
    "Time;PV (kWh)\n" + "".join(f"15.01.2025 {hour:02d}:00;{hour},5\n" for hour in range(24)) + "15.01.2025 noon;1,0\n"
)


def wait(inverter: Inverter, text: str = SHEET) -> Waiting:
    with receive([text.encode()], limit_bytes=1_000_000) as received:
        return waiting_uploads.keep(received, inverter_id=inverter.pk, file_name="pv.csv", actor="ada", now=NOW)


def look(
    inverter: Inverter, waiting: Waiting, *, now: datetime = NOW, zone: str = "Africa/Lagos"
) -> tuple[Preview, ReadAs]:
    with opened(waiting) as (received, layout):
        first = layout.columns[0]
        read_as = ReadAs(layout.title, first, first.measure, layout.orders[0], ZoneInfo(zone), marks_end=False)
        return rehearsal.preview(inverter=inverter, received=received, read_as=read_as, now=now), read_as


def commit(inverter: Inverter, waiting: Waiting, seen: tuple[Preview, ReadAs], *, now: datetime = NOW) -> ReadingBatch:
    shown, read_as = seen
    return previews.commit(
        waiting=waiting, inverter=inverter, read_as=read_as, expected=shown.fingerprint,
        actor="ada", now=now,
    ).batch  # fmt: skip


def told(shown: Preview) -> tuple[int, int, int, int]:
    return shown.accepted, shown.duplicate, shown.conflict, len(shown.rejected)


def test_a_preview_tells_all_and_stores_nothing(inverter):
    entries = LedgerEntry.objects.count()
    shown, _ = look(inverter, wait(inverter))
    assert told(shown) == (24, 0, 0, 1)
    assert (shown.rejected[0].line, shown.interval_minutes, shown.highest_kw) == (26, 60.0, 23.5)
    assert [line for line, _, _ in [*shown.first, *shown.last]] == [2, 3, 4, 5, 6, 21, 22, 23, 24, 25]
    assert (shown.days.tolist(), shown.day_milliwatt_hours.tolist()) == ([date(2025, 1, 15)], [288_000_000])
    assert not InverterReading.objects.exists()
    assert LedgerEntry.objects.count() == entries


def test_what_is_committed_is_what_the_preview_said(inverter):
    send(inverter, [(f"{DAY}T03:00:00", 3.5), (f"{DAY}T04:00:00", 9.0)])
    waiting = wait(inverter)
    seen = look(inverter, waiting)
    batch = commit(inverter, waiting, seen)
    assert told(seen[0]) == counts(batch) == (22, 1, 1, 1)
    assert [(one.line, one.milliwatt_hours, one.stored_milliwatt_hours) for one in seen[0].conflicts] == [
        (6, 4_500_000, 9_000_000)
    ]
    assert [row[:3] for row in aside(inverter)] == [("conflict", 4.5, 9.0)]


def test_the_ledger_says_how_the_file_was_read(inverter):
    waiting = wait(inverter)
    batch = commit(inverter, waiting, look(inverter, waiting))
    entry = LedgerEntry.objects.latest("seq").data
    assert entry["read_as"] == {
        "format": "A table with a header", "column": "PV (kWh)", "measure": "kWh", "dates": "day.month.year",
        "timezone": "Africa/Lagos", "stamps": "start",
    }  # fmt: skip
    assert (entry["sha256"], batch.file_name) == (waiting.sha256, "pv.csv")
    assert waiting_uploads.find(waiting.token, actor="ada", now=NOW).stored["days"] == [DAY]


def test_the_chosen_zone_moves_the_readings(inverter):
    shown, _ = look(inverter, wait(inverter), zone="UTC")
    assert shown.days.tolist() == [date(2025, 1, 15), date(2025, 1, 16)]


def moved_reading(inverter: Inverter) -> None:
    send(inverter, [(f"{DAY}T03:00:00", 7.0)])


def moved_zone(inverter: Inverter) -> None:
    version = inverter.equipment.get()
    version.timezone = "Asia/Tokyo"
    save_equipment(equipment=version, actor="bob", now=NOW)


@pytest.mark.parametrize("move", [moved_reading, moved_zone])
def test_where_something_moved_after_the_preview_nothing_is_stored(inverter, move):
    waiting = wait(inverter)
    seen = look(inverter, waiting)
    move(inverter)
    before = stored(inverter), LedgerEntry.objects.count()
    with pytest.raises(PreviewMovedError, match="look at it once more"):
        commit(inverter, waiting, seen)
    assert (stored(inverter), LedgerEntry.objects.count()) == before
    assert waiting_uploads.find(waiting.token, actor="ada", now=NOW).stored is None


def test_a_day_submitted_meanwhile_is_such_a_move(inverter, frozen):
    waiting = wait(inverter)
    seen = look(inverter, waiting)
    frozen.add(date(2025, 1, 15))
    with pytest.raises(PreviewMovedError):
        commit(inverter, waiting, seen)
    assert look(inverter, waiting)[0].late == 24


def test_a_file_is_committed_once_however_often_the_button_is_pressed(inverter):
    waiting = wait(inverter)
    seen = look(inverter, waiting)
    assert commit(inverter, waiting, seen).pk == commit(inverter, waiting, seen).pk
    assert waiting_uploads.find(waiting.token, actor="ada", now=NOW).stored["days"] == [DAY]
    assert ReadingBatch.objects.count() == 1


def test_a_value_that_comes_late_for_a_provisional_one_replaces_it_as_said(inverter):
    inside = datetime.fromisoformat(f"{DAY}T10:20:00+01:00")
    send(inverter, [(f"{DAY}T10:00:00", 0.4)], now=inside)
    shown, _ = look(inverter, wait(inverter), now=inside + timedelta(days=1))
    assert (shown.accepted, shown.replaced, shown.conflict) == (24, 1, 0)


def test_where_the_ledger_fails_nothing_is_kept_and_the_file_still_waits(inverter, monkeypatch):
    waiting = wait(inverter)
    seen = look(inverter, waiting)
    monkeypatch.setattr(readings, "record", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        commit(inverter, waiting, seen)
    assert stored(inverter) == []
    assert waiting_uploads.find(waiting.token, actor="ada", now=NOW).stored is None


def test_rows_that_are_all_bad_are_shown_and_none_is_taken(inverter):
    shown, _ = look(inverter, wait(inverter, "Time;PV (kWh)\n15.01.2025 10:00;-1\n"))
    assert (told(shown), shown.first, shown.days.tolist()) == ((0, 0, 0, 1), [], [])


def test_no_table_is_refused_before_anything_else(inverter):
    with pytest.raises(MalformedUploadError), opened(wait(inverter, "nothing")):
        pass


def test_a_preview_agrees_with_the_import_of_the_same_rows_by_the_api(inverter):
    rows = hourly(DAY)
    text = "timestamp,kwh\n" + "".join(f"{stamp},{kwh}\n" for stamp, kwh in rows)
    waiting = wait(inverter, text)
    commit(inverter, waiting, look(inverter, waiting))
    twin = make_inverter()
    send(twin, rows)
    assert stored(inverter) == stored(twin)
