"""Of a logger that sends upload after upload, the entries of a day's own are read, and those of other days are not."""

from datetime import timedelta

import pytest
from django.db.models.signals import post_init

from lumix.ledger.models import LedgerEntry
from reports.evidence.entries_selectors import Asked, entries_of, instants_of
from tests.credits.factories import HONEST, NOW, credit, golden_rows, plant, send

pytestmark = pytest.mark.django_db
DAYS = [HONEST + timedelta(days=number) for number in range(4)]
AFTER = NOW + timedelta(days=60)


@pytest.fixture
def inverter():
    return plant()


@pytest.fixture
def sent(inverter):
    """The numbers of the uploads of each day, which came in two halves; a day's before the next day's."""
    uploads = {}
    for number, day in enumerate(DAYS):
        rows, now = golden_rows(day), NOW + timedelta(days=number)
        halves = enumerate((rows[:12], rows[12:]))
        uploads[day] = {send(inverter, half, now + timedelta(hours=at)).pk for at, half in halves}
    return uploads


@pytest.fixture
def read():
    """The entries that came out of the database, wanted or not."""
    seen: list[LedgerEntry] = []

    def note(sender, instance, **kwargs):
        seen.append(instance)

    post_init.connect(note, sender=LedgerEntry)
    yield seen
    post_init.disconnect(note, sender=LedgerEntry)


def uploads_in(entries):
    return {int(entry.data["batch"]) for entry in entries if entry.type == "readings.imported"}


def asked(inverter, day, batches):
    made = credit(inverter, day, AFTER)
    return Asked([made], batches, (), instants_of([made]))


@pytest.mark.parametrize("day", DAYS)
def test_uploads_of_other_days_are_not_even_read(inverter, sent, read, day):
    wanted = asked(inverter, day, sent[day])
    read.clear()

    assert uploads_in(entries_of(wanted)) == sent[day]
    assert uploads_in(read) == sent[day]


def test_what_came_between_a_days_first_upload_and_its_last_is_no_part_of_it(inverter, sent):
    half_past = golden_rows(DAYS[0])[12][0] + timedelta(minutes=30)
    batches = sent[DAYS[0]] | {send(inverter, [(half_past, 0.1)], AFTER).pk}

    assert uploads_in(entries_of(asked(inverter, DAYS[0], batches))) == batches


def test_a_day_without_readings_has_no_upload(inverter, sent):
    assert uploads_in(entries_of(asked(inverter, DAYS[0], ()))) == set()
