"""The second answer: readings read row by row, with a dict, without numpy and without any of the product's parsing."""

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCKS = ["dd:dd", "dd:dd:dd"] + [f"dd:dd:dd.{'d' * digits}" for digits in range(1, 7)]
OFFSETS = ["", "Z", "+dd:dd", "-dd:dd", "+dddd", "-dddd"]
SHAPES = {f"dddd-dd-dd{middle}{clock}{offset}" for middle in "T " for clock in CLOCKS for offset in OFFSETS}


@dataclass
class PlainReadings:
    kept: list[tuple[int, int]] = field(default_factory=list)
    bad_lines: list[int] = field(default_factory=list)
    repeated: int = 0


def plain_instant(text: str, zone: ZoneInfo, now: datetime) -> int | None:
    text = text.strip(" \t")
    if re.sub("[0-9]", "d", text) not in SHAPES or re.search(
        r"[+-](1[5-9]:?\d\d|[2-9]\d:?\d\d|\d\d:?[6-9]\d)$", text[16:]
    ):
        return None
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1980 < stamp.year < 2100:
        return None
    if stamp.tzinfo is None:
        folds = {stamp.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        if len(folds) != 1:
            return None
        stamp = folds.pop()
    if not datetime(1990, 1, 1, tzinfo=UTC) <= stamp <= now + timedelta(minutes=10):
        return None
    return (stamp - EPOCH) // timedelta(microseconds=1)


def plain_energy(text: str) -> int | None:
    if set(text) - set("0123456789.+-eE \t"):
        return None
    try:
        kwh = float(text)
    except ValueError:
        return None
    return round(kwh * 1_000_000) if math.isfinite(kwh) and 0 <= kwh <= 1_000_000 else None


def plain_readings(rows: list[tuple[str, str]], zone: ZoneInfo, now: datetime, first_line: int = 2) -> PlainReadings:
    seen: dict[int, int] = {}
    answer = PlainReadings()
    for line, (stamp, kwh) in enumerate(rows, first_line):
        instant, energy = plain_instant(stamp, zone, now), plain_energy(kwh)
        if instant is None or energy is None or seen.get(instant, energy) != energy:
            answer.bad_lines.append(line)
        elif instant in seen:
            answer.repeated += 1
        else:
            seen[instant] = energy
            answer.kept.append((instant, energy))
    return answer
