"""Old readings out of the table into files and back, and which days may go."""

from datetime import date, timedelta

import pytest
from django.db import connection

from credits.models import CarbonCredit, Status
from credits.services.findings import open_finding
from inverters import archive_files, bulk
from inverters.errors import ArchiveFaultError
from inverters.models import InverterReading, ProductionDay, ReadingConflict
from inverters.services import archiving
from inverters.stored_rows import chosen
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.adjusting import corrected, sold
from tests.credits.archiving import BEFORE, FIRST, LAST, archive, archived, files, final, quarters, restore, table
from tests.credits.factories import ADA, GOLDEN_ZONE, HONEST, NOW, send
from tests.inverters.factories import days_of

pytestmark = pytest.mark.django_db


def entries(kind: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(type=kind).order_by("seq"))


def test_archived_and_restored_the_table_is_the_same_row_for_row():
    inverter = final()
    before = table()
    archive(inverter)
    assert table() == []
    restore(inverter)
    assert table() == before


def test_days_and_credits_do_not_change_by_a_byte():
    inverter = final()
    before = days_of(inverter), list(CarbonCredit.objects.order_by("pk").values())
    archive(inverter)
    assert (days_of(inverter), list(CarbonCredit.objects.order_by("pk").values())) == before


def test_a_file_holds_a_month_and_the_entry_its_digest_and_those_of_its_days():
    inverter = final()
    done = archive(inverter)
    assert (done.days, done.readings, done.files, done.left) == (4, 384, 2, {})
    [june, july] = files()
    assert (june.first_day, june.last_day, july.first_day, july.last_day) == (
        FIRST, date(2016, 6, 30), date(2016, 7, 1), LAST,
    )  # fmt: skip
    [entry, _] = entries("readings.archived")
    days = ProductionDay.objects.filter(date__month=6)
    assert entry.data["days"] == {f"{one.date}": bytes(one.digest).hex() for one in days}
    assert (entry.data["sha256"], entry.data["readings"]) == (archive_files.digest_of(june.path), "192")


def test_the_same_readings_make_the_same_bytes():
    inverter = final()
    archive(inverter)
    before = [(one.path, one.sha256) for one in files()]
    restore(inverter)
    archive(inverter)
    assert [(one.path, one.sha256) for one in files()] == before


def test_called_again_it_finds_nothing_to_do():
    inverter = archived()
    count = LedgerEntry.objects.count()
    assert archive(inverter).readings == 0
    assert LedgerEntry.objects.count() == count


def test_only_days_before_the_date_go():
    inverter = final()
    assert archive(inverter, LAST).days == 3
    assert InverterReading.objects.count() == 96


def test_a_dry_run_says_as_much_and_does_nothing():
    inverter = final()
    before = table(), LedgerEntry.objects.count()
    assert archive(inverter, dry_run=True).readings == 384
    assert ((table(), LedgerEntry.objects.count()), files()) == (before, [])
    assert not archive_files.folder().exists()


def test_a_day_that_was_not_submitted_stays():
    inverter = final()
    CarbonCredit.objects.filter(date=FIRST).update(status=Status.VERIFIED)
    CarbonCredit.objects.filter(date=LAST).delete()
    done = archive(inverter)
    assert (done.days, done.left) == (2, {archiving.NOT_FINAL: 2})
    assert set(InverterReading.objects.values_list("timestamp__date", flat=True)) >= {FIRST, LAST}


@pytest.mark.parametrize("minutes", [0, 7])
def test_a_day_with_a_second_or_a_late_value_that_waits_stays(minutes):
    inverter = final()
    at = quarters()[10][0] + timedelta(minutes=minutes)
    send(inverter, [(at, 0.9)])
    done = archive(inverter)
    assert (done.days, done.left) == (3, {archiving.SECOND_VALUE: 1})


def test_a_day_whose_readings_are_not_what_its_production_day_says_stays():
    inverter = final()
    InverterReading.objects.filter(timestamp=quarters()[10][0]).update(kwh=5)
    assert archive(inverter).left == {archiving.NOT_ITS_SUM: 1}


def test_a_day_with_a_reading_that_never_counted_stays():
    inverter = final()
    send(inverter, [(quarters()[10][0] + timedelta(minutes=7), 0.9)])
    ReadingConflict.objects.all().delete()
    assert archive(inverter).left == {archiving.NOT_COUNTING: 1}


def test_a_day_with_an_open_finding_stays():
    found = sold()
    open_finding(credit_id=found.pk, reason="seen in a shop", actor=ADA, role=Role.STAFF, now=NOW)
    assert archive(found.inverter).left == {"a finding about it is open": 1}


