from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from credits.accounting import grams
from credits.errors import MoveRefusedError, NotAllowedError, ReasonMissingError
from credits.finding_selectors import open_findings
from credits.flag_selectors import open_flags
from credits.models import CarbonCredit, Finding, FindingDecision, FlagDecision, Status
from credits.services import findings
from credits.services.corrected import judge_corrected
from credits.services.findings import dismiss_finding, open_finding, uphold_finding
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from credits.services.waivers import propose
from inverters.models import ReadingConflict
from lumix import modes
from lumix.ledger.append_only import AppendOnlyError
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.adjusting import BAYO, LATER, WHY, accepted, adjustments, corrected, net_grams, sent_again, sold
from tests.credits.factories import ADA, HONEST, NOW, flagged, pending, send, verified

pytestmark = pytest.mark.django_db
CHIKA = "chika"
"""Another auditor."""
FOUND = "the inverter stood in a shop window: the installer's photographs"


@pytest.fixture
def sold_closed(monkeypatch):
    """What was sold, in closed mode since: there a single day's month is too little to sell it."""
    found = sold()
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    return found


def opened(found: CarbonCredit, **changes: object) -> Finding:
    by = {"reason": FOUND, "actor": BAYO, "role": Role.AUDITOR, "now": LATER}
    return open_finding(credit_id=found.pk, **(by | changes))


def upheld(finding: Finding, **changes: object) -> FindingDecision:
    by = {"reason": WHY, "actor": CHIKA, "role": Role.AUDITOR, "now": LATER}
    return uphold_finding(finding_id=finding.pk, **(by | changes))


def dismissed(finding: Finding, **changes: object) -> FindingDecision:
    by = {"reason": WHY, "actor": CHIKA, "role": Role.AUDITOR, "now": LATER}
    return dismiss_finding(finding_id=finding.pk, **(by | changes))


def row(found: CarbonCredit) -> dict:
    return CarbonCredit.objects.filter(pk=found.pk).values().get()


def test_an_upheld_finding_debits_what_was_sold_and_leaves_the_credit_untouched():
    found = sold()
    before = row(found)
    finding = opened(found)
    assert (finding.milliwatt_hours, adjustments()) == (found.milliwatt_hours, [])
    upheld(finding)
    assert adjustments() == [("finding", -found.milliwatt_hours, -found.grams)]
    assert (row(found), net_grams(found)) == (before, 0)


def test_a_debit_of_a_part_leaves_the_rest_rounded_down_once():
    found = sold()
    decision = upheld(opened(found, milliwatt_hours=1_234_567))
    rest = grams(found.milliwatt_hours - 1_234_567, found.factor.kg_co2_per_kwh)
    assert net_grams(found) == rest
    assert decision.adjustment.grams == rest - found.grams


def test_whoever_decides_may_find_another_debit_right():
    found = sold()
    upheld(opened(found), milliwatt_hours=1_000_000)
    assert adjustments() == [("finding", -1_000_000, -1_200)]


@pytest.mark.parametrize("too_much", [0, -5, 10**12])
def test_a_debit_is_of_something_and_of_no_more_than_there_is(too_much):
    found = sold()
    with pytest.raises(MoveRefusedError, match=r"more than 0 kWh and of at most the \d+\.\d+ kWh"):
        opened(found, milliwatt_hours=too_much)
    assert not Finding.objects.exists()


def test_nothing_is_debited_twice():
    found = sold()
    upheld(opened(found))
    with pytest.raises(MoveRefusedError, match="Nothing of the credit of 2016-07-04 is left to debit"):
        opened(found)


def test_a_dismissed_finding_debits_nothing_and_stays_on_record():
    found = sold()
    before = row(found)
    assert dismissed(opened(found)).outcome == "dismissed"
    assert (adjustments(), row(found), Finding.objects.count()) == ([], before, 1)


def test_a_finding_on_a_verified_day_flags_it_with_its_words():
    found = verified()
    finding = opened(found)
    found.refresh_from_db()
    assert (found.status, found.cause, finding.milliwatt_hours) == (Status.FLAGGED, "finding", 0)
    assert found.flagged_reason == f"Finding {finding.pk} by {BAYO}: {FOUND}"
    with pytest.raises(MoveRefusedError):
        change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)


def test_judging_it_again_does_not_lift_it():
    found = verified()
    opened(found)
    assert verify(credit_ids=[found.pk], actor=ADA, now=NOW)[0].status == Status.FLAGGED


def test_dismissed_it_is_judged_again_and_verified():
    found = verified()
    dismissed(opened(found))
    found.refresh_from_db()
    assert (found.status, FlagDecision.objects.get().outcome) == (Status.VERIFIED, "lifted")


def test_upheld_it_stays_flagged_as_decided():
    found = verified()
    upheld(opened(found))
    found.refresh_from_db()
    assert (found.status, FlagDecision.objects.get().outcome, adjustments()) == (Status.FLAGGED, "upheld", [])


@pytest.mark.parametrize("cause", ["finding", "rating"])
def test_what_two_people_upheld_one_auditor_does_not_lift(cause):
    found = verified()
    upheld(opened(found))
    CarbonCredit.objects.update(cause=cause)  # as after another judging that flags it too
    lift = {"status": "PENDING", "reason": "no", "actor": BAYO, "role": Role.AUDITOR, "now": LATER}
    with pytest.raises(MoveRefusedError, match="was upheld"):
        change_status(inverter_id=found.inverter_id, day=HONEST, **lift)
    with pytest.raises(MoveRefusedError, match="was upheld"):
        propose(credit_id=found.pk, check_name="rating", reason=WHY, actor=ADA, now=LATER)


