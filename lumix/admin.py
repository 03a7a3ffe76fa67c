"""What every page of the admin shares: evidence can be looked at there, and never deleted. And the ledger itself."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lumix.ledger.models import LedgerEntry


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


class ReadOnlyAdmin(KeptAdmin):
    """Evidence and record: to be looked at, not to be touched."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: evidence comes in by its own doors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


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