def test_a_corrected_day_stays_until_what_it_adds_is_verified():
    found = sold()
    corrected(found, times=3.0)
    assert archive(found.inverter).left == {"its correction waits to be verified": 1}


def test_a_corrected_day_that_is_settled_goes():
    found = sold()
    corrected(found, times=0.5)
    assert archive(found.inverter).days == 1


def test_an_upload_that_says_the_same_again_is_a_duplicate_and_leaves_the_archive_alone():
    inverter = archived()
    batch = send(inverter, quarters())
    assert (batch.accepted, batch.duplicate, batch.conflict) == (0, 384, 0)
    assert (table(), len(files())) == ([], 2)


def test_another_value_is_a_conflict_as_ever_and_brings_its_month_back():
    inverter = final()
    before = table()
    archive(inverter)
    [at, kwh] = quarters()[10]
    batch = send(inverter, [(at, kwh + 1)])
    assert (batch.accepted, batch.duplicate, batch.conflict) == (0, 0, 1)
    assert table() == [row for row in before if row[3].astimezone(GOLDEN_ZONE).month == 6]
    assert [one.first_day.month for one in files()] == [7]
    assert [entry.data["first_day"] for entry in entries("readings.restored")] == [f"{FIRST}"]


def test_a_late_reading_of_an_archived_day_waits_and_brings_its_month_back():
    inverter = archived()
    batch = send(inverter, [(quarters()[10][0] + timedelta(minutes=7), 0.9)])
    assert (batch.accepted, InverterReading.objects.filter(state=InverterReading.State.LATE).count()) == (1, 1)
    assert InverterReading.objects.count() == 193
    assert ReadingConflict.objects.get().kind == ReadingConflict.Kind.LATE


def test_an_accepted_correction_of_an_archived_day_is_debited_as_ever():
    found = sold()
    archive(found.inverter)
    done = corrected(found, times=0.5)
    assert [one.grams < 0 for one in done.adjustments] == [True]
    assert ProductionDay.objects.get(date=HONEST).milliwatt_hours < found.milliwatt_hours


def test_readings_of_other_days_pass_by_the_archive():
    inverter = archived()
    batch = send(inverter, quarters(LAST + timedelta(days=1), 1))
    assert (batch.accepted, InverterReading.objects.count(), len(files())) == (96, 96, 2)


def test_killed_between_file_and_rows_nothing_is_lost(monkeypatch):
    inverter = final()
    before = table()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "delete_readings", killed)
    with pytest.raises(KeyboardInterrupt):
        archive(inverter)
    assert (table(), files()) == (before, [])
    monkeypatch.undo()
    assert archive(inverter).readings == 384


def test_a_file_that_does_not_give_back_what_was_written_keeps_the_rows(monkeypatch):
    inverter = final()
    before = table()
    whole = archive_files.encoded
    short = lambda held: whole(archive_files.Archived(chosen(held.rows, slice(1, None)), held.days[1:]))  # noqa: E731
    monkeypatch.setattr(archive_files, "encoded", short)
    with pytest.raises(ArchiveFaultError, match="does not give back"):
        archive(inverter)
    assert (table(), files()) == (before, [])


def test_rows_that_stand_in_the_way_are_not_written_over():
    inverter = archived()
    [at, _] = quarters()[10]
    batch = inverter.batches.first()
    InverterReading.objects.create(inverter=inverter, batch=batch, timestamp=at, kwh=1, state=0)
    with pytest.raises(ArchiveFaultError, match="stand where those of"):
        restore(inverter)
    assert InverterReading.objects.count() == 1


def test_a_missing_file_is_named_with_its_cure_and_restored_later():
    inverter = final()
    before = table()
    archive(inverter)
    path = archive_files.folder() / files()[0].path
    aside = path.rename(path.with_suffix(".aside"))
    with pytest.raises(ArchiveFaultError, match="put it back from a backup"):
        restore(inverter)
    aside.rename(path)
    restore(inverter)
    assert table() == before


def test_an_upload_for_an_archived_day_whose_file_is_missing_is_refused_and_never_a_second_copy():
    inverter = archived()
    (archive_files.folder() / files()[0].path).unlink()
    with pytest.raises(ArchiveFaultError, match="cannot be read"):
        send(inverter, quarters())
    assert table() == []


def test_numbers_given_after_archiving_are_never_those_of_archived_rows():
    inverter = final()
    highest = max(row[0] for row in table())
    archive(inverter)
    send(inverter, quarters(LAST + timedelta(days=1), 1))
    assert min(row[0] for row in table()) > highest, connection.vendor


def test_a_date_before_every_reading_archives_nothing():
    assert archive(final(), date(2016, 1, 1)).left == {}
    assert BEFORE > LAST
