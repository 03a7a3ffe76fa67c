"""Changes of equipment, previews, and what is asked of readings, where these are archived."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from credits.models import CarbonCredit, Status
from credits.services.bulk import verify_many
from credits.services.reveal import reveals
from inverters import archive_files
from inverters.errors import ArchiveFaultError
from inverters.loggers import logger_of
from inverters.models import InverterReading
from inverters.publication_selectors import last_received
from inverters.selectors import evidence_of
from inverters.services.clock import correct_clock
from inverters.services.readings import import_readings
from inverters.services.rehearsal import preview
from inverters.services.uploads import Upload
from inverters.sources.intake import receive
from inverters.sources.layouts import ReadAs
from inverters.sources.recognition import recognise
from tests.credits.archiving import FIRST, LAST, archive, archived, files, final, quarters
from tests.credits.factories import ADA, NOW, send
from tests.inverters.factories import days_of

pytestmark = pytest.mark.django_db
BY = {"reason": "the logger drifted", "actor": ADA, "now": NOW}
DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")


def test_a_clock_that_would_move_archived_readings_is_refused_and_nothing_changes():
    inverter = archived()
    before = days_of(inverter)
    with pytest.raises(ValidationError, match="were submitted would move"):
        correct_clock(inverter=inverter, minutes=60, valid_from=FIRST, **BY)
    assert days_of(inverter) == before


def test_a_clock_corrected_from_a_later_day_on_leaves_archived_days_as_they_are():
    inverter = archived()
    send(inverter, quarters(LAST + 2 * DAY, 2))
    before = days_of(inverter)
    correct_clock(inverter=inverter, minutes=60, valid_from=LAST + 3 * DAY, **BY)
    after = days_of(inverter)
    assert (after[:4], after[4:] != before[4:]) == (before[:4], True)


def test_a_clock_cannot_be_corrected_while_a_file_is_gone():
    inverter = archived()
    send(inverter, quarters(LAST + 2 * DAY, 2))
    before = days_of(inverter)
    (archive_files.folder() / files()[0].path).unlink()
    with pytest.raises(ArchiveFaultError, match="put it back from a backup"):
        correct_clock(inverter=inverter, minutes=60, valid_from=LAST + 3 * DAY, **BY)
    assert days_of(inverter) == before


@pytest.mark.parametrize("zone", ["Etc/GMT+7", "Asia/Kolkata"])
@pytest.mark.parametrize("stamps", ["start", "end"])
def test_when_the_last_reading_came_is_known_of_archived_days(zone, stamps):
    inverter = final(timezone=zone, reading_stamps=stamps)
    asked = [(inverter.pk, FIRST + number * DAY) for number in range(5)]
    before = last_received(evidence_of(asked[:4]))
    archive(inverter, LAST)
    assert 0 < InverterReading.objects.count() < 384
    assert last_received(evidence_of(asked[:4])) == before
    assert None not in before and reveals(evidence_of(asked[:1])) is not None


def test_a_preview_counts_archived_readings_and_comes_to_what_the_upload_does():
    inverter = archived()
    rows = [*quarters()[:-1], (quarters()[-1][0], 0.9)]
    body = ("timestamp,kwh\n" + "".join(f"{stamp.isoformat()},{kwh}\n" for stamp, kwh in rows)).encode()
    with receive([body], limit_bytes=len(body)) as received:
        layout = recognise(received.file)
        column = layout.columns[0]
        read_as = ReadAs(layout.title, column, column.measure, layout.orders[0], UTC_ZONE, marks_end=False)
        shown = preview(inverter=inverter, received=received, read_as=read_as, now=NOW)
        assert (shown.accepted, shown.duplicate, shown.conflict, len(files())) == (0, 383, 1, 2)
        received.file.seek(0)
        upload = Upload(received=received, media_type="text/csv", actor=ADA, read_as=read_as)
        done = import_readings(logger=logger_of(inverter.pk), upload=upload, now=NOW, expected=shown.fingerprint)
    assert (done.batch.duplicate, done.batch.conflict, len(files())) == (383, 1, 1)


def test_a_lone_readings_interval_is_that_of_archived_ones_before_it():
    inverter = archived()
    end: datetime = quarters()[-1][0] + timedelta(minutes=15)
    batch = send(inverter, [(end, 0.1)], now=end + timedelta(minutes=20))
    assert InverterReading.objects.get(batch=batch).state == InverterReading.State.FINAL


def test_a_file_that_is_gone_keeps_no_other_inverter_from_being_judged():
    for inverter in (final(), final()):
        CarbonCredit.objects.filter(inverter=inverter, date=LAST).update(status=Status.PENDING)
        archive(inverter)
    whole, lost = files()[1], files()[3]
    (archive_files.folder() / lost.path).unlink()
    done = verify_many(credits=CarbonCredit.objects.filter(date=LAST), actor=ADA, now=NOW)
    assert (done.inverters, done.count) == ({whole.inverter_id}, 1)
    assert [lost.path in refusal for refusal in done.refused] == [True]
