"""Which table is added up in which, and by what: the one description that triggers, rebuilding and checking follow."""

from dataclasses import dataclass, field

from django.db import models

from lumix.rollups.models import RollupModel


@dataclass(frozen=True)
class Rollup:
    """Rows of `source` added up in `target`.

    keys: fields that both have; rows with the same ones are a group. sums: a field of the target → SQL of what one row
    adds to it, 1 for counting the rows. counts_where: SQL about one row; rows of which it does not hold count nowhere.
    `{row}.` stands before a row's columns.
    """

    source: type[models.Model]
    target: type[RollupModel]
    keys: tuple[str, ...]
    sums: dict[str, str] = field(default_factory=dict)
    counts_where: str = "TRUE"

    @property
    def table(self) -> str:
        return self.target._meta.db_table

    @property
    def source_table(self) -> str:
        return self.source._meta.db_table

    @property
    def columns(self) -> list[str]:
        """The target's columns but for its key and part: the group's, then the sums'."""
        return [self._column(name) for name in (*self.keys, *self.sums)]

    def values(self, row: str, sign: str = "") -> list[str]:
        """SQL of what one row of the source adds to each of `columns`."""
        added = (f"{sign}{what.format(row=row)}" for what in self.sums.values())
        return [*(f"{row}.{self._column(name)}" for name in self.keys), *added]

    @property
    def key_columns(self) -> list[str]:
        return self.columns[: len(self.keys)]

    @property
    def sum_columns(self) -> list[str]:
        return self.columns[len(self.keys) :]

    def counts(self, row: str) -> str:
        """SQL: whether this row counts at all."""
        return self.counts_where.format(row=row)

    def grouped(self, rows: str) -> str:
        """SQL: a subquery's rows of `columns` added up by group; groups that come to nothing are left out."""
        keys, sums = ", ".join(self.key_columns), ", ".join(f"SUM({name}) AS {name}" for name in self.sum_columns)
        some = " OR ".join(f"SUM({name}) <> 0" for name in self.sum_columns)
        return f"SELECT {keys}, {sums} FROM ({rows}) AS one GROUP BY {keys} HAVING {some}"  # noqa: S608

    def _column(self, name: str) -> str:
        return str({one.name: one.column for one in self.target._meta.concrete_fields}[name])
