"""Recomputing the ledger, and remembering when that was done last."""

from datetime import datetime

from lumix.ledger.chain import ChainReport
from lumix.ledger.models import LedgerCheck
from lumix.ledger.selectors import verify_chain


def verify_and_note(*, now: datetime) -> ChainReport:
    """The report of the whole ledger; that it was made is noted, and is no entry of what it is about."""
    report = verify_chain()
    fault = f"entry {report.fault.seq}: {report.fault.reason}" if report.fault else ""
    LedgerCheck.objects.create(checked_at=now, count=report.count, head=report.head, fault=fault)
    return report
