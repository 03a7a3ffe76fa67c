"""The ledger in the admin: to be looked at."""

from typing import Any

from django.contrib import admin

from lumix.admin import ReadOnlyAdmin
from lumix.ledger.models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("seq", "ts", "actor", "type", "object", "hash")
    search_fields = ("=object", "=hash")
    list_filter = ("type",)
    exclude = ("canonical",)
    readonly_fields = ("content",)

    @admin.display(description="canonical JSON, as it is hashed")
    def content(self, entry: LedgerEntry) -> Any:
        """The entry's bytes as text."""
        return bytes(entry.canonical).decode()
