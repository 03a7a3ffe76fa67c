"""What stands in a bundle's files: rows of the database as text that a person and `verify.py` read alike."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from credits.models import CarbonCredit, EmissionFactor, Status, Verdict
from credits.models.credit import UNJUDGED
from credits.verification.kept import written
from inverters.curves import utc
from inverters.models import Equipment, Inverter, InverterReading, ReadingBatch, SatelliteFetch
from inverters.seen_selectors import HourSeen
from inverters.stored_rows import StoredRows
from lumix.ledger.canonical import utc_string
from reports.evidence.day_selectors import DayEvidence

STATES = {int(state): state.name.lower() for state in InverterReading.State}
DIGESTS = ("readings_digest", "satellite_digest", "equipment_digest", "month_digest", "others_digest")


def as_json(content: object) -> bytes:
    """Sorted, indented JSON; instants in UTC to the microsecond, days as ISO 8601."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False, default=_plain)
    return f"{text}\n".encode()


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table with its header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def credit(of: DayEvidence, judged_by: Mapping[str, str] | None) -> bytes:
    """A credit and where its day lies. judged_by: what the verdict's digest of the equipment was hashed from."""
    found = of.credit
    return as_json(
        {
            "credit": found.pk,
            "inverter": found.inverter_id,
            "date": found.date,
            "status": str(found.status),
            "reason": found.flagged_reason,
            "cause": found.cause,
            "verified_by_waiver": found.verified_by_waiver,
            "correlation": found.correlation,
            "milliwatt_hours": found.milliwatt_hours,
            "grams": found.grams,
            "factor": found.factor.code,
            "kg_co2_per_kwh": f"{found.factor.kg_co2_per_kwh}",
            "midnight": utc(of.midnight_us),
            "in_force": is_in_force(found),
            "equipment": judged_by,
        }
    )


def is_in_force(of: CarbonCredit) -> bool:
    """Whether the credit's status rests on its newest verdict: otherwise its evidence may have changed since.

    A flag stays through such a change until a person lifts it.
    """
    return of.status in (Status.VERIFIED, Status.SUBMITTED) or (of.status == Status.PENDING and of.cause != UNJUDGED)


def verdict(of: Verdict | None) -> bytes:
    """The newest verdict with every check; null where there is none."""
    if of is None:
        return as_json(None)
    names = ("judged_at", "actor", "rule_version", "status", "correlation", "reason", "cause", "checks", "reference")
    return as_json({name: getattr(of, name) for name in (*names, *DIGESTS)})


def verdict_bytes(of: Verdict) -> bytes:
    """All that a verdict says as it is hashed: `Verdict.digest`, which the ledger's entry keeps, is over these."""
    return written(of.content()).encode()


def readings(rows: StoredRows) -> bytes:
    """Each reading of the day as stored: its stamp as sent, whether it counts, and the upload that brought it."""
    columns = (rows.stamps_us, rows.milliwatt_hours, rows.states, rows.batches)
    each = zip(*(column.tolist() for column in columns), strict=True)
    table = [(utc_string(utc(stamp)), energy, STATES[state], batch) for stamp, energy, state, batch in each]
    return as_csv(("timestamp", "milliwatt_hours", "state", "batch"), table)


def sky(hours: Iterable[HourSeen]) -> bytes:
    """Each UTC hour as the verdict saw it, and the reply that brought it; empty is not known. [Wh/m²]"""
    rows = [(utc_string(utc(one.hour_us)), one.ghi_wh_m2, one.clearsky_wh_m2, one.fetch_id) for one in hours]
    return as_csv(("hour", "ghi_wh_m2", "clearsky_wh_m2", "reply"), rows)


def inverter(of: Inverter) -> bytes:
    """Where it stands, and what has stood there from when on."""
    place = {name: getattr(of, name) for name in ("name", "gps_lat", "gps_lon", "commissioned", "retired")}
    versions = sorted(of.equipment.all(), key=lambda version: version.valid_from)
    return as_json({**place, "inverter": of.pk, "equipment": [_version(version) for version in versions]})


def _version(of: Equipment) -> dict[str, object]:
    return {"equipment": of.pk, "serial": of.serial, **of.facts()}


def factors(found: Iterable[EmissionFactor]) -> bytes:
    """The emission factors, each with its source."""
    names = ("code", "source", "note", "valid_from", "valid_to")
    return as_json(
        [{**{name: getattr(one, name) for name in names}, "kg_co2_per_kwh": f"{one.kg_co2_per_kwh}"} for one in found]
    )


def uploads(batches: Iterable[ReadingBatch]) -> bytes:
    """Each upload by its number; its bytes lie under `uploads/` and its SHA-256."""
    names = ("actor", "file_name", "media_type", "sha256", "size_bytes", "digest", "received_at")
    counts = ("rows_sent", "accepted", "duplicate", "conflict", "rejected")
    return as_json({f"{one.pk}": {name: getattr(one, name) for name in (*names, *counts)} for one in batches})


def replies(fetches: Iterable[SatelliteFetch]) -> bytes:
    """Each reply about the sky by its number; its bytes lie under `satellite/` and its SHA-256."""
    names = ("source", "url", "grid_lat", "grid_lon", "first_day", "last_day", "fetched_at", "sha256")
    return as_json(
        {f"{one.pk}": {"kind": str(one.kind), **{name: getattr(one, name) for name in names}} for one in fetches}
    )


def _plain(value: Any) -> str:
    return utc_string(value) if isinstance(value, datetime) else str(value)
