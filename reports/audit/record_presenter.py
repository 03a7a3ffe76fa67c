"""What is on record about an inverter besides its day: equipment, quarantine, uploads, ready to be set."""

from inverters.models import Equipment, Inverter
from inverters.models.equipment import FIRST_DAY
from reports import presenters


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
