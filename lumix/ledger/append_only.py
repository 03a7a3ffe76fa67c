"""The base of every table that is only ever appended to: the model's and the queryset's doors to a change are shut.

Behind these doors stand the triggers in the database (`lumix.ledger.triggers`), which cover every concrete model of
this base without being told.
"""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(Exception):
    """A change or a deletion of what is only ever appended to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read. The asynchronous doors lead through these."""

    def update(self, **kwargs: Any) -> NoReturn:
        self._refuse("updated")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("updated")

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("updated")

    def delete(self) -> NoReturn:
        self._refuse("deleted")

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Any, batch_size: int | None = None, *args: Any, **kwargs: Any) -> list[Any]:
        """Add rows; one that is there already is an error, never skipped and never replaced."""
        if any(args) or any(kwargs.values()):
            self._refuse("added over a conflict")
        return super().bulk_create(objs, batch_size=batch_size)

    def _refuse(self, deed: str) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.verbose_name_plural} are append-only: none can be {deed}")


class AppendOnlyManager(models.Manager.from_queryset(AppendOnlyQuerySet)):  # type: ignore[misc]
    """The door to them. A class with a name: types of related rows are resolved by it."""


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.verbose_name} {self.pk} is append-only: it cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self._meta.verbose_name} {self.pk} is append-only: it cannot be deleted")
