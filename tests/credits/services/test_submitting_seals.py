"""What is sold is signed for at once: each submission brings a checkpoint."""

import pytest

from credits.services.lifecycle import change_status
from lumix.ledger import checkpoints
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from tests.credits.factories import ADA, NOW, verified

pytestmark = pytest.mark.django_db


def test_a_submission_is_in_a_checkpoint_as_soon_as_it_is_stored(django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(checkpoints, "_rests_until", None)
    found = verified()
    checkpoints.seal(NOW)  # none is due by count or time
    with django_capture_on_commit_callbacks(execute=True):
        change_status(inverter_id=found.inverter_id, day=found.date, status="SUBMITTED", reason="", actor=ADA, now=NOW)
    assert LedgerEntry.objects.last().type == "credit.moved"
    assert LedgerCheckpoint.objects.last().size == LedgerEntry.objects.count()
