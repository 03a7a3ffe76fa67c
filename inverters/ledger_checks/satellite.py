"""The satellite's replies, hourly and daily: the bytes as they came, under the digest that was recorded."""

import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256

from inverters.models import SatelliteDailyFetch, SatelliteFetch
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

REPLIES_AT_ONCE = 20
RENAMED = {"latitude": "grid_lat", "longitude": "grid_lon"}
Reply = SatelliteFetch | SatelliteDailyFetch
COMMON = ("latitude", "longitude", "source", "first_day", "last_day", "sha256")


class Replies(RowCheck):
    """What was asked and what came."""

    by_owner = False

    def __init__(self, name: str, entry_type: str, model: type[Reply], further: tuple[str, ...]) -> None:
        self.name, self.types = name, frozenset((entry_type,))
        self._model, self._told = model, (*COMMON, *further)

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The reply; `raw` is its digest once more, for the bytes themselves."""
        facts = {name: entry.data[name] for name in self._told} | {"fetched_at": entry.ts, "raw": entry.data["sha256"]}
        yield Telling((0, int(entry.object.partition(":")[2])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every reply by number."""
        for fetch in self._model._default_manager.order_by("pk").iterator(REPLIES_AT_ONCE):
            facts = {name: getattr(fetch, RENAMED.get(name, name)) for name in self._told}
            yield (0, fetch.pk), facts | {"fetched_at": fetch.fetched_at, "raw": _digest(fetch)}

    def called(self, key: Key) -> str:
        """By number."""
        return f"{self.name} {key[1]}"


def _digest(fetch: Reply) -> str:
    try:
        return sha256(zlib.decompress(fetch.raw)).hexdigest()
    except zlib.error:
        return "unreadable"


HOURLY = Replies("satellite reply", "satellite.stored", SatelliteFetch, ("kind", "hours_published"))
DAILY = Replies("daily satellite reply", "satellite.daily_stored", SatelliteDailyFetch, ("days_published",))
