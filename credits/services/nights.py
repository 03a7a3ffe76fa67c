"""Who does a night's work: whoever takes its lease first, and whoever comes after a worker that was killed."""

from datetime import date, datetime, timedelta

from credits.models import Night

LEASE = timedelta(hours=5)
"""Longer than any honest night, and shorter than the time until somebody looks again."""


def take_night(*, day: date, now: datetime) -> bool:
    """Whether the night after this day is the caller's: not done yet, and nobody is at it."""
    Night.objects.get_or_create(day=day, defaults={"lease_until": now})
    free = Night.objects.filter(day=day, finished_at=None, lease_until__lte=now)
    return bool(free.update(lease_until=now + LEASE))


def finish_night(*, day: date, now: datetime) -> None:
    """Nothing is left to do of it, whoever comes."""
    Night.objects.filter(day=day).update(finished_at=now)
