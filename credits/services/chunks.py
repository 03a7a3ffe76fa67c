"""Walking through the fleet's credits a piece at a time, so that memory stays flat and a break loses one piece."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Q, QuerySet

from credits.models import CarbonCredit

CHUNK = 500

T = TypeVar("T")


def in_chunks(found: QuerySet[CarbonCredit], size: int = CHUNK) -> Iterator[list[CarbonCredit]]:
    """The credits by inverter and day, in lists of at most `size`; some may leave the selection meanwhile."""
    ordered = found.select_related("factor", "inverter").order_by("inverter_id", "date")
    piece = list(ordered[:size])
    while piece:
        yield piece
        last = piece[-1]
        further = Q(inverter_id=last.inverter_id, date__gt=last.date) | Q(inverter_id__gt=last.inverter_id)
        piece = list(ordered.filter(further)[:size])


def pieces(found: Iterator[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The same for anything that comes one after the other."""
    while piece := list(islice(found, size)):
        yield piece
