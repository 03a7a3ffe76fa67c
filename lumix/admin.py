"""Manners that every page of the admin shares: what is evidence can be looked at there, and never deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class KeptAdmin(admin.ModelAdmin):
    """Nothing that evidence hangs on can be deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


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
