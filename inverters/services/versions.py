"""The versions of an inverter's equipment, as changes begin and are told apart."""

import json
from datetime import date
from hashlib import sha256

from inverters.models import Equipment, Inverter
from inverters.models.equipment import EVIDENCE_FIELDS
from inverters.selectors import equipment_on

PLACE_FIELDS = ("name", "gps_lat", "gps_lon", "commissioned", "retired")
VERSION_FIELDS = ("valid_from", "serial", *EVIDENCE_FIELDS)


def beginning(inverter: Inverter, day: date) -> Equipment:
    """The version that begins on that day, or a copy of the one that stands then."""
    standing = equipment_on(inverter, day)
    if standing.valid_from == day:
        return standing
    fields = (field.attname for field in Equipment._meta.concrete_fields if not field.primary_key)
    return Equipment(**{**{name: getattr(standing, name) for name in fields}, "valid_from": day})


def basis_of(inverter: Inverter) -> str:
    """What somebody who changes an inverter has seen of it: the digest of its place and of all its versions."""
    versions = sorted(inverter.equipment.all(), key=lambda version: version.valid_from)
    seen = [[getattr(one, name) for name in names] for one, names in _parts(inverter, versions)]
    return sha256(json.dumps(seen, default=str).encode()).hexdigest()


def _parts(inverter: Inverter, versions: list[Equipment]) -> list[tuple[Inverter | Equipment, tuple[str, ...]]]:
    return [(inverter, PLACE_FIELDS), *((version, VERSION_FIELDS) for version in versions)]
