"""Checks of a model that are asked of the database in one question."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q


class CheckedTogether(models.Model):
    """Whether all checks hold is asked at once. Django asks once for each, inside a savepoint of its own."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Go on to Django's questions, which say what was broken, only where something was."""
        left_out = set(exclude or ())
        checks = [one for one in self._meta.constraints if isinstance(one, CheckConstraint)]
        all_of_them = Q(*(one.condition for one in checks))
        together = CheckConstraint(condition=all_of_them, name="together")
        if all_of_them.referenced_base_fields.isdisjoint(left_out):
            try:
                together.validate(type(self), self, exclude=left_out)
            except ValidationError:
                pass
            else:
                for other in (one for one in self._meta.constraints if one not in checks):
                    other.validate(type(self), self, exclude=left_out)
                return
        super().validate_constraints(exclude)
