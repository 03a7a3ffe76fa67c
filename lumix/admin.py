"""What every page of the admin shares: evidence can be looked at there, and never deleted. And the ledger itself."""

from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lumix.ledger.models import LedgerEntry

MOST_LISTED = 10_000
"""Rows of one list: to count or to sort a whole table of readings takes minutes, and nobody leafs that far."""


class NewestRows(Paginator[Any]):
    """Leafs through the first rows of a list and counts no others."""

    @cached_property
    def count(self) -> int:
        """How many rows can be leafed through."""
        rows: Any = self.object_list
        return rows.order_by()[:MOST_LISTED].count()


class KeptAdmin(admin.ModelAdmin):
    """Nothing that evidence hangs on can be deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what a service refuses on the form; by then everything of the change is undone."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class GrowingAdmin(KeptAdmin):
    """What every day adds to: the newest rows come first, as the key has them, whatever stands behind them.

    Filters offer what is known without asking the table: its own values would be looked for among all rows.
    """

    list_per_page = 50
    show_full_result_count = False
    paginator = NewestRows
    ordering = ("-pk",)
    sortable_by = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say what is listed."""
        said = f"The newest first, {MOST_LISTED:,} at most: search or filter for others."
        return super().changelist_view(request, {"subtitle": said, **(extra_context or {})})


class ReadOnlyAdmin(GrowingAdmin):
    """Evidence and record: to be looked at, not to be touched."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: evidence comes in by its own doors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("seq", "ts", "actor", "type", "object", "hash")
    search_fields = ("=object", "=hash", "=type")
    list_filter = ("ts",)
    exclude = ("canonical",)
    readonly_fields = ("content",)

    @admin.display(description="canonical JSON, as it is hashed")
    def content(self, entry: LedgerEntry) -> Any:
        """The entry's bytes as text."""
        return bytes(entry.canonical).decode()
