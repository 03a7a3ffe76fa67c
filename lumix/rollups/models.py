from django.db import models

NO_PART = 0
"""The part of what has been folded together, and of all that is written on SQLite, where one writes at a time."""


class RollupModel(models.Model):
    """Sums of another table's rows, kept by that table's own triggers in the transaction that changes them.

    What a group comes to is the sum over its parts. On PostgreSQL each connection adds to a part of its own: two
    writers of one group would wait for each other's commit otherwise. `lumix.rollups.keeping.fold` puts them together.
    """

    part = models.IntegerField(default=NO_PART, editable=False)

    class Meta:
        abstract = True
