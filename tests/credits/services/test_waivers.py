import json

import pytest

from credits.errors import MoveRefusedError, NotAllowedError, NotWaivableError, ReasonMissingError
from credits.models import CarbonCredit, Verdict, Waiver, WaiverState
from credits.services import judging, waivers
from credits.services.lifecycle import change_status
from credits.services.waivers import propose_many
from inverters.services.master_data import save_equipment
from lumix import modes
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.factories import (
    ADA,
    HONEST,
    NOW,
    again,
    checks_of,
    flagged,
    golden_rows,
    judged,
    pending,
    plant,
    send,
    submitted,
    verified,
)
from tests.credits.waiving import BAYO, LATE_SUN, WHY, by_waiver, failing, proposed, refused, signed, stuck, withdrawn

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str]]:
    """The ledger's waiver entries: type, actor, reason."""
    entries = LedgerEntry.objects.filter(type__startswith="waiver.").order_by("seq")
    return [(e.type, e.actor, json.loads(bytes(e.canonical))["data"]["reason"]) for e in entries]


def state_of(found: CarbonCredit) -> tuple[str, str, bool]:
    found.refresh_from_db()
    return found.status, found.cause, found.verified_by_waiver


# Proposed and decided ------------------------------------------------------------------------------------------------


def test_a_proposal_leaves_the_credit_pending_until_an_auditor_has_decided():
    found = stuck()
    waiver = proposed(found)
    assert state_of(found) == ("PENDING", "awaits_auditor", False)
    assert found.flagged_reason.startswith("Awaits an auditor")
    assert (waiver.state, waiver.proposed_by, waiver.reason) == (WaiverState.PROPOSED, ADA, WHY)


def test_an_auditors_signature_verifies_it_and_says_so_for_ever():
    found = stuck()
    waiver = signed(proposed(found))
    assert state_of(found) == ("VERIFIED", "", True)
    assert (waiver.state, waiver.countersigned_by) == (WaiverState.COUNTERSIGNED, BAYO)
    check = checks_of(found.verdicts.last())["stuck"]
    assert (check["outcome"], check["waived"]) == ("fail", True)
    assert found.verdicts.last().rests_on_waiver


def test_judging_again_with_the_same_waiver_records_nothing_new():
    found = by_waiver()
    before = Verdict.objects.count(), LedgerEntry.objects.count()
    assert again(found).verified_by_waiver
    assert (Verdict.objects.count(), LedgerEntry.objects.count()) == before


def test_a_flag_is_waived_only_once_every_check_that_flags_is_signed_for():
    found = flagged()
    names = failing(found)
    assert len(names) > 2
    asked = [proposed(found, name) for name in names[:1]]
    assert state_of(found)[0] == "FLAGGED"
    asked += [proposed(found, name) for name in names[1:]]
    assert state_of(found)[:2] == ("PENDING", "awaits_auditor")
    for waiver in asked:
        assert state_of(found)[0] == "PENDING"
        signed(waiver)
    assert state_of(found) == ("VERIFIED", "", True)


def test_checks_of_several_days_are_proposed_in_one_act_and_each_day_judged_once():
    found, second = flagged(), stuck(times=0.97)
    names = failing(found)
    made = propose_many(credit_ids=[found.pk, second.pk], check_names=[*names, "stuck"], reason=WHY, actor=ADA, now=NOW)
    assert {(one.credit_id, one.check_name) for one in made} == {(found.pk, name) for name in names} | {
        (second.pk, name) for name in [*names, "stuck"] if name in failing(second)
    }
    assert state_of(found)[:2] == state_of(second)[:2] == ("PENDING", "awaits_auditor")
    assert len([kind for kind, *_ in told() if kind == "waiver.proposed"]) == len(made)


def test_what_is_proposed_already_or_does_not_fail_is_not_proposed_with_others():
    found = stuck()
    proposed(found)
    with pytest.raises(NotWaivableError, match="None of these checks fails"):
        propose_many(credit_ids=[found.pk], check_names=["stuck", "correlation"], reason=WHY, actor=ADA, now=NOW)
    assert Waiver.objects.count() == 1


