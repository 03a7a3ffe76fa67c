from datetime import timedelta

import pytest

from credits.errors import MoveRefusedError, NothingToCreditError, ReasonMissingError
from credits.models import CarbonCredit, Status
from credits.services.lifecycle import MOVES, change_status
from inverters.models import Inverter
from inverters.services.master_data import save_inverter
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import ADA, HONEST, NOW, again, flagged, golden_rows, pending, send, submitted, verified

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PENDING, VERIFIED, FLAGGED, SUBMITTED = Status
ALLOWED = {(VERIFIED, SUBMITTED), (FLAGGED, PENDING)}
PAIRS = [(before, after) for before in Status for after in Status]


IN_STATUS = {PENDING: pending, VERIFIED: verified, FLAGGED: flagged, SUBMITTED: submitted}
WAYS_SAID = {
    PENDING: "no move is left to a person. Verification decides: POST …/verify.",
    VERIFIED: "it can go to SUBMITTED.",
    FLAGGED: "it can go to PENDING.",
    SUBMITTED: "no move is left to a person.",
}


def move(found: CarbonCredit, status: str, reason: str = "") -> CarbonCredit:
    return change_status(
        inverter_id=found.inverter_id, day=found.date, status=status, reason=reason, actor="grace", now=LATER
    )


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_a_move_that_the_lifecycle_does_not_know_is_refused_and_names_the_moves_there_are(before, after):
    found = IN_STATUS[before]()
    entries = LedgerEntry.objects.count()
    with pytest.raises(MoveRefusedError) as refused:
        move(found, after, "because")
    assert str(refused.value) == f"A {before} credit cannot be made {after}. From {before} {WAYS_SAID[before]}"
    assert (CarbonCredit.objects.get().status, LedgerEntry.objects.count()) == (before, entries)


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_a_move_that_there_is_is_made_with_one_ledger_entry(before, after):
    found = IN_STATUS[before]()
    entries = LedgerEntry.objects.count()
    moved = move(found, after, " the meter was changed ")
    stored = CarbonCredit.objects.get()
    assert moved.status == stored.status == after
    assert stored.updated_at == LATER
    assert LedgerEntry.objects.count() == entries + 1
    entry = LedgerEntry.objects.last()
    assert (entry.type, entry.object, entry.actor) == ("credit.moved", f"credit:{found.pk}", "grace")
    assert entry.data == {
        "inverter": str(found.inverter_id),
        "date": "2016-07-04",
        "from": before,
        "to": after,
        "status": after,
        "words": stored.words_digest,
        "reason": "the meter was changed",
    }


def test_verified_and_submitted_are_never_a_persons_word():
    ends = [after for ways in MOVES.values() for after in ways]
    assert VERIFIED not in ends
    assert [before for before, ways in MOVES.items() if SUBMITTED in ways] == [VERIFIED]
    assert MOVES[SUBMITTED] == []


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_a_flag_is_lifted_only_with_a_reason(reason):
    found = flagged()
    entries = LedgerEntry.objects.count()
    with pytest.raises(ReasonMissingError, match="say why"):
        move(found, PENDING, reason)
    assert CarbonCredit.objects.get().status == FLAGGED
    assert LedgerEntry.objects.count() == entries


@pytest.mark.parametrize("reason", ["the meter was changed", "the meter was changed."])
def test_a_lifted_flag_says_who_lifted_it_and_why(reason):
    moved = move(flagged(), PENDING, reason)
    assert moved.flagged_reason == "The flag was lifted by grace: the meter was changed; verify it again."


def test_the_reason_for_lifting_stays_until_the_day_is_judged():
    moved = move(flagged(), PENDING, "look again")
    send(moved.inverter, [(golden_rows()[12][0] + timedelta(minutes=30), 0.1)])
    assert "look again" in CarbonCredit.objects.get().flagged_reason
    assert again(moved).status == FLAGGED


def test_submitting_needs_no_reason_and_leaves_nothing_to_say():
    assert submitted().flagged_reason is None


def test_a_day_that_came_to_lie_outside_the_inverters_life_is_not_submitted():
    found = verified()
    found.inverter.commissioned = HONEST + timedelta(days=1)
    save_inverter(inverter=found.inverter, actor=ADA, now=NOW)
    with pytest.raises(MoveRefusedError, match="A PENDING credit cannot be made SUBMITTED"):
        move(found, SUBMITTED)


def test_nor_where_the_inverters_life_was_changed_past_the_services():
    found = verified()
    Inverter.objects.filter(pk=found.inverter_id).update(commissioned=HONEST + timedelta(days=1))
    with pytest.raises(NothingToCreditError, match="commissioned on 2016-07-05"):
        move(found, SUBMITTED)


def test_a_credit_that_does_not_exist_cannot_be_moved():
    with pytest.raises(CarbonCredit.DoesNotExist):
        change_status(inverter_id=1, day=HONEST, status=SUBMITTED, reason="", actor=ADA, now=NOW)
