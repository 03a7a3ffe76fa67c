"""What the ledger does by the clock, where a worker runs."""

import structlog
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from lumix.ledger.checkpoints import seal_and_log
from lumix.ledger.verifying import NOT_CHECKED, verify_deep_and_note

MINUTES = "*/15"
NIGHT_HOUR_UTC = "4"
"""After the night's own judging."""

log = structlog.get_logger(__name__)


@db_periodic_task(crontab(minute=MINUTES))
def checkpoint() -> None:
    """Sign the log every quarter of an hour, so that its last entries are not alone for long."""
    seal_and_log(timezone.now())


@db_periodic_task(crontab(hour=NIGHT_HOUR_UTC, minute="0"))
def verify() -> None:
    """Every night: the ledger recomputed and every row held against it; what does not hold is an alarm."""
    try:
        report, deep = verify_deep_and_note(now=timezone.now())
    except NOT_CHECKED as trouble:
        log.error("ledger_not_checked", trouble=str(trouble))
        return
    if report.fault:
        log.critical("ledger_does_not_hold", entry=report.fault.seq, reason=report.fault.reason)
    elif deep and deep.found:
        log.critical("rows_differ_from_ledger", rows=deep.found, first=str(deep.differences[0]))
