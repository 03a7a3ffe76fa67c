"""`manage.py import_satellite FILE --lat --lon [--kind] [--source]`: irradiance for sites without network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inverters.errors import EvidenceError
from inverters.models.satellite import ReferenceKind
from inverters.services.satellite_files import SatelliteFile, import_file

ERRORS_SHOWN = 10
LATITUDES, LONGITUDES = 90, 180


class Command(BaseCommand):
    """Reads a file, stores its hours and says how many there were."""

    help = "Import irradiance: NASA POWER's own hourly CSV download, or a table timestamp,ghi_wh_m2[,clearsky_wh_m2]."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and where it holds."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--lat", type=float, required=True, help="degrees north")
        parser.add_argument("--lon", type=float, required=True, help="degrees east")
        parser.add_argument("--kind", choices=ReferenceKind.values, default=str(ReferenceKind.SATELLITE))
        parser.add_argument("--source", default="", help="what made the values; the file's name where it is not given")

    def handle(self, *, file: Path, lat: float, lon: float, kind: str, source: str, **_: Any) -> None:
        """Import, or say what is wrong with the file and where."""
        if not (abs(lat) <= LATITUDES and abs(lon) <= LONGITUDES):
            raise CommandError(f"{lat:g}, {lon:g} is no place on Earth: --lat lies in ±90, --lon in ±180 degrees.")
        try:
            content = SatelliteFile(file.read_bytes(), lat, lon, source or f"file {file.name}", ReferenceKind(kind))
            fetch = import_file(file=content, actor="command import_satellite", now=timezone.now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except EvidenceError as error:
            faults = getattr(error, "errors", [])[:ERRORS_SHOWN]
            rows = [f"  line {row.line}, {row.field}: {row.message}" for row in faults]
            raise CommandError("\n".join([str(error), *rows])) from error
        self.stdout.write(
            f"{fetch.hours_published} hours from {fetch.first_day} to {fetch.last_day} are stored for "
            f"{fetch.grid_lat:g}, {fetch.grid_lon:g} ({fetch.get_kind_display()}), SHA-256 {fetch.sha256[:12]}…"
        )
