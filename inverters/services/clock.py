"""A wrong clock is corrected by one dated constant in one act. The readings keep their stamps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from inverters.errors import ClockError
from inverters.models import Equipment, Inverter
from inverters.models.equipment import MOST_CLOCK_MINUTES
from inverters.services.master_data import save_equipment
from inverters.services.versions import beginning
from lumix.ledger.services import append

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClockCorrection:
    """What a correction did. before: the minutes that the clock was taken to run ahead, by the day they began."""

    inverter_id: int
    minutes: int
    valid_from: date
    until: date | None
    before: dict[date, int]


@transaction.atomic
def correct_clock(
    *,
    inverter: Inverter,
    minutes: int,
    valid_from: date,
    until: date | None = None,
    reason: str,
    actor: str,
    now: datetime,
) -> ClockCorrection:
    """From this day on, until that one, take the logger's clock to run so many minutes ahead (negative: behind).

    The days are summed anew from the readings as they are stored, and their credits wait to be judged again. The same
    act with the old minutes takes it back. Raises ClockError where it cannot be, or would change nothing, and
    ValidationError where it would move readings over the border of a submitted day.
    """
    _refuse_impossible(minutes, valid_from, until, reason)
    Inverter.objects.select_for_update(no_key=True).get(pk=inverter.pk)
    inverter = Inverter.objects.with_equipment().get(pk=inverter.pk)
    versions = _versions(inverter, valid_from, until)
    before = {version.valid_from: version.clock_offset_minutes for version in versions}
    if set(before.values()) == {minutes}:
        raise ClockError(f"From {valid_from} on, the clock is taken to run {minutes:+d} minutes ahead already.")
    # The latest first: what lies after the correction must stand before anything is read by it.
    if ending := _ending(inverter, until):
        save_equipment(equipment=ending, actor=actor, now=now)
    for version in reversed(versions):
        version.clock_offset_minutes = minutes
        save_equipment(equipment=version, actor=actor, now=now)
    done = ClockCorrection(inverter.pk, minutes, valid_from, until, before)
    _append(done, reason.strip(), actor, now)
    return done


def _refuse_impossible(minutes: int, valid_from: date, until: date | None, reason: str) -> None:
    if abs(minutes) > MOST_CLOCK_MINUTES:
        raise ClockError(
            f"{minutes} minutes are more than the {MOST_CLOCK_MINUTES} (14 hours) that time zones can be apart: a "
            "clock further off shows another date."
        )
    if until is not None and until < valid_from:
        raise ClockError(f"The last day, {until}, lies before the first, {valid_from}.")
    if not reason.strip():
        raise ClockError("A clock is corrected only with a reason: say how its error was found.")


def _versions(inverter: Inverter, valid_from: date, until: date | None) -> list[Equipment]:
    """The versions that read stamps in these days, the first of them beginning with the first day."""
    later = [version for version in inverter.equipment.all() if version.valid_from > valid_from]
    inside = [version for version in later if until is None or version.valid_from <= until]
    return [beginning(inverter, valid_from), *sorted(inside, key=lambda version: version.valid_from)]


def _ending(inverter: Inverter, until: date | None) -> Equipment | None:
    """The version that ends the correction, as it stands on the day after it."""
    return beginning(inverter, until + DAY) if until else None


def _append(done: ClockCorrection, reason: str, actor: str, now: datetime) -> None:
    append(
        actor=actor,
        type="clock.corrected",
        object=f"inverter:{done.inverter_id}",
        data={
            "minutes": done.minutes,
            "valid_from": done.valid_from,
            "until": done.until,
            "before": [{"valid_from": day, "minutes": minutes} for day, minutes in done.before.items()],
            "reason": reason,
        },
        now=now,
    )
