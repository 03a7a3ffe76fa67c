import json
from datetime import date
from hashlib import sha256

import pytest
from django.db import connection

from inverters.conflict_selectors import Which, undecided
from inverters.errors import ConflictDecidedError, ConflictUndecidableError
from inverters.models import ConflictDecision, DecidedConflict, Inverter, InverterReading, ReadingConflict
from inverters.services import conflicts
from inverters.services.conflicts import accept, dismiss
from inverters.signals import correcting, evidence_changed
from lumix.ledger.append_only import AppendOnlyError
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.inverters.factories import NOW, days_of, hourly, send, stored

DAY = "2025-05-01"
NOON = f"{DAY}T12:00:00"
BY = {"reason": "the first file was in Wh", "actor": "bola", "now": NOW}


def accepted(which: Which, **changes: object):
    return accept(which=which, role=Role.STAFF, **(BY | changes))


@pytest.fixture
def doubted(inverter: Inverter) -> Inverter:
    """A day of hours, of which three were sent again with other values."""
    send(inverter, hourly(DAY))
    send(inverter, [(f"{DAY}T{hour}:00:00", hour / 10) for hour in (11, 12, 13)], actor="cyrus")
    return inverter


def noon(inverter: Inverter) -> Which:
    return Which(inverter, ids=(ReadingConflict.objects.get(timestamp__hour=11).pk,))  # Lagos is an hour ahead


def test_an_accepted_value_stands_and_the_first_is_kept_with_who_sent_each(doubted):
    first = InverterReading.objects.get(timestamp__hour=11)
    done = accepted(noon(doubted))
    kept = DecidedConflict.objects.get()
    now = InverterReading.objects.get(timestamp__hour=11)
    assert (now.kwh, now.batch.actor, now.pk) == (1.2, "cyrus", first.pk)
    assert (kept.first_kwh, kept.first_batch.actor, kept.conflict.kwh) == (first.kwh, "ada", 1.2)
    assert (done.decision.outcome, done.decision.actor, done.days) == ("accepted", "bola", [date(2025, 5, 1)])
    assert undecided().count() == 2


def test_the_day_is_summed_anew(doubted):
    before = days_of(doubted)[0]
    accepted(noon(doubted))
    after = days_of(doubted)[0]
    assert after[2] - before[2] == 1_200_000 - 1_120_000
    assert after[-1] != before[-1]


def test_a_dismissed_value_changes_nothing_but_waits_no_more(doubted):
    before = stored(doubted), days_of(doubted)
    done = dismiss(which=noon(doubted), **BY)
    assert (stored(doubted), days_of(doubted), done.days) == (*before, [])
    assert undecided().count() == 2
    assert ConflictDecision.objects.get().outcome == "dismissed"


@pytest.mark.parametrize("many", [{}, {"batch_id": 1}, {"day": date(2025, 5, 1)}])
def test_all_of_a_batch_or_a_day_are_decided_on_at_once(doubted, many):
    if "batch_id" in many:
        many = {"batch_id": ReadingConflict.objects.first().batch_id}
    assert accepted(Which(doubted, **many)).decision.conflicts == 3
    assert not undecided().exists()
    assert [kwh for stamp, kwh in stored(doubted) if stamp[11:13] in ("10", "11", "12")] == [1.1, 1.2, 1.3]


def test_another_days_second_values_are_left_alone(doubted):
    with pytest.raises(ConflictDecidedError, match="No second value waits here any more"):
        accepted(Which(doubted, day=date(2025, 5, 2)))
    assert undecided().count() == 3


def test_a_value_is_decided_on_once_and_the_second_hears_who_was_quicker(doubted):
    which = noon(doubted)
    dismiss(which=which, **BY)
    with pytest.raises(ConflictDecidedError, match="dismissed by bola before: the first file was in Wh"):
        accepted(which)


