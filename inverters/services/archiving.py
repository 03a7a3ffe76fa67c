"""Old readings of final days out of the table and into files that keep them exactly, month by month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max, Min

from inverters import archive_files, bulk, stored_rows
from inverters.archive_files import Archived
from inverters.conflict_selectors import undecided
from inverters.curves import LoggerClock, digest_rows, microseconds, place, stamp_bounds_us, utc
from inverters.errors import ArchiveFaultError
from inverters.loggers import Logger, locked
from inverters.models import Inverter, InverterReading, ProductionDay, ReadingArchive
from inverters.services.days import frozen_among
from inverters.signals import unsettled_days
from inverters.stored_rows import NO_ROWS, chosen
from lumix.ledger.services import append

NOT_FINAL = "its credit was not submitted"
SECOND_VALUE = "a second value waits for a decision"
NOT_COUNTING = "some of its readings do not count"
NOT_ITS_SUM = "its readings are not those of its production day: `manage.py rebuild_days --check` says in what"

BESIDE = np.timedelta64(3, "D")
"""Further than this no zone and no clock puts a reading from the date of its stamp."""


@dataclass
class Outcome:
    """What became of one inverter's days before a date. left: how many stay in the table, by why."""

    days: int = 0
    readings: int = 0
    files: int = 0
    left: Counter[str] = field(default_factory=Counter)


def archive_readings(*, inverter_id: int, before: date, actor: str, now: datetime, dry_run: bool = False) -> Outcome:
    """Take the readings of an inverter's final days before a date into files, one for each calendar month.

    Each month is a transaction of its own: its file is on disk for good before its rows go, so that whoever is killed
    in between has lost nothing and calls it again. dry_run: only says what would be done. Raises ArchiveFaultError
    where a file does not give back what was written; that month is left as it was.
    """
    done = Outcome()
    for month in _months(inverter_id, before):
        with transaction.atomic():
            held, left = _eligible(locked(inverter_id), month, before)
            done.left += left
            if not len(held.days):
                continue
            done.days += len(np.unique(held.days))
            done.readings += len(held.days)
            done.files += 1
            if not dry_run:
                _put_away(inverter_id, held, f"{month}", actor, now)
    return done


def _months(inverter_id: int, before: date) -> Iterator[np.datetime64]:
    """The months from the first reading in the table to the last or to the date, datetime64[M]."""
    ends = InverterReading.objects.filter(inverter_id=inverter_id).aggregate(
        first=Min("timestamp"), last=Max("timestamp")
    )
    if ends["first"] is None:
        return iter(())
    first, last, end = np.array([ends["first"].date(), ends["last"].date(), before], "datetime64[D]")
    # A zone or a clock may put a stamp into the month beside its own.
    begins, stops = (first - BESIDE).astype("datetime64[M]"), (min(last + BESIDE, end - 1)).astype("datetime64[M]")
    return iter(np.arange(begins, stops + 1))


def _eligible(logger: Logger, month: np.datetime64, before: date) -> tuple[Archived, Counter[str]]:
    """The month's readings that may go, and how many of its days may not, by why."""
    inverter_id, clocks = logger.inverter_id, logger.clocks
    days = np.arange(month.astype("datetime64[D]"), min((month + 1).astype("datetime64[D]"), np.datetime64(before)))
    if not len(days):
        return Archived(NO_ROWS, days), Counter()
    rows = stored_rows.readings_between(inverter_id, *stamp_bounds_us(days, clocks))
    of = place(rows.stamps_us, clocks).days
    there = days[np.isin(days, of)]
    why = _why_not(inverter_id, there, Archived(rows, of), clocks) if len(there) else {}
    goes = np.isin(of, np.array([day for day in there if day.item() not in why], "datetime64[D]"))
    return Archived(chosen(rows, goes), of[goes]), Counter(why.values())


def _why_not(inverter_id: int, days: np.ndarray, held: Archived, clocks: list[LoggerClock]) -> dict[date, str]:
    """By day, the first reason for which its readings stay in the table; a day without one is not named."""
    listed: list[date] = days.tolist()
    stored = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=listed)
    sums = {day: bytes(digest).hex() for day, digest in stored.values_list("date", "digest")}
    counting = held.rows.states == InverterReading.State.FINAL
    found = {day: NOT_ITS_SUM for day in listed if sums.get(day) != _digest(held, day)}
    found |= dict.fromkeys(set(held.days[~counting].tolist()) & set(listed), NOT_COUNTING)
    told: Any = unsettled_days.send(Inverter, inverter_id=inverter_id, days=listed)
    for _, unsettled in told:
        found |= unsettled
    found |= dict.fromkeys(_contradicted(inverter_id, days, clocks), SECOND_VALUE)
    frozen = set(frozen_among(inverter_id, days).tolist())
    return found | {day: NOT_FINAL for day in listed if day not in frozen}


def _digest(held: Archived, day: date) -> str:
    mine = held.days == np.datetime64(day)
    return digest_rows(held.rows.stamps_us[mine], held.rows.milliwatt_hours[mine]).hex()


def _contradicted(inverter_id: int, days: np.ndarray, clocks: list[LoggerClock]) -> set[date]:
    start, stop = map(utc, stamp_bounds_us(days, clocks))
    waiting = undecided().filter(inverter_id=inverter_id, timestamp__gte=start, timestamp__lt=stop)
    stamps = np.array([microseconds(at) for at in waiting.order_by().values_list("timestamp", flat=True)], np.int64)
    return set(place(stamps, clocks).days.tolist()) & set(days.tolist())


def _put_away(inverter_id: int, held: Archived, month: str, actor: str, now: datetime) -> None:
    content = archive_files.encoded(held)
    path = archive_files.keep(content, inverter_id=inverter_id, month=month)
    stamps = held.rows.stamps_us
    made = ReadingArchive.objects.create(
        inverter_id=inverter_id,
        first_day=held.days.min().item(),
        last_day=held.days.max().item(),
        first_stamp=utc(int(stamps[0])),
        last_stamp=utc(int(stamps[-1])),
        readings=len(stamps),
        path=path,
        sha256=archive_files.digest_of(path),
        actor=actor,
        archived_at=now,
    )
    _refuse_another(archive_files.read(path, made.sha256), held, path)
    if bulk.delete_readings(held.rows.ids) != len(stamps):
        raise ArchiveFaultError(f"Readings of inverter {inverter_id} went while they were archived: call it again.")
    append(actor=actor, type="readings.archived", object=f"inverter:{inverter_id}", data=_told(made, held), now=now)


def _refuse_another(read: Archived, held: Archived, path: str) -> None:
    """What was written has to be what goes, to the last column."""
    pairs = [(read.days, held.days), *zip(vars(read.rows).values(), vars(held.rows).values(), strict=True)]
    if not all(np.array_equal(one, other) for one, other in pairs):
        raise ArchiveFaultError(f"The archive's file {path} does not give back the readings that were written to it.")


def _told(made: ReadingArchive, held: Archived) -> dict[str, object]:
    names = ("first_day", "last_day", "first_stamp", "last_stamp", "readings", "path", "sha256")
    return {"archive": made.pk, **{name: getattr(made, name) for name in names}, "days": held.digests()}
