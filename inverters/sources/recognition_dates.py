"""In which order a column of stamps writes its dates: what the calendar leaves open, the run of the days decides."""

import re
from collections.abc import Sequence
from datetime import date

from inverters.sources.layouts import SPELLINGS, DateOrder

MONTH_FIRST_TITLES = frozenset({"Enphase Enlighten"})
"""Portals that write as in the United States, for files of a single day that could be read both ways."""


def date_orders(stamps: Sequence[str], title: str) -> tuple[DateOrder, ...]:
    """The orders in which all stamps that look like one are dates, the likeliest first; at least one.

    Of two, the one whose days lie closer together: hours of one week, read wrongly, are strewn over the year.
    """
    spans: dict[DateOrder, int] = {}
    for order, spelling in SPELLINGS.items():
        found = [match for stamp in stamps if (match := spelling.fullmatch(stamp.strip()))]
        days = [_ordinal(match) for match in found]
        if days and all(day is not None for day in days):
            known = [day for day in days if day is not None]
            spans[order] = max(known) - min(known)
    american = title in MONTH_FIRST_TITLES
    likeliest = sorted(spans, key=lambda order: (spans[order], (order == DateOrder.MONTH_FIRST) != american))
    return tuple(likeliest) or (DateOrder.YEAR_FIRST,)


def _ordinal(match: re.Match[str]) -> int | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).toordinal()
    except ValueError:
        return None
