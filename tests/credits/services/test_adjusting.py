import pytest
from django.db import IntegrityError, connection, transaction

from credits.adjustment_selectors import adjusted, unsettled
from credits.errors import NotAllowedError
from credits.models import Adjustment, CarbonCredit, Correction, Status, Verdict
from credits.services import adjusting
from credits.services import corrected as correcting
from credits.services.corrected import judge_corrected, judge_waiting, why_not_added
from inverters.conflict_selectors import Which, undecided
from inverters.models import InverterReading, ProductionDay
from inverters.services.conflicts import dismiss
from lumix import modes
from lumix.ledger.append_only import AppendOnlyError
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.adjusting import (
    BAYO,
    LATER,
    SOLD,
    WHY,
    accepted,
    adjustments,
    corrected,
    net_grams,
    sent_again,
    sold,
)
from tests.credits.factories import ADA, HALF_PAST, HONEST, golden_rows, send, slow_grams

pytestmark = pytest.mark.django_db


def row(found: CarbonCredit) -> dict:
    return CarbonCredit.objects.filter(pk=found.pk).values().get()


def test_less_is_debited_at_once_and_the_credit_stays_as_it_was_sold():
    found = sold()
    before = row(found)
    corrected(found, times=0.5)
    assert row(found) == before
    [(kind, energy, mass)] = adjustments()
    assert (kind, energy) == ("correction", ProductionDay.objects.get().milliwatt_hours - found.milliwatt_hours)
    assert found.grams + mass == net_grams(found) == slow_grams(golden_rows(times=0.5))


def test_more_is_added_once_the_corrected_day_is_verified():
    found = sold()
    before = row(found)
    done = corrected(found, times=1.0)
    assert row(found) == before
    assert [one.verdict.status for one in done.adjustments] == [Status.VERIFIED]
    assert net_grams(found) == slow_grams(golden_rows())
    assert not unsettled().exists()


def test_more_than_the_sky_allows_is_judged_and_never_counts():
    found = sold()
    assert corrected(found, times=3.0).adjustments == []
    assert (adjustments(), found.verdicts.last().status) == ([], Status.FLAGGED)
    assert [one.pk for one in unsettled()] == [found.pk]
    assert net_grams(found) == found.grams


def test_what_waits_is_taken_up_again_and_added_once():
    found = sold()
    corrected(found, times=3.0)
    corrected(found, times=1.0)
    first = adjustments()
    assert judge_corrected(credit_ids=[found.pk], actor=ADA, now=LATER) == []
    assert (adjustments(), net_grams(found)) == (first, slow_grams(golden_rows()))


def test_corrections_one_after_the_other_come_to_the_last_one_to_the_gram():
    found = sold()
    for times in (0.5, 1.0, 0.25, 0.9):
        corrected(found, times)
    assert net_grams(found) == slow_grams(golden_rows(times=0.9))
    assert [energy > 0 for _, energy, _ in adjustments()] == [False, True, False, True]


def test_less_than_what_waits_debits_nothing():
    found = sold()
    corrected(found, times=3.0)
    corrected(found, times=2.5)
    assert adjustments() == []


def test_a_late_reading_waits_for_a_decision_and_changes_nothing_by_itself():
    found = sold()
    send(found.inverter, [HALF_PAST], now=LATER)
    assert [(one.kind, one.kwh, one.kept_kwh) for one in undecided()] == [("late", 0.25, 0.0)]
    assert (ProductionDay.objects.get().milliwatt_hours, adjustments()) == (found.milliwatt_hours, [])


def test_an_accepted_late_reading_counts_once_it_is_verified():
    found = sold(hours=slice(0, 23))
    send(found.inverter, golden_rows(times=SOLD)[23:], now=LATER)
    send(found.inverter, [HALF_PAST], now=LATER)
    accepted(Which(found.inverter, day=HONEST))
    states = set(InverterReading.objects.values_list("state", flat=True))
    assert states == {InverterReading.State.FINAL}
    assert net_grams(found) == found.grams + 300


