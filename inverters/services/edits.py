"""An inverter changed by somebody who saw it as it was: place, life and one version of its equipment in one act."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from inverters.errors import StaleEditError
from inverters.models import Inverter
from inverters.services.master_data import save_equipment, save_inverter
from inverters.services.versions import basis_of, beginning


@transaction.atomic
def change_inverter(
    *,
    inverter_id: int,
    basis: str,
    place: Mapping[str, object],
    equipment: Mapping[str, object],
    valid_from: date,
    actor: str,
    now: datetime,
) -> Inverter:
    """Change an inverter and what stands there from a day on; days and credits that hang on it follow.

    basis: what was seen of it, see `basis_of`. place, equipment: the fields as they are to be. Raises StaleEditError
    where somebody changed it meanwhile, and ValidationError where a value is impossible or readings of submitted days
    would count twice; nothing is stored then.
    """
    Inverter.objects.select_for_update(no_key=True).get(pk=inverter_id)
    inverter = Inverter.objects.with_equipment().get(pk=inverter_id)
    if basis_of(inverter) != basis:
        raise StaleEditError("Somebody changed this inverter while you did: look at both versions and save again.")
    version = beginning(inverter, valid_from)
    for target, values in ((inverter, place), (version, equipment)):
        for name, value in values.items():
            setattr(target, name, value)
    save_inverter(inverter=inverter, actor=actor, now=now)
    save_equipment(equipment=version, actor=actor, now=now)
    return inverter
