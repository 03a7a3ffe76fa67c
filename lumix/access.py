"""Who may do what: ONE table of role × address. `lumix.gate` holds pages, fragments and API to it alike.

A new address: give its `path()` a name, and its name a row in ADDRESSES. Without one it is refused, and a test fails.
"""

from enum import Enum, auto
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import ResolverMatch

from lumix import modes
from lumix.modes import Role

Roles = frozenset[Role]
NONE: Roles = frozenset()
STAFF: Roles = frozenset({Role.STAFF})
AUDITOR: Roles = frozenset({Role.AUDITOR})
ADMIN: Roles = frozenset({Role.ADMIN})
BOTH = STAFF | AUDITOR
ALL = BOTH | ADMIN
EVERYBODY = ALL | {Role.NOBODY}
"""Without an account too."""


class Kind(Enum):
    """How an address is asked, and how it refuses."""

    PAGE = auto()
    """By a browser with a session."""
    API = auto()
    """By a session or a token; refusals are JSON."""
    ACCOUNT = auto()
    """A page about accounts, of which open mode knows none."""
    ADMIN = auto()
    """Django's admin; in open mode its own log-in decides."""


class Row(NamedTuple):
    """Who may read an address, and who may change things there."""

    reads: Roles
    writes: Roles = NONE
    kind: Kind = Kind.PAGE


