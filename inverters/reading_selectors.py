"""Reads of single readings: what one local day is made of, and its digest worked out from the rows themselves."""

from datetime import date

import numpy as np

from inverters.archive_selectors import readings_between
from inverters.curves import digest_rows, place, stamp_bounds_us
from inverters.models import Inverter, InverterReading


def digest_from_rows(inverter: Inverter, day: date) -> str:
    """SHA-256 of a day's final readings as they stand in the table or archive, not as a production day remembers them.

    Uses `with_equipment`'s prefetch, and two queries besides.
    """
    clocks = [version.clock for version in sorted(inverter.equipment.all(), key=lambda version: version.valid_from)]
    rows = readings_between(inverter.pk, *stamp_bounds_us(np.array([day], "datetime64[D]"), clocks))
    placed = place(rows.stamps_us, clocks)
    mine = (placed.days == np.datetime64(day)) & (rows.states == InverterReading.State.FINAL)
    return digest_rows(rows.stamps_us[mine], rows.milliwatt_hours[mine]).hex()
