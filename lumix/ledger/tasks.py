"""What the ledger does by the clock, where a worker runs."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from lumix.ledger.checkpoints import seal_and_log

MINUTES = "*/15"


@db_periodic_task(crontab(minute=MINUTES))
def checkpoint() -> None:
    """Sign the log every quarter of an hour, so that its last entries are not alone for long."""
    seal_and_log(timezone.now())