def test_a_flag_by_a_check_is_not_lifted_by_dismissing_a_finding(monkeypatch):
    found = verified()
    finding = opened(found)
    CarbonCredit.objects.update(cause="rating")
    dismissed(finding)
    found.refresh_from_db()
    assert (found.status, FlagDecision.objects.exists()) == (Status.FLAGGED, False)


def flagged_too(found: CarbonCredit) -> Finding:
    """The finding of a day that a check flags as well: late readings say that the sun shone at night."""
    finding = opened(found)
    send(found.inverter, [(datetime(2016, 7, 4, 8, minute, tzinfo=UTC), 5.0) for minute in (15, 30, 45)], LATER)
    [again] = verify(credit_ids=[found.pk], actor=ADA, now=LATER)
    assert again.status == Status.FLAGGED
    assert again.cause not in ("", "finding")
    return finding


@pytest.mark.parametrize(("decide", "waits"), [(upheld, 0), (dismissed, 1)])
def test_a_day_that_a_check_flags_too_waits_with_its_finding_and_after_it_only_where_that_did_not_hold(decide, waits):
    finding = flagged_too(verified())
    assert (open_findings().count(), open_flags().count()) == (1, 0)
    decide(finding)
    assert (open_findings().count(), open_flags().count()) == (0, waits)


def test_while_it_is_open_no_other_way_leads_out_of_the_flag():
    found = verified()
    opened(found)
    which = sent_again(found, 0.9)
    with pytest.raises(MoveRefusedError, match="decide on it first"):
        accepted(which)
    with pytest.raises(MoveRefusedError, match="decide on it first"):
        change_status(inverter_id=found.inverter_id, day=HONEST, status="PENDING", reason="no", actor=BAYO, now=NOW)
    assert ReadingConflict.objects.filter(decided=None).exists()


def test_after_it_was_upheld_no_correction_brings_back_what_it_took():
    found = sold()
    corrected(found, times=3.0)
    upheld(opened(found))
    assert judge_corrected(credit_ids=[found.pk], actor=ADA, now=LATER) == []
    with pytest.raises(MoveRefusedError, match="was upheld: what that day is worth was decided by it"):
        corrected(found, times=0.9)


@pytest.mark.parametrize("day", [pending, flagged])
def test_a_day_that_is_worth_nothing_needs_no_finding(day):
    with pytest.raises(MoveRefusedError, match="is worth nothing as it stands"):
        opened(day())


def test_one_finding_at_a_time():
    found = sold()
    opened(found)
    with pytest.raises(MoveRefusedError, match="is open against 2016-07-04 already"):
        opened(found)


@pytest.mark.parametrize("decide", [upheld, dismissed])
def test_it_is_decided_once(decide):
    finding = opened(sold())
    upheld(finding)
    with pytest.raises(MoveRefusedError, match="was upheld by chika: the logger's own file says so"):
        decide(finding)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_reasons_are_asked_for(reason):
    found = sold()
    with pytest.raises(ReasonMissingError):
        opened(found, reason=reason)
    finding = opened(found)
    for decide in (upheld, dismissed):
        with pytest.raises(ReasonMissingError):
            decide(finding, reason=reason)
    assert not FindingDecision.objects.exists()


@pytest.mark.parametrize("decide", [upheld, dismissed])
def test_in_closed_mode_two_people_decide_and_neither_of_them_sells(sold_closed, decide):
    finding = opened(sold_closed)
    for role in (Role.STAFF, Role.ADMIN):
        with pytest.raises(NotAllowedError, match="whoever sells does not judge what he sold"):
            decide(finding, role=role)
    with pytest.raises(NotAllowedError, match="another auditor has to"):
        decide(finding, actor=BAYO)
    assert decide(finding).actor == CHIKA


def test_staff_may_report_and_an_admin_may_not(sold_closed):
    with pytest.raises(NotAllowedError):
        opened(sold_closed, role=Role.ADMIN)
    assert opened(sold_closed, actor=ADA, role=Role.STAFF).role == "staff"


def test_each_act_is_a_ledger_entry_under_the_credit():
    found = sold()
    finding = opened(found)
    decision = upheld(finding)
    entries = list(LedgerEntry.objects.filter(object=f"credit:{found.pk}").order_by("seq"))
    assert [one.type for one in entries][-3:] == ["finding.opened", "credits.adjusted", "finding.upheld"]
    assert (entries[-1].actor, entries[-1].data["adjustment"]) == (CHIKA, str(decision.adjustment_id))
    assert (entries[-1].data["opened_by"], entries[-3].data["reason"]) == (BAYO, FOUND)


def test_a_ledger_that_cannot_be_written_keeps_nothing(monkeypatch):
    found = verified()

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(findings, "append", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        opened(found)
    found.refresh_from_db()
    assert (found.status, Finding.objects.exists()) == (Status.VERIFIED, False)


@pytest.mark.parametrize("model", [Finding, FindingDecision])
def test_they_are_append_only_at_the_models_and_the_databases_doors(model):
    upheld(opened(sold()))
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_the_database_refuses_a_dismissal_that_debits():
    finding = opened(sold())
    taken = upheld(finding).adjustment
    other = Finding.objects.create(
        **{name: getattr(finding, name) for name in ("credit", "found_at", "milliwatt_hours", "reason")},
        opened_by=ADA, role="staff", opened_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingDecision.objects.create(
            finding=other, outcome="dismissed", adjustment=taken, reason=WHY, actor=BAYO, role="auditor", decided_at=NOW
        )
