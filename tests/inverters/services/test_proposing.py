import pytest

from inverters.conflict_selectors import undecided
from inverters.errors import NothingToCorrectError
from inverters.loggers import logger_of
from inverters.models import Inverter, ReadingBatch
from inverters.services.proposing import propose_values
from inverters.services.uploads import Upload
from inverters.sources.intake import receive
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW, csv_of, hourly, send, stored

DAY = "2025-05-01"
WHY = "the meter's own display says so"


@pytest.fixture
def measured(inverter: Inverter) -> Inverter:
    send(inverter, hourly(DAY))
    return inverter


def proposed(inverter: Inverter, rows, reason: str = WHY):
    body = csv_of(rows)
    with receive([body], limit_bytes=len(body)) as received:
        upload = Upload(received=received, media_type="text/csv", actor="bola", reason=reason)
        return propose_values(logger=logger_of(inverter.pk), upload=upload, now=NOW)


def test_a_right_value_waits_beside_the_wrong_one_with_its_reason(measured):
    before = stored(measured)
    done = proposed(measured, [(f"{DAY}T12:00:00", 7.5), (f"{DAY}T13:00:00", 1.13)])
    assert done.answer == {"batch": done.batch.pk, "proposed": 1, "unchanged": 1}
    assert [(one.kwh, one.batch.reason, one.batch.actor) for one in undecided()] == [(7.5, WHY, "bola")]
    assert stored(measured) == before
    assert LedgerEntry.objects.last().data["reason"] == WHY


@pytest.mark.parametrize(
    ("rows", "reason", "words"),
    [
        ([(f"{DAY}T12:00:00", 7.5)], "  ", "only with a reason"),
        ([("2025-05-02T12:00:00", 7.5), (f"{DAY}T12:00:00", 7.5)], WHY, "One of these readings has no stored value"),
        (hourly("2025-05-02"), WHY, "24 of these readings have no stored value"),
        (hourly(DAY), WHY, "there is nothing to correct"),
    ],
)
def test_what_is_no_correction_is_refused_and_nothing_stored(measured, rows, reason, words):
    before = stored(measured), ReadingBatch.objects.count()
    with pytest.raises(NothingToCorrectError, match=words):
        proposed(measured, rows, reason)
    assert (stored(measured), ReadingBatch.objects.count()) == before
    assert not undecided().exists()
