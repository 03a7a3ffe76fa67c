"""Acting on many at once, where one that is refused would refuse those beside it."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from credits.errors import CreditError
from inverters.errors import ArchiveFaultError

T = TypeVar("T")
Done = TypeVar("Done")
Refusal = CreditError | ArchiveFaultError
"""What one day may meet that must not keep others from being judged: a file that is gone is its inverter's alone."""


def each_possible(
    items: list[T], act: Callable[[list[T]], list[Done]], refuse: Callable[[Refusal, T], None]
) -> Iterator[Done]:
    """Act on all at once and give what came of it; refused ones are halved until each is alone with its refusal."""
    try:
        done = act(items)
    except (CreditError, ArchiveFaultError) as refusal:
        if len(items) == 1:
            refuse(refusal, items[0])
            return
        half = len(items) // 2
        for part in (items[:half], items[half:]):
            yield from each_possible(part, act, refuse)
    else:
        yield from done
