"""Which columns of a table hold readings, what each counts and in which unit, and which is likeliest meant."""

import re
from collections.abc import Sequence
from itertools import pairwise

from inverters.sources.energy import NUMBER
from inverters.sources.layouts import COUNTS, Measure, ValueColumn

EMPTY = frozenset({"", "nan", "n/a", "na", "null", "none", "-", "--", "–"})
"""How exports write that nothing was measured, in small letters."""

UNIT = re.compile(r"(?<![a-z])(mwh|kwh|wh|kw|w)(?![a-z])", re.IGNORECASE)
UNITS = {str(measure).lower(): measure for measure in (Measure.MWH, Measure.KWH, Measure.WH, Measure.KW, Measure.W)}
WANTED = re.compile(r"pv|produc|yield|generat|solar|totwhout|ertrag|erzeug|výrob|kwh|energy|power", re.IGNORECASE)
PLAINLY_WANTED = re.compile(r"\bpv|produc|yield|generat|solar|ertrag|erzeug|výrob", re.IGNORECASE)
OTHER = re.compile(
    r"grid|purchas|feed|load|consum|import|export|bought|sold|self|batter|charg|soc|volt|current|frequen|temp|abs|whin"
    r"|income|co2|peak|irradia",
    re.IGNORECASE,
)
NO_VALUE = re.compile(r"\b(no\.?|sn|serial|id|index|line)\b", re.IGNORECASE)
NUMBERLIKE = re.compile(r"[+-]?[\d., ]*\d[\d., ]*(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
"""Numbers in every country's manner, those too that will be refused row by row."""

UNNAMED = "column "
"""How a column without a head is called, with its number."""

COUNTER = re.compile(r"tot|cumul|lifetime|count|meter|gesamt|zähler", re.IGNORECASE)
ENOUGH_TO_RISE = 12
"""Numbers that only ever rise, at least so many and over a night, are a counter's: energy falls in every evening."""

HALF = 0.5
"""Of the rows, which hold a number or nothing: a few mistakes do not hide a column from who would mend them."""


def value_columns(
    names: Sequence[str], sample: Sequence[Sequence[str]], stamp: tuple[int, ...]
) -> tuple[ValueColumn, ...]:
    """The columns of numbers, the likeliest first. sample: rows of equal width."""
    found, several_days = [], len({re.split("[T ]", row[stamp[0]].strip())[0] for row in sample}) > 1
    for cell, name in enumerate(names):
        texts = [row[cell].strip() for row in sample]
        if cell not in stamp and not NO_VALUE.search(name) and _are_numbers(texts, not name.startswith(UNNAMED)):
            found.append((_score(name, texts), -cell, _column(name, cell, texts, several_days)))
    return tuple(column for _, _, column in sorted(found, key=lambda one: one[:2], reverse=True))


def _column(name: str, cell: int, texts: list[str], several_days: bool) -> ValueColumn:
    told = UNIT.findall(name)
    measure = UNITS[told[-1].lower()] if told else Measure.KWH
    if measure in COUNTS and (several_days or COUNTER.search(name)) and _only_rises(texts):
        measure = COUNTS[measure]
    return ValueColumn(name, cell, measure, bool(told))


def _are_numbers(texts: list[str], is_named: bool) -> bool:
    numbers = sum(NUMBERLIKE.fullmatch(text) is not None for text in texts)
    blank = sum(text.lower() in EMPTY for text in texts)
    return (numbers > 0 or is_named) and numbers + blank >= HALF * len(texts)


def _number(text: str) -> float | None:
    plain = text.replace(",", ".", 1)
    return float(plain) if NUMBER.fullmatch(plain) else None


def _only_rises(texts: list[str]) -> bool:
    numbers = [number for text in texts if (number := _number(text)) is not None]
    falls = any(later < earlier for earlier, later in pairwise(numbers))
    return len(numbers) >= ENOUGH_TO_RISE and not falls and numbers[-1] > numbers[0]


def _score(name: str, texts: list[str]) -> int:
    points = 2 * bool(WANTED.search(name)) + 2 * bool(PLAINLY_WANTED.search(name)) + bool(UNIT.search(name))
    bare = all(text.lower() in EMPTY for text in texts)
    return points - 5 * bool(OTHER.search(name)) - 10 * bare
