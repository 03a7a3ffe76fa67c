"""Questions put to the evidence, named once."""

from datetime import datetime
from typing import Any

from django.db import models

HALF_A_CELL = 0.5
"""Degrees."""


class InverterQuerySet(models.QuerySet[Any]):
    def with_equipment(self) -> "InverterQuerySet":
        """Every version of each inverter's equipment along with it, in one further query."""
        return self.prefetch_related("equipment")

    def in_cell(self, cell: tuple[float, float]) -> "InverterQuerySet":
        """Those of the satellite's cell with this centre: see `Inverter.cell`.

        Its upper edges are the next cells', but for the poles' and the date line's, which the last cells hold.
        """
        bounds: dict[str, float] = {}
        for name, centre, end in zip(("gps_lat", "gps_lon"), cell, (90.0, 180.0), strict=True):
            upper = "lte" if centre + HALF_A_CELL == end else "lt"
            bounds |= {f"{name}__gte": centre - HALF_A_CELL, f"{name}__{upper}": centre + HALF_A_CELL}
        return self.filter(**bounds)


class ReadingQuerySet(models.QuerySet[Any]):
    def between(self, start: datetime | None, end: datetime | None) -> "ReadingQuerySet":
        """Readings stamped from start to end, both included; None is open."""
        bounds = {"timestamp__gte": start, "timestamp__lte": end}
        return self.filter(**{key: bound for key, bound in bounds.items() if bound is not None})
