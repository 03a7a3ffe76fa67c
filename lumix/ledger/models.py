import json
from typing import Any

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from lumix.ledger.append_only import AppendOnlyModel
from lumix.ledger.chain import FIRST_SEQ, GENESIS_PREV, HASH_LENGTH


def _is_hash(column: str) -> Exact:
    return Exact(Length(column), HASH_LENGTH)


class LedgerEntry(AppendOnlyModel):
    """One thing that somebody did: its canonical bytes, and columns that repeat parts of them for searching.

    Only `lumix.ledger.services.append` makes one.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    prev = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH)
    ts = models.DateTimeField()
    actor = models.TextField()
    type = models.TextField()
    object = models.TextField()
    canonical = models.BinaryField()

    class Meta:
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        ordering = ["seq"]
        indexes = [models.Index(fields=["object", "seq"], name="ledger_entry_object")]
        constraints = [
            models.UniqueConstraint(fields=["prev"], name="ledger_entry_prev_once"),
            models.UniqueConstraint(fields=["hash"], name="ledger_entry_hash_once"),
            models.CheckConstraint(condition=_is_hash("prev"), name="ledger_entry_prev_is_hash"),
            models.CheckConstraint(condition=_is_hash("hash"), name="ledger_entry_hash_is_hash"),
            models.CheckConstraint(
                condition=models.Q(seq=FIRST_SEQ, prev=GENESIS_PREV)
                | models.Q(seq__gt=FIRST_SEQ) & ~models.Q(prev=GENESIS_PREV),
                name="ledger_entry_first_is_genesis",
            ),
            models.CheckConstraint(
                condition=~models.Q(actor="") & ~models.Q(type="") & ~models.Q(object=""),
                name="ledger_entry_says_who_what_on_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.type} {self.object}"

    @property
    def data(self) -> dict[str, Any]:
        """The particulars, read from the bytes: numbers are decimal strings."""
        return json.loads(bytes(self.canonical))["data"]


class LedgerCheck(models.Model):
    """One time that the whole ledger was recomputed, and what came of it: a convenience, and proof of nothing."""

    checked_at = models.DateTimeField(db_index=True)
    count = models.PositiveBigIntegerField(help_text="entries that hold together")
    head = models.CharField(max_length=HASH_LENGTH)
    fault = models.TextField(blank=True, help_text="the first bad entry and why; empty where there is none")
    deep = models.BooleanField(default=False, help_text="whether every row was held against the entries too")

    class Meta:
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M} {self.fault or 'sound'}"


class LedgerCheckpoint(AppendOnlyModel):
    """What the log said about itself when it had so many entries. The note outside the database is the one that counts.

    Only `lumix.ledger.checkpoints.seal` makes one.
    """

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=HASH_LENGTH)
    note = models.TextField(help_text="the signed note, as it is kept outside")
    frontier = models.JSONField(help_text="roots of the perfect subtrees, so that the next one reads new entries alone")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["size"]
        constraints = [models.CheckConstraint(condition=_is_hash("root"), name="ledger_checkpoint_root_is_hash")]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
