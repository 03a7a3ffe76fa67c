"""What the pages have done for them by the clock, where a worker runs."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reports.fleet.picture import refresh

MINUTES = "*/5"


@db_periodic_task(crontab(minute=MINUTES))
def fleet_picture() -> None:
    """Look at every inverter of a large fleet every five minutes, before what was kept is too old."""
    refresh(timezone.now())
