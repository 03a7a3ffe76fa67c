"""How the system stands, in words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from lumix.ledger.chain import ChainReport
from lumix.ledger.deep import DeepReport
from reports.presenters import Badge, age, day, moment, number, place
from reports.system.selectors import System

UTC_ZONE = ZoneInfo("UTC")
WELL, ILL = Badge("Well", "verified"), Badge("Needs somebody", "flagged")


def context(found: System | None, faults: list[tuple[str, str]], key: str, now: datetime) -> dict[str, Any]:
    """What the page shows. found: None where the database does not answer. key: the public one, empty for none."""
    facts: dict[str, Any] = {
        "faults": [{"check": check, "sentence": sentence} for check, sentence in faults],
        "version": settings.VERSION,
    }
    facts["state"] = ILL if faults else WELL
    facts["key"] = key
    return {**facts, **_figures(found, now)} if found else facts


def outcome(report: ChainReport, deep: DeepReport | None) -> tuple[str, bool]:
    """What a verification found in a sentence, and whether all holds."""
    if report.fault:
        return f"The ledger does not hold: entry {report.fault.seq}, {report.fault.reason}.", False
    if deep and deep.found:
        return (
            f"The ledger holds, and {number(deep.found)} rows are not what it says, the first of them: "
            f"{deep.differences[0]}. Somebody changed the database behind Lumix: `manage.py verify_ledger --deep` "
            "lists them all."
        ), False
    rows = f", and all {number(deep.rows.total())} rows are what they say" if deep else ""
    return f"All {number(report.count)} entries of the ledger hold together{rows}.", True


def _figures(found: System, now: datetime) -> dict[str, Any]:
    entry, check, answer, sealed = found.last_entry, found.last_check, found.last_answer, found.last_checkpoint
    return {
        "found": True,
        "database": found.database,
        "entries": number(entry.seq if entry else 0),
        "last_entry": _when(entry.ts if entry else None, now),
        "check": {
            "badge": ILL if check.fault else WELL,
            "fault": check.fault,
            "count": number(check.count),
            "deep": check.deep,
        }
        if check
        else None,
        "checkpoint": {"size": number(sealed.size), **(_when(sealed.created_at, now) or {})} if sealed else None,
        "checked": _when(check.checked_at if check else None, now),
        "unchecked": number(max(0, (entry.seq if entry else 0) - check.count)) if check else "",
        "archived": number(found.archive.readings) if found.archive.readings else "",
        "archived_until": found.archive.last_day and day(found.archive.last_day),
        "night": _when(found.last_night.finished_at if found.last_night else None, now),
        "open_chunks": number(found.open_chunks),
        "source": answer.source if answer else "",
        "answered": _when(answer.fetched_at if answer else None, now),
        "cells": [
            {
                "place": place(cell.latitude, cell.longitude),
                "newest": _when(cell.newest, now),
                "asked": _when(cell.asked, now),
            }
            for cell in found.cells
        ],
        "more": number(found.cell_count - len(found.cells)) if found.cell_count > len(found.cells) else "",
    }


def _when(instant: datetime | None, now: datetime) -> dict[str, Any] | None:
    return {"moment": moment(instant.astimezone(UTC), UTC_ZONE), "age": age(instant, now)} if instant else None