def test_a_check_that_nobody_may_waive_keeps_all_from_being_proposed():
    found, half = stuck(), plant()
    send(half, golden_rows(times=0.9)[:12])
    ids = [found.pk, judged(half).pk]
    with pytest.raises(NotWaivableError, match="The check daylight cannot be waived"):
        propose_many(credit_ids=ids, check_names=["stuck", "daylight"], reason=WHY, actor=ADA, now=NOW)
    assert not Waiver.objects.exists()


def test_a_refused_waiver_of_a_flag_brings_the_flag_back():
    found = flagged()
    asked = [proposed(found, name) for name in failing(found)]
    refused(asked[0])
    assert state_of(found)[:2] == ("FLAGGED", asked[0].check_name)


def test_a_refused_waiver_leaves_the_finding_and_may_be_proposed_again():
    found = stuck()
    waiver = refused(proposed(found))
    assert state_of(found) == ("PENDING", "stuck", False)
    assert (waiver.state, waiver.ended_by, waiver.decision_reason) == (WaiverState.REFUSED, BAYO, "no sheet")
    assert proposed(found).state == WaiverState.PROPOSED


def test_a_withdrawn_proposal_leaves_the_finding():
    found = stuck()
    withdrawn(proposed(found))
    assert state_of(found) == ("PENDING", "stuck", False)


def test_a_signature_taken_back_takes_the_verdict_with_it():
    found = by_waiver()
    waiver = Waiver.objects.get()
    with pytest.raises(NotAllowedError, match="withdrawn once it is countersigned by an auditor"):
        withdrawn(waiver)
    withdrawn(waiver, Role.AUDITOR)
    assert state_of(found) == ("PENDING", "stuck", False)


# Who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decide", [signed, refused])
@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_only_an_auditor_decides(decide, role):
    waiver = proposed(stuck())
    before = LedgerEntry.objects.count()
    with pytest.raises(NotAllowedError, match=f"from {role}. In open mode nobody logs in, so no auditor can be known"):
        decide(waiver, role=role)
    assert Waiver.objects.get().state == WaiverState.PROPOSED
    assert LedgerEntry.objects.count() == before


def test_whoever_proposed_cannot_countersign_whatever_his_role():
    waiver = proposed(stuck())
    with pytest.raises(NotAllowedError, match="another auditor"):
        signed(waiver, actor=ADA)
    assert Waiver.objects.get().state == WaiverState.PROPOSED


@pytest.mark.parametrize("decide", [signed, refused, withdrawn])
def test_a_waiver_is_decided_once(decide):
    waiver = refused(proposed(stuck()))
    with pytest.raises(MoveRefusedError, match="decided on before: it is refused by an auditor"):
        decide(waiver)


# What cannot be waived -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["daylight", "published", "quantity", "day_over", "production"])
def test_missing_evidence_cannot_be_waived(name):
    with pytest.raises(NotWaivableError, match=f"The check {name} cannot be waived"):
        proposed(stuck(), name)


@pytest.mark.parametrize(
    ("name", "sentence"), [("correlation", "nothing to waive"), ("luck", "no check luck; those that can be waived are")]
)
def test_there_must_be_a_finding_to_waive(name, sentence):
    with pytest.raises(NotWaivableError, match=sentence):
        proposed(stuck(), name)


def test_a_check_that_a_day_need_not_pass_is_not_waived_while_it_is_inconclusive():
    found = verified()
    names = [name for name, check in checks_of(found.verdicts.last()).items() if check["outcome"] == "inconclusive"]
    for name in names:
        with pytest.raises(NotWaivableError, match="it is inconclusive"):
            proposed(found, name)


def test_a_credit_that_was_not_judged_has_nothing_to_waive():
    with pytest.raises(NotWaivableError, match="not judged yet"):
        proposed(pending())


def test_a_submitted_credit_is_final():
    with pytest.raises(MoveRefusedError, match="was submitted and is final"):
        proposed(submitted())


def test_the_same_is_not_proposed_twice():
    found = stuck()
    proposed(found)
    with pytest.raises(MoveRefusedError, match="there already"):
        proposed(found)
    assert Waiver.objects.count() == 1


@pytest.mark.parametrize("act", [lambda: proposed(stuck(), reason=" "), lambda: refused(proposed(stuck()), reason="")])
def test_a_reason_has_to_be_given(act):
    with pytest.raises(ReasonMissingError):
        act()


