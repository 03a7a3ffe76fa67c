"""What an upload is answered with: the stored readings, or counts."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from rest_framework import status
from rest_framework.response import Response

from inverters.archive_selectors import stored_readings
from inverters.constants import ANSWER_LIMIT_ROWS, MILLIWATT_HOURS_PER_KWH
from inverters.models import InverterReading
from inverters.services.uploads import Imported
from inverters.sources.local_time import local_texts

STATES = {state.value: state.name.lower() for state in InverterReading.State}


def readings(
    rows: Iterable[tuple[int, datetime, float, int]], inverter_id: int, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """Readings as (id, timestamp, kwh, state) as the API says them, in the inverter's own time."""
    return [
        {
            "id": key,
            "inverter_id": inverter_id,
            "timestamp": stamp.astimezone(zone).isoformat(),
            "kwh": kwh,
            "state": STATES[state],
        }
        for key, stamp, kwh, state in rows
    ]


@dataclass(frozen=True)
class Composer:
    """How the sender wants to be answered."""

    minimal: bool
    zone: ZoneInfo

    def __call__(self, done: Imported) -> dict[str, Any]:
        """The answer as status, headers and body, which is also what an idempotency key gets again."""
        batch = done.batch
        if batch.conflict and batch.conflict == batch.rows_sent:
            code: int = status.HTTP_409_CONFLICT
        else:
            code = status.HTTP_201_CREATED if batch.accepted else status.HTTP_200_OK
        headers = {"Lumix-Conflicts": str(batch.conflict)} if batch.conflict else {}
        return {"status": code, "headers": headers, "body": self._body(done, code)}

    def _body(self, done: Imported, code: int) -> Any:
        batch = done.batch
        counts = {
            "batch": batch.pk,
            "accepted": batch.accepted,
            "duplicate": batch.duplicate,
            "conflict": batch.conflict,
            "rejected": batch.rejected,
        }
        if code == status.HTTP_409_CONFLICT:
            detail = (
                f"Each of these {batch.conflict} readings contradicts one that is stored. The first value stays; "
                "yours are kept in quarantine for staff to look at."
            )
            return {"detail": detail, "errors": [], **counts}
        if done.rejected:
            return {**counts, "errors": [asdict(row) for row in done.rejected]}
        if self.minimal or batch.rows_sent > ANSWER_LIMIT_ROWS:
            return counts
        return self._stored(done)

    def _stored(self, done: Imported) -> list[dict[str, Any]]:
        rows = done.standing or stored_readings(done.batch.inverter_id, done.stamps_us)
        sent = np.isin(rows.stamps_us, done.stamps_us, assume_unique=True)
        kwh = rows.milliwatt_hours[sent] / MILLIWATT_HOURS_PER_KWH
        columns = rows.ids[sent].tolist(), local_texts(rows.stamps_us[sent], self.zone), kwh.tolist()
        inverter_id = done.batch.inverter_id
        return [
            {"id": key, "inverter_id": inverter_id, "timestamp": stamp, "kwh": value, "state": STATES[state]}
            for key, stamp, value, state in zip(*columns, rows.states[sent].tolist(), strict=True)
        ]


def response(answer: dict[str, Any]) -> Response:
    """An answer, first or repeated, as it goes out."""
    return Response(answer["body"], status=answer["status"], headers=answer["headers"])
