"""Pages of a list by key and not by number: the ten-thousandth row costs what the first one does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

SEPARATOR = "_"


class BadCursorError(ValueError):
    """A place in a list that cannot be read."""


@dataclass(frozen=True)
class Order:
    """The columns a list is sorted by, as `order_by` takes them; together they name one row.

    read: turns each column's text back into its value, and raises ValueError where it cannot.
    """

    columns: Sequence[str]
    read: Callable[[str], Any]

    def cursor(self, row: Any) -> str:
        """The place of a row in the list, as an address carries it."""
        return SEPARATOR.join(str(getattr(row, column.lstrip("-"))) for column in self.columns)

    def beyond(self, cursor: str, *, backwards: bool) -> Q:
        """What lies after the cursor, or before it.

        The first column's bound is said once more by itself: of the alternatives no database makes the start of its
        walk along an index, and would step over all that lies before.
        """
        condition, equal, bound = Q(), Q(), Q()
        for column, value in zip(self.columns, self.values(cursor), strict=True):
            name = column.lstrip("-")
            beyond = "lt" if column.startswith("-") != backwards else "gt"
            bound = bound or Q(**{f"{name}__{beyond}e": value})
            condition |= equal & Q(**{f"{name}__{beyond}": value})
            equal &= Q(**{name: value})
        return bound & condition if len(self.columns) > 1 else condition

    def values(self, cursor: str) -> list[Any]:
        """What a cursor says of each column. Raises BadCursorError."""
        texts = cursor.split(SEPARATOR)
        if len(texts) != len(self.columns):
            raise BadCursorError(cursor)
        try:
            return [self.read(text) for text in texts]
        except ValueError as stray:
            raise BadCursorError(cursor) from stray

    def reversed(self) -> list[str]:
        """The same columns the other way round."""
        return [column[1:] if column.startswith("-") else f"-{column}" for column in self.columns]


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of the pages beside them; empty where there is none."""

    rows: list[Any]
    previous: str = ""
    next: str = ""


Complete = Callable[[list[Any], list[Any], bool, int], list[Any]]
"""Adds to rows of a list those that lie elsewhere than in the table.

Called with the rows found, the cursor's values (none at the list's beginning), whether they lie before it, nearest
first, and how many are wanted; returns the nearest so many of both.
"""


def page(
    rows: QuerySet[Any],
    order: Order,
    size: int,
    *,
    after: str = "",
    before: str = "",
    complete: Complete = lambda found, *_: found,
) -> Page:
    """The rows that follow one cursor or precede the other; the first page without either. Raises BadCursorError."""
    backwards = bool(before)
    cursor = before or after
    wanted = rows.filter(order.beyond(cursor, backwards=backwards)) if cursor else rows
    found = list(wanted.order_by(*(order.reversed() if backwards else order.columns))[: size + 1])
    found = complete(found, order.values(cursor) if cursor else [], backwards, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_previous, has_next = (more, True) if backwards else (bool(cursor), more)
    return Page(
        found,
        previous=order.cursor(found[0]) if has_previous else "",
        next=order.cursor(found[-1]) if has_next else "",
    )