def test_a_dismissed_late_reading_stays_and_counts_for_nothing():
    found = sold()
    send(found.inverter, [HALF_PAST], now=LATER)
    dismiss(which=Which(found.inverter, day=HONEST), reason=WHY, actor=BAYO, now=LATER)
    assert InverterReading.objects.get(timestamp=HALF_PAST[0]).state == InverterReading.State.LATE
    assert (adjustments(), undecided().exists(), net_grams(found)) == ([], False, found.grams)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_in_closed_mode_whoever_sells_cannot_change_what_was_sold(monkeypatch, role):
    found = sold()
    which = sent_again(found, 0.5)
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    with pytest.raises(NotAllowedError, match="was submitted, and whoever sells cannot change what was sold"):
        accepted(which, role)
    assert (adjustments(), undecided().exists()) == ([], True)


def test_in_closed_mode_what_may_not_be_submitted_is_not_added_either(monkeypatch):
    found = sold()
    which = sent_again(found, 1.0)
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert accepted(which).adjustments == []
    assert "month around 2016-07-04 is inconclusive" in why_not_added(found, found.verdicts.last())
    monkeypatch.setattr(modes, "current", lambda: modes.OPEN)
    assert [one.credit for one in judge_waiting(actor=ADA, now=LATER)] == [found]


def test_the_ledger_says_what_was_corrected_debited_and_added_with_digests_of_before_and_after():
    found = sold()
    sent = found.verdicts.last().readings_digest
    corrected(found, times=0.5)
    entries = {one.type: one for one in LedgerEntry.objects.filter(type__in=("credits.corrected", "credits.adjusted"))}
    [told] = entries["credits.adjusted"].data["adjustments"]
    [debit] = Adjustment.objects.all()
    assert (told["grams"], told["reason"], told["kind"]) == (str(debit.grams), WHY, "correction")
    assert (told["digest_before"], told["digest_after"]) == (sent, bytes(ProductionDay.objects.get().digest).hex())
    [correction] = entries["credits.corrected"].data["corrections"]
    assert (correction["digest_before"], entries["credits.corrected"].actor) == (sent, BAYO)


@pytest.mark.parametrize("writer", [adjusting, correcting])
def test_a_ledger_that_cannot_be_written_adjusts_nothing(monkeypatch, writer):
    found = sold()
    which = sent_again(found, 0.5)

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(writer, "append", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        accepted(which)
    assert (adjustments(), Correction.objects.exists(), undecided().exists()) == ([], False, True)


def test_judging_the_same_again_writes_nothing():
    found = sold()
    corrected(found, times=3.0)
    before = Verdict.objects.count(), LedgerEntry.objects.count()
    judge_corrected(credit_ids=[found.pk], actor=ADA, now=LATER)
    assert (Verdict.objects.count(), LedgerEntry.objects.count()) == before


def test_a_day_that_was_not_corrected_is_not_judged_after_it_was_sold():
    found = sold()
    assert judge_corrected(credit_ids=[found.pk], actor=ADA, now=LATER) == []
    assert found.verdicts.count() == 1


def test_adjustments_are_added_up_for_the_credits_that_are_asked_for():
    found = sold()
    corrected(found, times=0.5)
    corrected(found, times=0.9)
    mine, none = CarbonCredit.objects.filter(pk=found.pk), CarbonCredit.objects.filter(status=Status.PENDING)
    [down, up] = [mass for _, _, mass in adjustments()]
    assert (adjusted(mine).count, adjusted(mine).debited, adjusted(mine).added) == (2, -down, up)
    assert (adjusted().grams, adjusted(none).count) == (down + up, 0)


@pytest.mark.parametrize("model", [Adjustment, Correction])
def test_they_are_append_only_at_the_models_and_the_databases_doors(model):
    corrected(sold(), times=0.5)
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize(
    "wrong",
    [{"milliwatt_hours": 5, "grams": 1}, {"milliwatt_hours": 0, "grams": 0}, {"milliwatt_hours": -5, "grams": 1}],
    ids=["more without a verdict", "nothing", "two signs"],
)
def test_the_database_refuses_an_adjustment_that_cannot_be(wrong):
    facts = {"kind": "correction", "reason": WHY, "actor": BAYO, "adjusted_at": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.create(credit=sold(), **facts, **wrong)
