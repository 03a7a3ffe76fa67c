"""What is on record about an inverter besides its day: equipment, credits, quarantine, uploads, ready to be set."""

from dataclasses import dataclass
from datetime import datetime

from credits.models import CarbonCredit, Status
from inverters.models import Equipment, Inverter, ReadingBatch, ReadingConflict
from inverters.models.equipment import FIRST_DAY
from reports import presenters
from reports.audit_selectors import OnRecord
from reports.presenters import STATUS_BADGES, Badge, badge_of, kwh, moment, number, tonnes

COUNTS = ("rows_sent", "accepted", "duplicate", "conflict", "rejected")


@dataclass(frozen=True)
class CreditRow:
    """One credit of the list below the day."""

    credit: CarbonCredit
    day: str
    badge: Badge
    kwh: str
    tonnes: str
    correlation: str


def on_record(record: OnRecord, equipment: Equipment, now: datetime) -> dict[str, object]:
    """The lists under the names that the page's template has for them."""
    return {
        "totals": [
            (STATUS_BADGES[status], number(record.totals.count[status]), number(record.totals.tonnes[status], 3))
            for status in Status
        ],
        "credit_page": record.credits,
        "credits": [credit_row(credit) for credit in record.credits.rows],
        "conflict_count": record.conflict_count,
        "conflicts": [conflict_row(conflict, equipment) for conflict in record.conflicts],
        "batches": [batch_row(batch, equipment, now) for batch in record.batches],
    }


def equipment_facts(inverter: Inverter, equipment: Equipment) -> list[tuple[str, str]]:
    """What stands there, as label and value."""
    array, tilt, azimuth = equipment.dc_capacity_kwp, equipment.surface_tilt, equipment.surface_azimuth
    clock = equipment.clock_offset_minutes
    lives = [(word, of) for word, of in (("from", inverter.commissioned), ("to", inverter.retired)) if of]
    found = [
        ("Place", presenters.place(inverter.gps_lat, inverter.gps_lon)),
        ("Rating", f"{equipment.capacity_kw:g} kW"),
        ("Array", f"{array:g} kWp" if array else "size not stated"),
        ("Orientation", _orientation(tilt, azimuth)),
        ("Readings measure", equipment.get_quantity_display()),
        ("Time zone", equipment.timezone),
        ("Logger's clock", f"{abs(clock)} minutes {'ahead' if clock > 0 else 'behind'}" if clock else ""),
        ("Creditable", " ".join(f"{word} {presenters.day(of)}" for word, of in lives)),
        ("Serial", equipment.serial),
        ("Stands since", presenters.day(equipment.valid_from) if equipment.valid_from > FIRST_DAY else ""),
    ]
    return [(label, value) for label, value in found if value]


def _orientation(tilt: float | None, azimuth: float | None) -> str:
    if tilt is None or (tilt and azimuth is None):
        return "not stated; the most favourable is assumed"
    if not tilt or azimuth is None:
        return "flat"
    return f"{tilt:g}° tilt, facing {presenters.facing(azimuth)} ({azimuth:g}°)"


def credit_row(credit: CarbonCredit) -> CreditRow:
    """A credit of the list."""
    return CreditRow(
        credit=credit,
        day=presenters.day(credit.date),
        badge=badge_of(credit),
        kwh=kwh(credit.milliwatt_hours, 2),
        tonnes=tonnes(credit.grams, 6).figure,
        correlation=number(credit.correlation, 3),
    )


def conflict_row(conflict: ReadingConflict, equipment: Equipment) -> dict[str, object]:
    """A second value in quarantine beside the one that stands."""
    return {
        "at": moment(conflict.timestamp, equipment.zone),
        "kept": number(conflict.kept_kwh, 3),
        "sent": number(conflict.kwh, 3),
        "actor": conflict.batch.actor,
        "file_name": conflict.batch.file_name,
    }


def batch_row(batch: ReadingBatch, equipment: Equipment, now: datetime) -> dict[str, object]:
    """An upload and what became of its rows."""
    return {
        "at": moment(batch.received_at, equipment.zone),
        "age": presenters.age(batch.received_at, now),
        "actor": batch.actor,
        "file_name": batch.file_name or batch.media_type,
        "sha256": batch.sha256,
        **{name: number(getattr(batch, name)) for name in COUNTS},
    }
