"""Irradiance from a file: NASA's own download or a plain table, for sites without network and for sensors."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import numpy as np

from inverters.curves import utc
from inverters.models import Inverter, SatelliteFetch
from inverters.models.satellite import ReferenceKind
from inverters.services.satellite import Reply, store_reply
from inverters.sources import satellite_csv


@dataclass(frozen=True)
class SatelliteFile:
    """A file of irradiance, where it holds, and what made it. A satellite speaks for its whole 1° cell."""

    content: bytes
    latitude: float
    longitude: float
    source: str
    kind: ReferenceKind = ReferenceKind.SATELLITE

    @property
    def place(self) -> tuple[float, float]:
        """The cell's centre, or the sensor's own place."""
        if self.kind == ReferenceKind.SATELLITE:
            return Inverter(gps_lat=self.latitude, gps_lon=self.longitude).cell
        return self.latitude, self.longitude


def import_file(*, file: SatelliteFile, actor: str, now: datetime) -> SatelliteFetch:
    """Store a file's hours, and the file. Raises MalformedUploadError if it is unreadable or of another place."""
    hours = satellite_csv.read_file(BytesIO(file.content), lat=file.latitude, lon=file.longitude)
    days = [utc(int(instant)).date() for instant in (np.min(hours.hour_us), np.max(hours.hour_us))]
    reply = Reply(file.place, file.kind, file.source, days[0], days[1], hours, file.content)
    return store_reply(reply=reply, actor=actor, now=now)
