"""Emission factors: master data that tonnes hang on, so every change is recorded."""

from datetime import datetime

from django.db import transaction

from credits.models import EmissionFactor
from lumix.ledger.services import append

FIELDS = ("code", "kg_co2_per_kwh", "source", "note", "valid_from", "valid_to")


@transaction.atomic
def save_factor(*, factor: EmissionFactor, actor: str, now: datetime) -> EmissionFactor:
    """Store a new or changed factor with its ledger entry. Credits follow when they are calculated anew."""
    before = EmissionFactor.objects.select_for_update().filter(pk=factor.pk).values(*FIELDS).first()
    factor.full_clean()
    after = {name: getattr(factor, name) for name in FIELDS}
    if before == after:
        return factor
    factor.save()
    append(
        actor=actor,
        type="factor.changed" if before else "factor.added",
        object=f"factor:{factor.pk}",
        data={"before": before, "after": after},
        now=now,
    )
    return factor
