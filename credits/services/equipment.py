"""An array stated where it was missing or wrong, and the days under it judged again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from credits.errors import MoveRefusedError
from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.selectors import in_life
from credits.services.renewed import judge_renewed
from inverters.models import Equipment, Inverter
from inverters.selectors import equipment_digest
from inverters.services.master_data import save_equipment

ARRAY_FIELDS = ("dc_capacity_kwp", "surface_tilt", "surface_azimuth")


@dataclass(frozen=True)
class Array:
    """What is stated of an array; None is not known."""

    dc_capacity_kwp: float | None
    surface_tilt: float | None
    surface_azimuth: float | None


def state_array_and_verify(
    *, equipment: Equipment, array: Array, seen: str, actor: str, now: datetime
) -> list[CarbonCredit]:
    """State the array of a version of equipment, and judge again what depends on it; in order of the day.

    seen: the digest of the equipment that whoever asks has looked at. Raises MoveRefusedError where it is another by
    now, and ValidationError for what no array can be. Where judging fails, the statement stands and the credits wait.
    """
    with transaction.atomic():
        inverter = Inverter.objects.select_for_update(no_key=True).get(pk=equipment.inverter_id)
        standing = Equipment.objects.get(pk=equipment.pk)
        if equipment_digest(standing, inverter) != seen:
            raise MoveRefusedError(
                "The equipment was changed by somebody else since this page was made: here it is as it stands now."
            )
        for name in ARRAY_FIELDS:
            setattr(standing, name, getattr(array, name))
        save_equipment(equipment=standing, actor=actor, now=now)
    waiting = CarbonCredit.objects.filter(
        in_life(), inverter=inverter, date__gte=standing.valid_from, status=Status.PENDING, cause=UNJUDGED
    )
    return judge_renewed(waiting, actor=actor, now=now)
