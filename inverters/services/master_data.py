"""Where an inverter stands and what stands there: every change is checked, recorded and answered for."""

from datetime import date, datetime, timedelta

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from tzfpy import get_tz

from inverters.models import Equipment, Inverter, ProductionDay
from inverters.models.equipment import EVIDENCE_FIELDS, FIRST_DAY, SLOT_FIELDS
from inverters.services.days import frozen_among, rebuild_all_days
from inverters.services.versions import PLACE_FIELDS, VERSION_FIELDS
from inverters.signals import evidence_changed
from lumix.ledger.services import append

LAST_DAY = date.max
HANDED_OVER = timedelta(days=3)
"""A clock 14 hours off, read in a zone 26 hours away, reaches so far over the border of two versions."""


def timezone_at(latitude: float, longitude: float) -> str:
    """The IANA time zone of a place; at sea the nautical one."""
    return get_tz(longitude, latitude) or "UTC"


@transaction.atomic
def register_inverter(
    *,
    actor: str,
    now: datetime,
    gps_lat: float,
    gps_lon: float,
    capacity_kw: float,
    name: str = "",
    commissioned: date | None = None,
    retired: date | None = None,
    **equipment: object,
) -> Inverter:
    """Take a new inverter and its first equipment into the books.

    Raises ValidationError where a value is impossible.
    """
    inverter = Inverter(name=name, gps_lat=gps_lat, gps_lon=gps_lon, commissioned=commissioned, retired=retired)
    save_inverter(inverter=inverter, actor=actor, now=now)
    equipment["timezone"] = equipment.get("timezone") or timezone_at(gps_lat, gps_lon)
    version = Equipment(inverter=inverter, capacity_kw=capacity_kw, valid_from=FIRST_DAY, **equipment)
    save_equipment(equipment=version, actor=actor, now=now)
    return inverter


@transaction.atomic
def save_inverter(*, inverter: Inverter, actor: str, now: datetime) -> Inverter:
    """Store a new or changed inverter with its ledger entry; one without a name is called by its number."""
    before = Inverter.objects.select_for_update().filter(pk=inverter.pk).values(*PLACE_FIELDS).first()
    if before is None:
        inverter.created_at = now
    inverter.full_clean(exclude=[] if inverter.name else ["name"])
    if before == {name: getattr(inverter, name) for name in PLACE_FIELDS}:
        return inverter
    inverter.save()
    if not inverter.name:
        inverter.name = f"Inverter {inverter.pk}"
        inverter.save(update_fields=["name"])
    after = {name: getattr(inverter, name) for name in PLACE_FIELDS}
    if before and (before["gps_lat"], before["gps_lon"]) != (inverter.gps_lat, inverter.gps_lon):
        _tell(inverter.pk, None, FIRST_DAY, f"the inverter's place was changed by {actor}", actor, now)
    elif before and (days := days_of_changed_life(inverter, before["commissioned"], before["retired"])):
        why = f"the inverter's first or last creditable day was changed by {actor}"
        _tell(inverter.pk, days, None, why, actor, now)
    append(
        actor=actor,
        type="inverter.changed" if before else "inverter.registered",
        object=f"inverter:{inverter.pk}",
        data={"before": before, "after": after},
        now=now,
    )
    return inverter


@transaction.atomic
def save_equipment(*, equipment: Equipment, actor: str, now: datetime) -> Equipment:
    """Store a new or changed version of equipment with its ledger entry; days and credits that hang on it follow."""
    Inverter.objects.select_for_update(no_key=True).get(pk=equipment.inverter_id)
    before = Equipment.objects.filter(pk=equipment.pk).values("inverter_id", *VERSION_FIELDS).first()
    if before and before.pop("inverter_id") != equipment.inverter_id:
        raise ValidationError("A version of equipment stays with its inverter: add a new version to the other one.")
    equipment.full_clean()
    after = {name: getattr(equipment, name) for name in VERSION_FIELDS}
    if before == after:
        return equipment
    equipment.save()
    _follow(equipment, before, actor, now)
    append(
        actor=actor,
        type="equipment.changed" if before else "equipment.added",
        object=f"inverter:{equipment.inverter_id}",
        data={"equipment": equipment.pk, "before": before, "after": after},
        now=now,
    )
    return equipment


def _follow(equipment: Equipment, before: dict | None, actor: str, now: datetime) -> None:
    """Sum days anew where the reading of stamps changed, and let the days under this version be judged again."""
    versions = list(equipment.inverter.equipment.order_by("valid_from"))
    if before is None and len(versions) == 1:
        return
    if before and all(before[name] == getattr(equipment, name) for name in ("valid_from", *EVIDENCE_FIELDS)):
        return  # no verdict asks for a serial number
    first = min(equipment.valid_from, before["valid_from"]) if before else equipment.valid_from
    why = f"the equipment from {first} on was changed by {actor}"
    if before is None or any(before[name] != getattr(equipment, name) for name in (*SLOT_FIELDS, "valid_from")):
        reached = _days_before(equipment.inverter_id, first)
        _cut_anew(equipment.inverter_id, versions)
        after = _days_before(equipment.inverter_id, first)
        if moved := [day for day in sorted({*reached, *after}) if reached.get(day) != after.get(day)]:
            _tell(equipment.inverter_id, moved, None, why, actor, now)
    _tell(equipment.inverter_id, None, first, why, actor, now)


def _days_before(inverter_id: int, first: date) -> dict[date, bytes]:
    """The digests of the days before a version's first: a clock or zone hands hours over to them, or takes them."""
    days = ProductionDay.objects.filter(inverter_id=inverter_id, date__lt=first, date__gte=first - HANDED_OVER)
    return {day: bytes(digest) for day, digest in days.values_list("date", "digest")}


def _cut_anew(inverter_id: int, versions: list[Equipment]) -> None:
    """Sum all days anew, unless that moves a reading over the border of a submitted day: it would count twice."""
    known = np.array(ProductionDay.objects.filter(inverter_id=inverter_id).values_list("date", flat=True), "M8[D]")
    frozen = frozen_among(inverter_id, known).tolist()
    submitted = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=frozen).order_by("date")
    before = list(submitted.values_list("date", "digest"))
    rebuild_all_days(inverter_id, [version.clock for version in versions])
    if before != list(submitted.all().values_list("date", "digest")):
        raise ValidationError(
            "Readings of days that were submitted would move to other days and count twice: add a new version of the "
            "equipment that is valid from a later day."
        )


def days_of_changed_life(inverter: Inverter, commissioned: date | None, retired: date | None) -> list[date]:
    """The days with readings that an inverter's life gained or lost, by the first and last day that stood before."""
    lives = (commissioned, retired), (inverter.commissioned, inverter.retired)
    (old_first, old_last), (new_first, new_last) = ((first or FIRST_DAY, last or LAST_DAY) for first, last in lives)
    moved = Q(date__gte=min(old_first, new_first), date__lt=max(old_first, new_first)) | Q(
        date__gt=min(old_last, new_last), date__lte=max(old_last, new_last)
    )
    days = ProductionDay.objects.filter(moved, inverter_id=inverter.pk)
    return list(days.order_by("date").values_list("date", flat=True))


def _tell(inverter_id: int, days: list[date] | None, since: date | None, why: str, actor: str, now: datetime) -> None:
    """Let the rooms above judge these days again, or all since one."""
    evidence_changed.send(Inverter, inverter_id=inverter_id, days=days, since=since, why=why, actor=actor, now=now)
