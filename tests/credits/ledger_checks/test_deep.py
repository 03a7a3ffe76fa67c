"""What `verify_ledger --deep` finds of credits, verdicts, waivers and factors that were changed behind the ledger."""

import re
from datetime import timedelta

import pytest

from credits.models import CarbonCredit, EmissionFactor, Verdict, Waiver
from credits.services.factors import save_factor
from credits.services.findings import dismiss_finding, open_finding, uphold_finding
from credits.services.lifecycle import change_status
from inverters.conflict_selectors import Which
from lumix.ledger.deep import verify_deep
from lumix.modes import Role
from tests.credits.adjusting import accepted, corrected, sold
from tests.credits.factories import ADA, HALF_PAST, HONEST, NOW, again, flagged, send, verified
from tests.credits.waiving import BAYO, LATE_SUN, LATER, WHY, proposed, refused, signed, stuck
from tests.ledger.tampering import force

pytestmark = pytest.mark.django_db
CREDITS, VERDICTS = "credits_carboncredit", "credits_verdict"
DAY = f"credit of inverter 0 on {HONEST}: "


def told() -> list[str]:
    """Without the numbers that a database gives: they differ between two runs."""
    report, deep = verify_deep()
    assert (report.fault, deep is None) == (None, False)
    return [re.sub(r"(inverter|verdict|waiver|factor) \d+", r"\1 0", str(one)) for one in deep.differences]


def moved(found: CarbonCredit, status: str, role: Role = Role.STAFF) -> CarbonCredit:
    return change_status(
        inverter_id=found.inverter_id, day=found.date, status=status, reason=WHY, actor=ADA, role=role, now=LATER
    )


def a_submitted_one() -> None:
    moved(verified(), "SUBMITTED")


def one_that_new_readings_sent_back() -> None:
    found = verified()
    send(found.inverter, [HALF_PAST], now=LATER)
    again(found, LATER)
    again(found, LATER)


def a_lifted_flag() -> None:
    again(moved(flagged(), "PENDING", Role.AUDITOR), LATER)


def a_flag_that_gave_way_and_came_back() -> None:
    found = flagged()
    refused(proposed(found, found.cause))


def a_countersigned_waiver() -> None:
    found = stuck()
    signed(proposed(found))
    send(found.inverter, [LATE_SUN], now=LATER + timedelta(hours=1))
    again(found, LATER + timedelta(hours=1))
    proposed(found, reason="again")  # the first one lapses


def another_factor() -> None:
    verified()
    factor = EmissionFactor.objects.get()
    factor.kg_co2_per_kwh = "1.1"
    save_factor(factor=factor, actor=ADA, now=LATER)


def corrections_of_what_was_sold() -> None:
    found = sold()
    for times in (0.5, 1.0, 3.0):
        corrected(found, times)


def a_late_reading_that_was_taken_in() -> None:
    found = sold()
    send(found.inverter, [HALF_PAST], now=LATER)
    accepted(Which(found.inverter, day=HONEST))


def findings_upheld_and_dismissed() -> None:
    by = {"role": Role.AUDITOR, "now": LATER, "reason": WHY}
    for found in (verified(), sold()):
        opened = [open_finding(credit_id=found.pk, actor=BAYO, **by)]
        dismiss_finding(finding_id=opened[0].pk, actor=ADA, **by)
        opened.append(open_finding(credit_id=found.pk, actor=BAYO, **by))
        uphold_finding(finding_id=opened[1].pk, actor=ADA, **by)


LAWFUL = (
    a_submitted_one,
    one_that_new_readings_sent_back,
    a_lifted_flag,
    a_flag_that_gave_way_and_came_back,
    a_countersigned_waiver,
    corrections_of_what_was_sold,
    a_late_reading_that_was_taken_in,
    findings_upheld_and_dismissed,
)


@pytest.mark.parametrize("act", LAWFUL, ids=lambda act: act.__name__)
def test_what_is_done_by_the_rules_leaves_no_difference(act):
    act()
    assert told() == []


def test_a_factor_that_was_changed_by_the_rules_is_known(settings):
    factor = EmissionFactor.objects.get()
    factor.note = "checked"
    save_factor(factor=factor, actor=ADA, now=LATER)
    assert told() == []
    EmissionFactor.objects.update(kg_co2_per_kwh="2")
    assert told() == ["emission factor 0: kg_co2_per_kwh is '2' and was '1.2' at entry 1"]


def test_the_published_factor_stands_without_an_entry_as_long_as_it_is_the_published_one():
    assert told() == []
    EmissionFactor.objects.update(kg_co2_per_kwh="2")
    assert told() == ["emission factor 0: no entry of the ledger tells of it"]


