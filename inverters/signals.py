"""What the evidence tells the rooms above it, inside the transaction that changes it."""

from django.dispatch import Signal

frozen_days = Signal()
"""Asked before readings are stored: which of these days may not change any more?

Sent with `inverter_id` and `days` (a list of dates); every receiver returns a set of dates.
"""

unsettled_days = Signal()
"""Asked before readings go to the archive: about which of these days is something still open, and what?

Sent with `inverter_id` and `days` (a list of dates); every receiver returns a dict of such days, each with its why.
"""

correcting = Signal()
"""Asked before a second value takes the place of a first: may these days be corrected, and by somebody of this role?

Sent with `inverter_id`, `days` (a list of dates) and `role`; a receiver raises its own refusal.
"""

evidence_changed = Signal()
"""Told after what some days are judged by has changed: their readings, the equipment, the place.

Sent with `inverter_id`, `days` (a list of dates, or None for every day since `since`), `since` (a date or None), `why`
(a sentence), `actor`, `now`, and `corrected`: true where it was an accepted correction, which a flag gives way to. With
it come `reason` (why somebody accepted it) and `before`: the digests of the days as they were, by date.
"""
