"""The inverters that a command is asked about."""

from django.core.management.base import CommandError

from inverters.models import Inverter


def asked_inverters(asked: list[int] | None) -> list[int]:
    """Their numbers in order; all where none is named. Raises CommandError for one that is not there."""
    found = Inverter.objects.order_by("pk").values_list("pk", flat=True)
    known = list(found if asked is None else found.filter(pk__in=asked))
    if missing := sorted(set(asked or ()) - set(known)):
        raise CommandError(f"There is no inverter {missing[0]}: GET /inverters lists them.")
    return known