def inserted_credit() -> None:
    row = CarbonCredit.objects.get()
    row.pk, row.date = None, HONEST + timedelta(days=1)
    row.save()


def deleted_credit() -> None:
    force(VERDICTS, f"DELETE FROM {VERDICTS}", f"DELETE FROM {CREDITS}")


def inserted_verdict() -> None:
    row = Verdict.objects.get()
    row.pk, row._state.adding = None, True
    row.save()


def forced(sql: str):
    return lambda: force(VERDICTS, sql)


def set_credit(**columns: object):
    return lambda: CarbonCredit.objects.update(**columns)


TAMPERED = {
    "tonnes": (set_credit(grams=99), [f"{DAY}grams is '99' and was '"]),
    "energy": (set_credit(milliwatt_hours=99), [f"{DAY}milliwatt_hours is '99' and was '"]),
    "status": (set_credit(status="SUBMITTED"), [f"{DAY}status is 'SUBMITTED' and was 'VERIFIED' at entry 6"]),
    "correlation": (set_credit(correlation=1), [f"{DAY}correlation is '1' and was '0.9"]),
    "waived": (set_credit(verified_by_waiver=True), [f"{DAY}by_waiver is True and was False at entry 6"]),
    "reason": (set_credit(flagged_reason="all is well"), [f"{DAY}words is '"]),
    "a credit inserted": (inserted_credit, ["credit of inverter 0 on 2016-07-05: no entry of the ledger tells of it"]),
    "a credit deleted": (
        deleted_credit,
        [f"{DAY}the row is not there any more; entry 6", "verdict 0 of inverter 0: the row is not there any more; en"],
    ),
    "a verdict's outcome": (
        forced(f"UPDATE {VERDICTS} SET status = 'FLAGGED'"),
        ["verdict 0 of inverter 0: verdict is 'FLAGGED' and was 'VERIFIED', digest is '"],
    ),
    "a verdict's figure": (
        forced(f"UPDATE {VERDICTS} SET correlation = 1"),
        ["verdict 0 of inverter 0: correlation is '1' and was '0.9"],
    ),
    "what a verdict saw": (
        forced(f"UPDATE {VERDICTS} SET readings_digest = satellite_digest"),
        ["verdict 0 of inverter 0: digest is '"],
    ),
    "a check's figure": (forced(f"UPDATE {VERDICTS} SET words = '{{}}'"), ["verdict 0 of inverter 0: digest is '"]),
    "the sentences": (
        lambda: force("credits_checktexts", "UPDATE credits_checktexts SET content = '[]'"),
        ["check texts 0: its sentences are not those of "],
    ),
    "who judged": (
        forced(f"UPDATE {VERDICTS} SET actor = 'eve'"),
        ["verdict 0 of inverter 0: actor is 'eve' and was 'ada', digest is '"],
    ),
    "a verdict inserted": (inserted_verdict, ["verdict 0 of inverter 0: no entry of the ledger tells of it"]),
    "a verdict deleted": (
        forced(f"DELETE FROM {VERDICTS}"),
        ["verdict 0 of inverter 0: the row is not there any more; entry 6 tells of it"],
    ),
}


@pytest.mark.parametrize(("act", "wanted"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_behind_the_ledger_is_named_with_its_row_and_its_entry(act, wanted):
    verified()
    act()
    found = told()
    assert [one[: len(start)] for one, start in zip(found, wanted, strict=True)] == wanted, found


def test_a_signature_that_nobody_gave_is_found():
    waiver = proposed(stuck())
    signature = {"state": "countersigned", "countersigned_by": BAYO, "countersigned_at": NOW}
    Waiver.objects.filter(pk=waiver.pk).update(**signature)
    [one] = told()
    assert one.startswith("waiver 0 of inverter 0: state is 'countersigned' and was 'proposed' at entry ")


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("credits_adjustment", "grams = 0", "adjustment"),
        ("credits_correction", "milliwatt_hours = 1", "correction"),
        ("credits_finding", "opened_by = 'nobody'", "finding"),
        ("credits_findingdecision", "outcome = 'dismissed', adjustment_id = NULL", "finding"),
    ],
)
def test_what_happened_after_submission_is_not_changed_behind_the_ledger(table, change, words):
    found = sold()
    corrected(found, 0.5)
    by = {"role": Role.AUDITOR, "now": LATER, "reason": WHY}
    finding = open_finding(credit_id=found.pk, actor=BAYO, **by)
    uphold_finding(finding_id=finding.pk, actor=ADA, **by)
    force(table, f"UPDATE {table} SET {change}")
    assert {one.split()[0] for one in told()} == {words}
