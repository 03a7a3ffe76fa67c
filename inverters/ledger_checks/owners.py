"""Whose rows are looked at: inverter by inverter, so that only one's are in memory."""

from inverters.models import Inverter


def owners(owner: int | None) -> list[int]:
    """The keys of all inverters in order, or the one that is asked for."""
    return list(Inverter.objects.order_by("pk").values_list("pk", flat=True)) if owner is None else [owner]
