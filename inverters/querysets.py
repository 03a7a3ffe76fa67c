"""Questions put to the evidence, named once."""

from datetime import datetime
from typing import Any

from django.db import models


class InverterQuerySet(models.QuerySet[Any]):
    def with_equipment(self) -> "InverterQuerySet":
        """Every version of each inverter's equipment along with it, in one further query."""
        return self.prefetch_related("equipment")


class ReadingQuerySet(models.QuerySet[Any]):
    def between(self, start: datetime | None, end: datetime | None) -> "ReadingQuerySet":
        """Readings stamped from start to end, both included; None is open."""
        bounds = {"timestamp__gte": start, "timestamp__lte": end}
        return self.filter(**{key: bound for key, bound in bounds.items() if bound is not None})
