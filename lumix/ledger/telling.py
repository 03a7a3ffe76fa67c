"""The outcome of a verification, as facts for a program and as lines for a person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from lumix.ledger.chain import ChainReport
from lumix.ledger.deep import DeepReport

FAR_BACK = timedelta(hours=1)
"""No transaction waits so long for its turn: whoever reads the log should ask what happened to the clock."""


def as_facts(report: ChainReport, deep: DeepReport | None = None) -> dict[str, Any]:
    """What was found. `first_bad` is there exactly where something does not hold: the seq, or null for a row untold."""
    facts: dict[str, Any] = {"entries": report.count, "head": report.head, "checkpoints": report.checkpoints}
    if report.furthest_back:
        back = report.furthest_back
        facts["furthest_back"] = {"seq": back.seq, "seconds": back.by.total_seconds()}
    if deep:
        told = [{"row": one.row, "entry": one.seq, "detail": one.detail} for one in deep.differences]
        facts |= {"rows": dict(deep.rows), "differences": told, "differences_found": deep.found}
    if report.fault:
        told_fault = f"First bad entry: {report.fault.seq}, {report.fault.reason}"
        return {**facts, "first_bad": report.fault.seq, "detail": told_fault}
    if deep and deep.found:
        detail = f"The ledger itself holds together, and {_counted(deep.found, 'row')} not what it says."
        return {**facts, "first_bad": deep.first_bad, "detail": detail}
    return {**facts, "detail": _sound(report, deep)}


def as_text(facts: dict[str, Any]) -> str:
    """The same in lines."""
    return "\n".join(_lines(facts))


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    if "entries" in facts:
        yield f"Entries that hold together: {facts['entries']}"
        yield f"Head: {facts['head']}"
    if "rows" in facts:
        rows = ", ".join(f"{name} {count}" for name, count in sorted(facts["rows"].items()))
        yield f"Rows held against them: {rows or 'there are none'}"
    for one in facts.get("differences", ()):
        yield f"- {one['row']}: {one['detail']}"
    if more := facts.get("differences_found", 0) - len(facts.get("differences", ())):
        yield f"- and {more} more"
    if (back := facts.get("furthest_back")) and timedelta(seconds=back["seconds"]) > FAR_BACK:
        yield (
            f"Look at entry {back['seq']}: its time lies {timedelta(seconds=back['seconds'])} before that of an "
            "earlier one, as after the server's clock was set back."
        )
    yield facts["detail"]


def _counted(count: int, word: str) -> str:
    return f"one {word} is" if count == 1 else f"{count} {word}s are"


def _sound(report: ChainReport, deep: DeepReport | None) -> str:
    if not report.count:
        return "The ledger is empty: nothing has been recorded in this database."
    rows = "The ledger is sound, every row is what its entries say" if deep else "The ledger is sound"
    if not report.checkpoints:
        return f"{rows}. Whether its end was cut off shows only beside a checkpoint that was kept elsewhere."
    return f"{rows}, and is still the one of the {report.checkpoints} checkpoints that were kept."
