"""Acting on many at once, where one that is refused would refuse those beside it."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from credits.errors import CreditError
from credits.models import CarbonCredit

T = TypeVar("T")


def each_possible(
    items: list[T], act: Callable[[list[T]], list[CarbonCredit]], refuse: Callable[[CreditError, T], None]
) -> Iterator[CarbonCredit]:
    """Act on all at once and give what came of it; refused ones are halved until each is alone with its refusal."""
    try:
        done = act(items)
    except CreditError as refusal:
        if len(items) == 1:
            refuse(refusal, items[0])
            return
        half = len(items) // 2
        for part in (items[:half], items[half:]):
            yield from each_possible(part, act, refuse)
    else:
        yield from done
