"""How the system stands: the facts of /health/ready, with the figures behind them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Max, OuterRef, Subquery

from credits.models import Night, RunChunk
from credits.models.run import LIVE
from credits.run_selectors import OPEN
from inverters.archive_selectors import InArchive, in_archive
from inverters.models import InverterReading, SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind
from lumix.ledger.models import LedgerCheck, LedgerCheckpoint, LedgerEntry

CELLS_SHOWN = 200
MOST_READINGS = 500_000
"""So many are held against the ledger while somebody waits: some ten seconds."""

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Cell:
    """A satellite cell: when it was last asked for, and the newest hour that it has."""

    latitude: float
    longitude: float
    asked: datetime
    newest: datetime | None


@dataclass(frozen=True)
class System:
    """The facts."""

    database: str
    last_entry: LedgerEntry | None
    last_check: LedgerCheck | None
    last_checkpoint: LedgerCheckpoint | None
    last_answer: SatelliteFetch | None
    cells: list[Cell]
    cell_count: int
    archive: InArchive
    last_night: Night | None
    open_chunks: int


def system() -> System:
    """All of it, in a number of queries that does not grow with cells, hours or entries."""
    answers = SatelliteFetch.objects.filter(kind=ReferenceKind.SATELLITE)
    cells = _cells()
    return System(
        database=f"{DATABASES[connection.vendor]} {'.'.join(map(str, connection.get_database_version()))}",
        last_entry=LedgerEntry.objects.order_by("-seq").first(),
        last_check=LedgerCheck.objects.first(),
        last_checkpoint=LedgerCheckpoint.objects.order_by("-size").first(),
        last_answer=answers.exclude(url="").defer("raw").order_by("-fetched_at").first(),
        cells=cells[:CELLS_SHOWN],
        cell_count=len(cells),
        archive=in_archive(),
        last_night=Night.objects.exclude(finished_at=None).first(),
        open_chunks=RunChunk.objects.filter(OPEN, run__status__in=LIVE).count(),
    )


def is_large() -> bool:
    """Whether there are more readings than a page can look at, by the newest one's number: it is known at once."""
    newest = InverterReading.objects.order_by("-pk").values_list("pk", flat=True).first()
    return max(newest or 0, in_archive().readings) > MOST_READINGS


def _cells() -> list[Cell]:
    """The cells that wait longest first: each one's newest hour is one step into an index."""
    hours = SatelliteHour.objects.filter(
        grid_lat=OuterRef("grid_lat"), grid_lon=OuterRef("grid_lon"), kind=ReferenceKind.SATELLITE
    )
    found = (
        SatelliteFetch.objects.filter(kind=ReferenceKind.SATELLITE)
        .values("grid_lat", "grid_lon")
        .annotate(asked=Max("fetched_at"))
        .annotate(newest=Subquery(hours.order_by("-hour").values("hour")[:1]))
        .order_by(F("newest").asc(nulls_first=True), "grid_lat", "grid_lon")
    )
    return [Cell(*row) for row in found.values_list("grid_lat", "grid_lon", "asked", "newest")]
