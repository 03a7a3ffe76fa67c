import json

import pytest
from django.db import connection

from credits.errors import MoveRefusedError, NotAllowedError, ReasonMissingError
from credits.flag_selectors import open_flags
from credits.models import CarbonCredit, FlagDecision
from credits.services import decisions
from credits.services.decisions import uphold
from credits.services.lifecycle import change_status
from inverters.services.master_data import save_equipment
from lumix import modes
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.factories import ADA, HONEST, NOW, again, flagged, verified

pytestmark = pytest.mark.django_db
WHY = "the meter counts another circuit too"


def upheld(*found: CarbonCredit, reason: str = WHY, role: Role = Role.STAFF) -> list[FlagDecision]:
    return uphold(credit_ids=[one.pk for one in found], reason=reason, actor=ADA, role=role, now=NOW)


def lift(found: CarbonCredit, role: Role) -> CarbonCredit:
    return change_status(
        inverter_id=found.inverter_id, day=HONEST, status="PENDING", reason=WHY, actor=ADA, role=role, now=NOW
    )


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR])
def test_an_upheld_flag_stays_and_waits_for_nobody(role):
    found = flagged()
    assert open_flags().count() == 1
    [kept] = upheld(found, role=role)
    found.refresh_from_db()
    assert (found.status, open_flags().count()) == ("FLAGGED", 0)
    assert (kept.reason, kept.actor, kept.role, kept.cause) == (WHY, ADA, role, found.cause)
    assert kept.verdict == found.verdicts.last()


def test_it_is_in_the_ledger_with_its_reason():
    found = flagged()
    upheld(found)
    entry = LedgerEntry.objects.latest("seq")
    data = json.loads(bytes(entry.canonical))["data"]
    assert (entry.type, entry.object, data["reason"]) == ("flag.upheld", f"credit:{found.pk}", WHY)
    assert data["flags"][0]["date"] == "2016-07-04"


def test_a_flag_of_a_later_verdict_is_to_be_decided_on_anew():
    found = flagged()
    upheld(found)
    version = found.inverter.equipment.get()
    version.capacity_kw = 6.1
    save_equipment(equipment=version, actor=ADA, now=NOW)
    again(found)
    assert open_flags().get() == found
    assert len(upheld(found)) == 1


@pytest.mark.parametrize(
    ("reason", "role", "refusal"), [(" ", Role.STAFF, ReasonMissingError), (WHY, Role.ADMIN, NotAllowedError)]
)
def test_it_takes_a_reason_and_the_role_for_it(reason, role, refusal):
    found = flagged()
    with pytest.raises(refusal):
        upheld(found, reason=reason, role=role)
    assert not FlagDecision.objects.exists()


def test_what_is_flagged_no_more_or_upheld_before_is_not_upheld():
    with pytest.raises(MoveRefusedError, match="A flag is there no more"):
        upheld(verified())
    found = flagged()
    upheld(found)
    with pytest.raises(MoveRefusedError, match="The flag of 2016-07-04 was upheld before"):
        upheld(found)


def test_without_the_ledgers_entry_nothing_is_kept(monkeypatch):
    found = flagged()

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(decisions, "append", broken)
    with pytest.raises(RuntimeError):
        upheld(found)
    assert not FlagDecision.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMIN])
def test_in_closed_mode_whoever_sells_cannot_lift_a_flag(monkeypatch, role):
    found = flagged()
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    with pytest.raises(NotAllowedError, match="propose a waiver of the check"):
        lift(found, role)
    found.refresh_from_db()
    assert found.status == "FLAGGED"


def test_in_closed_mode_an_auditor_lifts_it_and_that_is_kept_as_a_decision(monkeypatch):
    found = flagged()
    monkeypatch.setattr(modes, "current", lambda: modes.CLOSED)
    assert lift(found, Role.AUDITOR).status == "PENDING"
    kept = FlagDecision.objects.get()
    assert (kept.outcome, kept.reason, kept.role, kept.verdict) == ("lifted", WHY, "auditor", found.verdicts.last())


def test_an_auditor_does_not_sell():
    found = verified()
    with pytest.raises(NotAllowedError, match="does not sell"):
        change_status(
            inverter_id=found.inverter_id,
            day=HONEST,
            status="SUBMITTED",
            reason="",
            actor=ADA,
            role=Role.AUDITOR,
            now=NOW,
        )


def test_decisions_cannot_be_changed_by_the_databases_own_door():
    upheld(flagged())
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE credits_flagdecision SET reason = 'none'")
