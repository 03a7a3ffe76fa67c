"""Every page of ours by a name, for the tests of what holds on each of them. A new page is a line here."""

from tests.e2e import filling

DAY = "2016-07-04"
PAGES = {
    "fleet": "/",
    "inverters": "/fleet/inverters",
    "inverters_none": "/fleet/inverters?q=nobody",
    "credits": "/fleet/credits",
    "credits_none": "/fleet/credits?q=nobody",
    "audit_credits": f"/audit/{filling.FLAGGED}/credits",
    "pending": "/fleet/pending",
    "waiting": "/fleet/pending?cause=published",
    "flags": "/fleet/flags",
    "flags_findings": "/fleet/flags?show=findings",
    "flags_awaiting": "/fleet/flags?show=awaiting",
    "flags_conflicts": "/fleet/flags?show=conflicts",
    "flags_decided": "/fleet/flags?show=decided",
    "audit_flags": f"/audit/{filling.FLAGGED}/flags",
    "mend_clock": f"/audit/{filling.FLAGGED}/{DAY}/mend/clock",
    "mend_array": f"/audit/{filling.FLAGGED}/{DAY}/mend/array",
    "mend_waiver": f"/audit/{filling.FLAGGED}/{DAY}/mend/waiver?check=satellite",
    "verified": f"/audit/{filling.VERIFIED}/{DAY}",
    "flagged": f"/audit/{filling.FLAGGED}/{DAY}",
    "measured": f"/audit/{filling.MEASURED}",
    "unpublished": f"/audit/{filling.UNPUBLISHED}",
    "new": f"/audit/{filling.NEW}",
    "calendar": f"/audit/{filling.VERIFIED}/calendar",
    "calendar_ratio": f"/audit/{filling.VERIFIED}/calendar?by=ratio",
    "calendar_none": f"/audit/{filling.NEW}/calendar",
    "readings": f"/audit/{filling.VERIFIED}/readings",
    "uploads": f"/audit/{filling.VERIFIED}/readings?list=uploads",
    "second_values": f"/audit/{filling.VERIFIED}/readings?list=second",
    "gaps": f"/audit/{filling.VERIFIED}/readings?list=gaps",
    "correct": f"/audit/{filling.VERIFIED}/correct?day={DAY}",
    "ledger": f"/audit/{filling.VERIFIED}/ledger",
    "evidence": f"/audit/{filling.VERIFIED}/evidence",
    "evidence_none": f"/audit/{filling.NEW}/evidence",
    "chain": f"/audit/{filling.VERIFIED}/{DAY}/chain",
    "chain_flagged": f"/audit/{filling.FLAGGED}/{DAY}/chain",
    "limits": "/audit/limits",
    "runs": "/fleet/runs",
    "run": "/fleet/runs/1",
    "system": "/fleet/system",
    "upload": "/fleet/upload",
    "new inverter": "/fleet/inverters/new",
    "edit inverter": f"/fleet/inverters/{filling.MEASURED}/edit",
}
OTHERS = {"docs": "/docs", "admin": "/admin/login/"}
"""Pages by others under our policy and in our frame: their layout is theirs."""
LOG_IN = "/account/login"
CLOSED = {
    "log-in": LOG_IN,
    "tokens": "/account/tokens",
    "password": "/account/password",
    "closed system": "/fleet/system",
}
"""Pages that only closed mode has, or that it shows otherwise: tests/e2e/test_closed_mode.py opens them."""

FILE, FRAGMENT, ACT = "a file", "a part of a page, never a page", "an act: whoever merely looks is led elsewhere"
TOKEN = "a page of one file that was sent: tests/e2e/test_upload.py sends it and opens the page"
ELSEWHERE = {
    "upload_preview": TOKEN, "upload_stored": TOKEN,
    "upload_template": FILE, "upload_rejected": FILE, "inverters_csv": FILE, "credits_csv": FILE, "flags_csv": FILE,
    "pending_csv": FILE, "audit_readings_csv": FILE, "audit_evidence_zip": FILE, "audit_credit_zip": FILE,
    "credits_zip": FILE,
    "inverter_check": FRAGMENT, "upload_inverters": FRAGMENT,
    "audit_finding": ACT, "audit_corrected": ACT, "finding_uphold": ACT, "finding_dismiss": ACT,
    "audit_act": ACT, "credit_act": ACT, "inverters_act": ACT, "flags_decide": ACT, "conflicts_decide": ACT,
    "waiver_countersign": ACT, "waiver_refuse": ACT, "waiver_withdraw": ACT, "run_cancel": ACT, "system_verify": ACT,
    "audit_ledger_verify": ACT, "audit_chain_verify": ACT, "logout": ACT, "token_revoke": ACT,
}  # fmt: skip
"""Addresses that a browser asks and that are no page of this list, by why."""