API, ACCOUNT = Kind.API, Kind.ACCOUNT
# fmt: off
ADDRESSES: dict[str, Row] = {
    # name                       who reads  who writes  kind
    "fleet":                 Row(ALL),
    "pending":               Row(ALL),
    "inverter_new":          Row(STAFF,     STAFF),
    "inverter_check":        Row(STAFF,     STAFF),
    "inverter_edit":         Row(STAFF,     STAFF),
    "upload":                Row(STAFF,     STAFF),
    "upload_template":       Row(STAFF),
    "upload_inverters":      Row(STAFF),
    "upload_preview":        Row(STAFF,     STAFF),
    "upload_rejected":       Row(STAFF),
    "upload_stored":         Row(STAFF,     STAFF),
    "flags":                 Row(ALL),
    "flags_csv":             Row(ALL),
    "flags_decide":          Row(ALL,       BOTH),  # upheld by both, proposed by both, lifted by auditors
    "conflicts_decide":      Row(ALL,       BOTH),  # on flagged days an auditor's
    "waiver_countersign":    Row(ALL,       AUDITOR),
    "waiver_refuse":         Row(ALL,       AUDITOR),
    "waiver_withdraw":       Row(ALL,       BOTH),
    "audit_flags":           Row(ALL),
    "audit_finding":         Row(ALL,       BOTH),  # staff report, auditors open
    "audit_corrected":       Row(ALL,       STAFF),
    "finding_uphold":        Row(ALL,       BOTH),  # by another auditor; in open mode by anybody
    "finding_dismiss":       Row(ALL,       BOTH),
    "mend":                  Row(STAFF,     STAFF),
    "pending_csv":           Row(ALL),
    "system":                Row(ALL),
    "system_verify":         Row(ALL,       ALL),  # recomputes the ledger and changes nothing in it
    "runs":                  Row(ALL,       STAFF),
    "run":                   Row(ALL),
    "run_cancel":            Row(ALL,       STAFF),
    "limits":                Row(ALL),
    "audit":                 Row(ALL),
    "audit_day":             Row(ALL),
    "audit_act":             Row(ALL,       STAFF),
    "audit_calendar":        Row(ALL),
    "audit_readings":        Row(ALL),
    "audit_readings_csv":    Row(ALL),
    "audit_correct":         Row(STAFF,     STAFF),
    "audit_ledger":          Row(ALL),
    "audit_ledger_verify":   Row(ALL,       ALL),  # reads the whole ledger, and changes nothing
    "audit_evidence":        Row(ALL),
    "audit_evidence_zip":    Row(ALL),
    "audit_credit_zip":      Row(ALL),
    "audit_chain":           Row(ALL),
    "audit_chain_verify":    Row(ALL,       ALL),  # works the chain out again, and changes nothing
    "inverters":             Row(ALL),
    "inverters_csv":         Row(ALL),
    "inverters_act":         Row(ALL,       STAFF),
    "audit_credits":         Row(ALL),
    "credits":               Row(ALL),
    "credits_csv":           Row(ALL),
    "credits_zip":           Row(ALL,       ALL),  # a file of the ticked ones, which changes nothing
    "credit_act":            Row(ALL,       STAFF),

    "api_inverters":         Row(ALL,       STAFF,      API),
    "api_inverter":          Row(ALL,       NONE,       API),
    "api_readings":          Row(ALL,       STAFF,      API),
    "api_corrections":       Row(ALL,       STAFF,      API),  # proposed; accepting is decided on as any second value
    "api_clock":             Row(ALL,       STAFF,      API),
    "api_calculate":         Row(ALL,       STAFF,      API),
    "api_credits":           Row(ALL,       NONE,       API),
    "api_credit":            Row(ALL,       NONE,       API),
    "api_verify":            Row(ALL,       STAFF,      API),
    "api_status":            Row(ALL,       BOTH,       API),  # staff submit, auditors lift flags
    "api_verdict":           Row(ALL,       NONE,       API),
    "api_waivers":           Row(ALL,       BOTH,       API),  # another auditor countersigns what one proposed
    "api_waiver_countersign": Row(ALL,      AUDITOR,    API),
    "api_waiver_refuse":     Row(ALL,       AUDITOR,    API),
    "api_waiver_withdraw":   Row(ALL,       BOTH,       API),
    "api_flag":              Row(ALL,       BOTH,       API),
    "api_credit_adjustments": Row(ALL,      STAFF,      API),  # staff ask for the judging of what was corrected
    "api_adjustments":       Row(ALL,       NONE,       API),
    "api_credit_findings":   Row(ALL,       BOTH,       API),  # staff report, auditors open
    "api_finding_uphold":    Row(ALL,       BOTH,       API),  # by another auditor; in open mode by anybody
    "api_finding_dismiss":   Row(ALL,       BOTH,       API),
    "api_findings":          Row(ALL,       NONE,       API),
    "api_conflicts":         Row(ALL,       NONE,       API),
    "api_conflict_accept":   Row(ALL,       BOTH,       API),  # on flagged days an auditor's
    "api_conflict_dismiss":  Row(ALL,       BOTH,       API),
    "api_conflicts_accept":  Row(ALL,       BOTH,       API),
    "api_conflicts_dismiss": Row(ALL,       BOTH,       API),
    "api_runs":              Row(ALL,       STAFF,      API),
    "api_run":               Row(ALL,       NONE,       API),
    "api_run_cancel":        Row(ALL,       STAFF,      API),
    "api_rules":             Row(ALL,       NONE,       API),
    "api_evidence":          Row(ALL,       NONE,       API),
    "api_fleet_summary":     Row(ALL,       NONE,       API),
    "api_audit":             Row(ALL,       NONE,       API),
    "api_report_credits":    Row(ALL,       NONE,       API),
    "api_pending":           Row(ALL,       NONE,       API),
    "api_drift":             Row(ALL,       NONE,       API),
    "api_drift_summary":     Row(ALL,       NONE,       API),
    "api_ledger_entries":    Row(ALL,       NONE,       API),
    "api_ledger_inclusion":  Row(ALL,       NONE,       API),
    "api_ledger_consistency": Row(ALL,      NONE,       API),
    "api_ledger_checkpoint": Row(EVERYBODY, NONE,       API),  # a checkpoint guards nothing unless strangers keep it
    "api_ledger_key":        Row(EVERYBODY, NONE,       API),
    "openapi":               Row(ALL,       NONE,       API),
    "docs":                  Row(ALL),

    "health":                Row(EVERYBODY, NONE,       API),
    "health_live":           Row(EVERYBODY, NONE,       API),
    "health_ready":          Row(EVERYBODY, NONE,       API),
    "login":                 Row(EVERYBODY, EVERYBODY,  ACCOUNT),
    "logout":                Row(EVERYBODY, EVERYBODY,  ACCOUNT),
    "password":              Row(ALL,       ALL,        ACCOUNT),
    "tokens":                Row(ALL,       ALL,        ACCOUNT),
    "token_revoke":          Row(ALL,       ALL,        ACCOUNT),
    "admin:":                Row(ADMIN,     ADMIN,      Kind.ADMIN),  # every address of Django's admin
}
# fmt: on
# /static/ stands in no row: WhiteNoise serves its files before any address is looked up, to everybody.


def name_of(match: ResolverMatch) -> str:
    """What an address is called in the table: its name, or its namespace with a colon."""
    return f"{match.namespaces[0]}:" if match.namespaces else match.url_name or ""


def may(request: HttpRequest, name: str, *, write: bool = False) -> bool:
    """Whether the asker may read what has this name, or change things there."""
    row = ADDRESSES.get(f"{name.partition(':')[0]}:" if ":" in name else name)
    return row is not None and is_allowed(request, row, write=write)


def is_allowed(request: HttpRequest, row: Row, *, write: bool) -> bool:
    """Whether a row lets the asker in; in open mode accounts are nobody's, and the admin decides for itself."""
    if modes.current() == modes.OPEN and row.kind in (Kind.ACCOUNT, Kind.ADMIN):
        return row.kind == Kind.ADMIN
    return modes.role(request) in (row.writes if write else row.reads)