# When the evidence moves ---------------------------------------------------------------------------------------------


def test_other_readings_take_a_waivers_force_away():
    found = by_waiver()
    send(found.inverter, [LATE_SUN])
    assert state_of(found) == ("PENDING", "not_judged", False)
    again(found)
    assert state_of(found) == ("PENDING", "stuck", False)


def test_other_equipment_takes_a_waivers_force_away():
    found = by_waiver()
    version = found.inverter.equipment.get()
    version.dc_capacity_kwp = 7.0
    save_equipment(equipment=version, actor=ADA, now=NOW)
    again(found)
    assert state_of(found) == ("PENDING", "stuck", False)


def test_a_waiver_for_other_evidence_gives_way_to_a_new_one():
    found = by_waiver()
    send(found.inverter, [LATE_SUN])
    again(found)
    fresh = proposed(found)
    old = Waiver.objects.exclude(pk=fresh.pk).get()
    assert (old.state, old.countersigned_by, fresh.state) == (WaiverState.LAPSED, BAYO, WaiverState.PROPOSED)


def test_what_changed_since_the_judging_has_to_be_judged_first():
    found = stuck()
    send(found.inverter, [LATE_SUN])
    with pytest.raises(NotWaivableError, match="verify it again"):
        proposed(found)


def test_an_auditor_cannot_sign_for_readings_that_came_after_the_proposal():
    found = stuck()
    waiver = proposed(found)
    send(found.inverter, [LATE_SUN])
    with pytest.raises(MoveRefusedError, match="changed since this waiver was proposed"):
        signed(waiver)


def test_a_waiver_signed_while_the_day_is_judged_is_not_passed_over(monkeypatch):
    found = stuck()
    waiver, assess = proposed(found), judging.assess
    once = iter([True])

    def assess_then_sign(*given, **named):
        answer = assess(*given, **named)
        if next(once, False):
            signed(waiver)
        return answer

    monkeypatch.setattr(judging, "assess", assess_then_sign)
    assert again(found).verified_by_waiver


# On record, and handed in --------------------------------------------------------------------------------------------


def test_every_act_is_in_the_ledger_with_its_reason_and_its_evidence():
    found = stuck()
    refused(proposed(found))
    withdrawn(proposed(found, reason="again"))
    signed(proposed(found, reason="once more"))
    assert told() == [
        ("waiver.proposed", ADA, WHY),
        ("waiver.refused", BAYO, "no sheet"),
        ("waiver.proposed", ADA, "again"),
        ("waiver.withdrawn", ADA, "found the hours"),
        ("waiver.proposed", ADA, "once more"),
        ("waiver.countersigned", BAYO, "seen"),
    ]
    entry = LedgerEntry.objects.filter(type="waiver.countersigned").get()
    data = json.loads(bytes(entry.canonical))["data"]
    assert entry.object == f"credit:{found.pk}"
    assert (data["check"], data["readings"]) == ("stuck", found.verdicts.last().readings_digest)
    judged = json.loads(bytes(LedgerEntry.objects.filter(type="credits.verified").last().canonical))["data"]["verdicts"]
    assert [row["by_waiver"] for row in judged] == [True]


@pytest.mark.parametrize("act", [proposed, lambda found: signed(Waiver.objects.get())])
def test_a_ledger_that_cannot_be_written_keeps_nothing(monkeypatch, act):
    found = stuck()
    if act is not proposed:
        proposed(found)
    before = list(Waiver.objects.values()), state_of(found)

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(waivers, "append", broken)
    with pytest.raises(RuntimeError):
        act(found)
    assert (list(Waiver.objects.values()), state_of(found)) == before


def test_in_open_mode_a_waived_credit_cannot_be_submitted():
    found = by_waiver()
    with pytest.raises(MoveRefusedError, match="verified by a waiver and cannot be submitted in open mode"):
        submit(found)
    assert state_of(found)[0] == "VERIFIED"


def test_in_closed_mode_a_waived_credit_is_submitted_and_stays_marked(monkeypatch, settings):
    settings.SUBMIT_NEEDS_MONTH = False
    found = by_waiver()
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    submit(found)
    assert state_of(found) == ("SUBMITTED", "", True)


def submit(found: CarbonCredit) -> CarbonCredit:
    return change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)
