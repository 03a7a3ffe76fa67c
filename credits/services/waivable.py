"""What a verdict found that could be waived, and whether it still stands on the same evidence."""

from typing import Any

from credits.errors import NotWaivableError
from credits.models import CarbonCredit, Verdict
from credits.selectors import latest_verdicts
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.finding import Outcome
from credits.verification.waivers import INDISPENSABLE
from credits.waiver_selectors import Digests, standing_waivers, told_for
from inverters.models import Inverter, ProductionDay
from inverters.selectors import equipment_digest, equipment_on

OPTIONAL = frozenset(check.name for check in (*DAY_CHECKS, *COPY_CHECKS) if not check.needed)
"""A day can be VERIFIED while these are inconclusive."""

TOLD = {Outcome.PASS: "passed", Outcome.INCONCLUSIVE: "inconclusive"}

Finding = dict[str, Any]
"""A check as a verdict stores it."""


def finding_to_waive(credit: CarbonCredit, verdict: Verdict | None, check_name: str) -> Finding:
    """What the last verdict says of the check. Raises NotWaivableError where it cannot be waived."""
    if verdict is None:
        raise NotWaivableError(
            f"The credit of {credit.date} was not judged yet: verify it, then it is seen what fails."
        )
    if check_name in INDISPENSABLE:
        raise NotWaivableError(f"The check {check_name} cannot be waived. {INDISPENSABLE[check_name]}")
    finding = named(verdict, check_name)
    if finding["outcome"] == Outcome.PASS or (finding["outcome"] == Outcome.INCONCLUSIVE and check_name in OPTIONAL):
        raise NotWaivableError(
            f"The check {check_name} does not stand against {credit.date}, it is {TOLD[finding['outcome']]}: there is "
            "nothing to waive."
        )
    if (verdict.readings_digest, verdict.equipment_digest) != evidence_now(credit):
        raise NotWaivableError(
            f"The evidence of {credit.date} changed since it was judged: verify it again, then it is seen what fails."
        )
    return finding


def failing(credit_ids: list[int], check_names: list[str]) -> list[tuple[int, str]]:
    """Those of the checks that fail on each of these days and that no waiver of the same evidence stands for."""
    verdicts, standing = latest_verdicts(credit_ids), standing_waivers(credit_ids)
    found = []
    for credit_id in sorted(credit_ids):
        if verdict := verdicts.get(credit_id):
            told = verdict.readings_digest, verdict.equipment_digest
            asked = {one.check_name for one in standing.get(credit_id, ()) if told_for(one) == told}
            failed = [name for name, outcome in verdict.outcomes_by_check.items() if outcome == Outcome.FAIL]
            found += [(credit_id, name) for name in failed if name in check_names and name not in asked]
    return found


def named(verdict: Verdict, check_name: str) -> Finding:
    """What a verdict says of a check. Raises NotWaivableError where it has none of that name."""
    found = next((check for check in verdict.checks if check["name"] == check_name), None)
    if found is None:
        known = ", ".join(check["name"] for check in verdict.checks if check["name"] not in INDISPENSABLE)
        raise NotWaivableError(f"The last verdict has no check {check_name}; those that can be waived are {known}.")
    return found


def evidence_now(credit: CarbonCredit) -> Digests:
    """Digests of the day's readings and equipment as they are stored now."""
    inverter = Inverter.objects.with_equipment().get(pk=credit.inverter_id)
    production = ProductionDay.objects.filter(inverter=inverter, date=credit.date).first()
    readings = bytes(production.digest).hex() if production else ""
    return readings, equipment_digest(equipment_on(inverter, credit.date), inverter)
