"""What the evidence tells the rooms above it, inside the transaction that changes it."""

from django.dispatch import Signal

frozen_days = Signal()
"""Asked before readings are stored: which of these days may not change any more?

Sent with `inverter_id` and `days` (a list of dates); every receiver returns a set of dates.
"""

evidence_changed = Signal()
"""Told after what some days are judged by has changed: their readings, the equipment, the place.

Sent with `inverter_id`, `days` (a list of dates, or None for every day since `since`), `since` (a date or None), `why`
(a sentence), `actor` and `now`.
"""
