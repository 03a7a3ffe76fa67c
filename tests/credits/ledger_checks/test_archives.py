"""What `verify_ledger --deep` and `rebuild_days` find of archived readings."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from inverters import archive_files
from inverters.conflict_selectors import Which
from inverters.models import Inverter, ProductionDay, ReadingArchive
from inverters.services.archiving import NOT_COUNTING
from inverters.services.conflicts import dismiss
from inverters.stored_rows import chosen
from lumix.ledger.deep import verify_deep
from tests.credits.adjusting import corrected, sold
from tests.credits.archiving import FIRST, archive, archived, files, quarters, restore
from tests.credits.factories import ADA, NOW, send
from tests.inverters.factories import days_of

pytestmark = pytest.mark.django_db


def told(inverter: Inverter) -> list[str]:
    """The differences; the credits of `archived` were not submitted by any act, and are left out."""
    report, deep = verify_deep(owner=inverter.pk)
    assert (report.fault, deep is None) == (None, False)
    return [str(one) for one in deep.differences if not str(one).startswith("credit of")]


def path():
    return archive_files.folder() / files()[0].path


def missing() -> None:
    path().unlink()


def another_byte() -> None:
    content = bytearray(path().read_bytes())
    content[40] ^= 1
    path().write_bytes(content)


def a_reading_less() -> None:
    """As somebody would do it who knows the table of files too."""
    [one, _] = files()
    held = archive_files.read(one.path, one.sha256)
    less = archive_files.Archived(chosen(held.rows, slice(1, None)), held.days[1:])
    name = archive_files.keep(archive_files.encoded(less), inverter_id=one.inverter_id, month="2016-06")
    ReadingArchive.objects.filter(pk=one.pk).update(path=name, sha256=archive_files.digest_of(name), readings=191)


def row_deleted() -> None:
    files()[0].delete()


TAMPERED = {
    "a missing file": (missing, "file is '' and was "),
    "another byte": (another_byte, "file is "),
    "a reading less": (a_reading_less, "readings is '191' and was '192'"),
    "a row deleted": (row_deleted, "the row is not there any more"),
    "a row that was never told": (
        lambda: ReadingArchive.objects.create(**{**fields(files()[0]), "path": "x"}),
        "no entry of the ledger tells of it",
    ),
    "a file said to be restored": (
        lambda: ReadingArchive.objects.filter(pk=files()[0].pk).update(restored_at=files()[0].archived_at),
        "restored is True and was False",
    ),
}


STILL_READABLE = {"a row that was never told"}
"""Of all others the days are named too that cannot be summed any more."""


def fields(one: ReadingArchive) -> dict:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields if field.name != "id"}


def test_a_healthy_archive_is_sound():
    inverter = archived()
    assert told(inverter) == []
    _, deep = verify_deep(owner=inverter.pk)
    assert (deep.rows["archive"], deep.rows["batch"], deep.rows["production day"]) == (2, 2, 4)


def test_archived_brought_back_and_archived_again_all_is_sound():
    inverter = archived()
    restore(inverter)
    assert told(inverter) == []
    archive(inverter)
    assert told(inverter) == []


def test_brought_back_by_a_correction_and_archived_again_all_is_sound():
    found = sold()
    archive(found.inverter)
    corrected(found, times=0.5)
    assert told(found.inverter) == []
    assert archive(found.inverter).days == 1
    assert told(found.inverter) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_done_to_the_archive_is_named(what):
    tamper, named = TAMPERED[what]
    inverter = archived()
    tamper()
    first, *others = told(inverter)
    assert first.startswith("archive ") and f"of readings of inverter {inverter.pk}: " in first and named in first
    lost = [one for one in others if one.startswith(f"production day of inverter {inverter.pk} on {FIRST}")]
    assert bool(lost) == (what not in STILL_READABLE)


def test_rebuilding_days_reads_the_archive_and_changes_nothing():
    inverter = archived()
    before, out = days_of(inverter), StringIO()
    call_command("rebuild_days", "--check", stdout=out)
    assert out.getvalue() == "4 days of 1 inverters were summed from their readings; 0 differed.\n"
    call_command("rebuild_days", stdout=out)
    assert days_of(inverter) == before


def test_a_lost_production_day_is_made_again_from_the_archive():
    inverter = archived()
    before = days_of(inverter)
    ProductionDay.objects.filter(date=FIRST).delete()
    call_command("rebuild_days", stdout=StringIO())
    assert days_of(inverter) == before


def test_a_late_reading_that_was_dismissed_stays_in_the_table_with_its_day_beside_archived_ones():
    inverter = archived()
    send(inverter, [(quarters()[10][0] + timedelta(minutes=7), 0.9)])
    assert told(inverter) == []
    dismiss(which=Which(inverter), reason="sent by mistake", actor=ADA, now=NOW)
    assert archive(inverter).left == {NOT_COUNTING: 1}
    assert (inverter.readings.count(), len(files())) == (97, 2)
    assert told(inverter) == []
