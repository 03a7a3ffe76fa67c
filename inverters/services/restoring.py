"""Archived readings back into the table, row for row as they stood there."""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np
from django.db import transaction

from inverters import bulk
from inverters.archive_selectors import archives, content
from inverters.errors import ArchiveFaultError
from inverters.loggers import locked
from inverters.models import InverterReading, ReadingArchive
from inverters.services.settling import Rows, compare, stored_beside
from lumix.ledger.services import append


@transaction.atomic
def restore_readings(*, archive: ReadingArchive, actor: str, now: datetime) -> None:
    """Bring a file's readings back, in one transaction with the entry that says so. The file is kept.

    Raises ArchiveFaultError where the file is missing or not what was written, or where other rows stand in the way.
    """
    locked(archive.inverter_id)
    if archives().filter(pk=archive.pk).exists():  # another may have been quicker
        bring_back([archive], now)
        tell([archive], actor, now)


def bring_back(found: Iterable[ReadingArchive], now: datetime) -> None:
    """Put the files' readings back into the table, behind the inverter's lock; `tell` says so in the ledger."""
    for one in found:
        rows = content(one).rows
        if bulk.put_back(one.inverter_id, rows) != len(rows.ids):
            raise ArchiveFaultError(
                f"Other readings of inverter {one.inverter_id} stand where those of {one.path} belong: "
                "`manage.py verify_ledger --deep` names them."
            )
        one.restored_at = now
        one.save(update_fields=["restored_at"])


def tell(found: Iterable[ReadingArchive], actor: str, now: datetime) -> None:
    """The entries about what `bring_back` did: the ledger's lock comes last in a transaction."""
    for one in found:
        data = {"archive": one.pk, "first_day": one.first_day, "last_day": one.last_day, "readings": one.readings}
        append(actor=actor, type="readings.restored", object=f"inverter:{one.inverter_id}", data=data, now=now)


def bring_back_contradicted(inverter_id: int, rows: Rows, now: datetime) -> list[ReadingArchive]:
    """Bring back the archived days that an upload says something new about, and return their files.

    What waits for somebody's decision has its readings in the table, so that whoever decides finds everything there.
    A day whose readings are only said again stays where it is.
    """
    late = rows.states == InverterReading.State.LATE
    if not late.any() or not (found := _holding(inverter_id, rows.placed.days[late])):
        return []
    settled, _ = compare(rows, stored_beside(inverter_id, rows))
    found = _holding(inverter_id, rows.placed.days[late & (settled.taken | settled.conflict)], found)
    bring_back(found, now)
    return found


def _holding(inverter_id: int, days: np.ndarray, among: list[ReadingArchive] | None = None) -> list[ReadingArchive]:
    """The files that may hold one of these days (datetime64[D])."""
    if not len(days):
        return []
    found = of_days(inverter_id, days.min().item(), days.max().item()) if among is None else among
    spans = [(np.datetime64(one.first_day), np.datetime64(one.last_day)) for one in found]
    held = [((days >= first) & (days <= last)).any() for first, last in spans]
    return [one for one, any_of_them in zip(found, held, strict=True) if any_of_them]


def of_days(inverter_id: int, first: date | None, last: date | None) -> list[ReadingArchive]:
    """The files that hold any day from first to last, both included; None is open."""
    found = archives(inverter_id)
    found = found if first is None else found.filter(last_day__gte=first)
    return list(found if last is None else found.filter(first_day__lte=last))