def test_where_one_of_several_was_decided_on_meanwhile_none_is(doubted):
    first, second, _ = undecided().order_by("timestamp")
    dismiss(which=Which(doubted, ids=(first.pk,)), **BY)
    with pytest.raises(ConflictDecidedError, match="for 2025-05-01 10:00 UTC was dismissed by bola"):
        accepted(Which(doubted, ids=(first.pk, second.pk)))
    assert undecided().count() == 2


def test_two_values_of_one_instant_cannot_both_stand(doubted):
    send(doubted, [(NOON, 9.0)])
    with pytest.raises(ConflictUndecidableError, match="several second values for 2025-05-01 11:00 UTC"):
        accepted(Which(doubted))
    assert not ConflictDecision.objects.exists()
    assert dismiss(which=Which(doubted), **BY).decision.conflicts == 4


@pytest.mark.parametrize("reason", ["", " \n"])
@pytest.mark.parametrize("act", [accepted, lambda which, **by: dismiss(which=which, **(BY | by))])
def test_a_reason_has_to_be_given(doubted, act, reason):
    with pytest.raises(ConflictUndecidableError, match="only with a reason"):
        act(Which(doubted), reason=reason)


def test_a_dismissed_value_sent_again_does_not_come_back_and_a_first_value_sent_again_does(doubted):
    dismiss(which=noon(doubted), **BY)
    send(doubted, [(NOON, 1.2)])
    assert undecided().count() == 2
    accepted(Which(doubted))
    send(doubted, [(f"{DAY}T11:00:00", 1.11)])
    assert [(row.kwh, row.kept_kwh) for row in undecided()] == [(1.11, 1.1)]


def test_a_correction_is_taken_back_by_accepting_the_first_value_again(doubted):
    before = days_of(doubted)
    accepted(noon(doubted))
    send(doubted, [(NOON, 1.12)])
    accepted(Which(doubted, ids=(undecided().get(kwh=1.12).pk,)))
    assert days_of(doubted)[0][2] == before[0][2]


def test_the_rooms_above_are_asked_first_and_told_afterwards(doubted):
    heard = []

    def ask(**kwargs):
        heard.append(("asked", kwargs["days"], kwargs["role"]))

    def tell(**kwargs):
        heard.append(("told", kwargs["days"], kwargs["corrected"], kwargs["why"]))

    correcting.connect(ask)
    evidence_changed.connect(tell)
    accepted(noon(doubted))
    correcting.disconnect(ask)
    evidence_changed.disconnect(tell)
    days = [date(2025, 5, 1)]
    assert heard == [("asked", days, "staff"), ("told", days, True, "one reading was corrected by bola")]


def test_one_ledger_entry_says_who_why_and_digests_of_both_values(doubted):
    accepted(noon(doubted))
    dismiss(which=Which(doubted), **BY)
    first, second = LedgerEntry.objects.filter(type__startswith="conflicts.").order_by("seq")
    data = json.loads(bytes(first.canonical))["data"]
    stamp = 1746097200 * 1_000_000
    digest = sha256(stamp.to_bytes(8, "big") + (1_200_000).to_bytes(8, "big")).hexdigest()
    assert (first.type, first.object, first.actor) == ("conflicts.accepted", f"inverter:{doubted.pk}", "bola")
    assert (data["reason"], data["conflicts"], data["second_values"]) == (BY["reason"], "1", digest)
    assert data["first_values"] != digest
    assert (second.type, second.data["conflicts"]) == ("conflicts.dismissed", "2")


@pytest.mark.parametrize("act", [accepted, lambda which: dismiss(which=which, **BY)])
def test_a_ledger_that_cannot_be_written_keeps_nothing(doubted, monkeypatch, act):
    before = stored(doubted), days_of(doubted)

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(conflicts, "append", broken)
    with pytest.raises(RuntimeError):
        act(Which(doubted))
    assert (stored(doubted), days_of(doubted), ConflictDecision.objects.count()) == (*before, 0)


@pytest.mark.parametrize("model", [ConflictDecision, DecidedConflict])
def test_decisions_are_append_only_at_the_models_and_the_databases_doors(doubted, model):
    accepted(noon(doubted))
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
