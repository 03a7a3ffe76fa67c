"""Master data in the admin. Every change goes through the services, which record it with the user's name."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from inverters.models import (
    Equipment,
    Inverter,
    InverterReading,
    ProductionDay,
    ReadingArchive,
    ReadingBatch,
    ReadingConflict,
    SatelliteFetch,
    SatelliteHour,
)
from inverters.services.master_data import save_equipment, save_inverter, timezone_at
from lumix.admin import KeptAdmin, ReadOnlyAdmin


class EquipmentForm(forms.ModelForm):
    """A version of equipment; its zone may be left to the inverter's place."""

    class Meta:
        model = Equipment
        exclude: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].required = False
        self.fields["timezone"].help_text = "IANA name; found from the place where it is left empty"

    def clean(self) -> dict[str, Any]:
        """Fill in the zone of the place."""
        found = super().clean() or {}
        inverter = found.get("inverter") or getattr(self.instance, "inverter", None)
        if not found.get("timezone") and inverter is not None and inverter.gps_lat is not None:
            found["timezone"] = timezone_at(inverter.gps_lat, inverter.gps_lon)
        return found


class EquipmentInline(admin.StackedInline):
    """The versions of an inverter's equipment."""

    model = Equipment
    form = EquipmentForm
    extra = 0
    min_num = 1
    can_delete = False


@admin.register(Inverter)
class InverterAdmin(KeptAdmin):
    list_display = ("id", "name", "gps_lat", "gps_lon", "commissioned", "retired")
    list_display_links = ("id", "name")
    search_fields = ("name",)
    inlines = [EquipmentInline]

    def save_model(self, request: HttpRequest, obj: Inverter, form: Any, change: bool) -> None:
        """Store the inverter with its ledger entry."""
        save_inverter(inverter=obj, actor=request.user.get_username(), now=timezone.now())

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Store each new or changed version with its ledger entry."""
        formset.save(commit=False)
        for equipment in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
            save_equipment(equipment=equipment, actor=request.user.get_username(), now=timezone.now())


@admin.register(Equipment)
class EquipmentAdmin(KeptAdmin):
    form = EquipmentForm
    list_display = ("inverter", "valid_from", "capacity_kw", "dc_capacity_kwp", "timezone", "quantity")
    list_select_related = ("inverter",)
    autocomplete_fields = ("inverter",)
    search_fields = ("inverter__name", "serial")

    def get_readonly_fields(self, request: HttpRequest, obj: Equipment | None = None) -> list[str]:
        """A version stays with its inverter: its readings are read and its days were judged by it."""
        return ["inverter"] if obj else []

    def save_model(self, request: HttpRequest, obj: Equipment, form: Any, change: bool) -> None:
        """Store the version with its ledger entry."""
        save_equipment(equipment=obj, actor=request.user.get_username(), now=timezone.now())


@admin.register(ReadingBatch)
class BatchAdmin(ReadOnlyAdmin):
    """What was sent is evidence: a batch is looked at here, and its mistakes are mended by a further upload."""

    list_display = (
        "id", "inverter", "received_at", "actor", "file_name", "rows_sent", "accepted", "duplicate", "conflict",
        "rejected",
    )  # fmt: skip
    list_select_related = ("inverter",)
    search_fields = ("inverter__name", "file_name", "sha256")
    exclude = ("body",)
    list_filter = ("received_at",)


@admin.register(ReadingConflict)
class ConflictAdmin(ReadOnlyAdmin):
    list_display = ("inverter", "timestamp", "kwh", "kept_kwh", "kind", "batch")
    list_select_related = ("inverter", "batch")
    list_filter = ("kind",)
    search_fields = ("inverter__name",)


@admin.register(InverterReading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ("inverter", "timestamp", "kwh", "state", "batch")
    list_select_related = ("inverter", "batch")
    list_filter = ("state",)
    search_fields = ("=inverter__name",)


@admin.register(ReadingArchive)
class ArchiveAdmin(ReadOnlyAdmin):
    """Which file holds what; `manage.py archive_readings --restore` brings readings back."""

    list_display = ("inverter", "first_day", "last_day", "readings", "path", "archived_at", "restored_at")
    list_select_related = ("inverter",)
    search_fields = ("=inverter__name", "path", "sha256")


@admin.register(ProductionDay)
class ProductionDayAdmin(ReadOnlyAdmin):
    list_display = ("inverter", "date", "kwh", "reading_count", "provisional_count", "interval_minutes")
    list_select_related = ("inverter",)
    search_fields = ("=inverter__name",)
    list_filter = ("date",)
    exclude = ("curve", "digest")


@admin.register(SatelliteFetch)
class SatelliteFetchAdmin(ReadOnlyAdmin):
    list_display = ("id", "grid_lat", "grid_lon", "kind", "source", "first_day", "last_day", "fetched_at")
    list_filter = ("kind", "fetched_at")
    exclude = ("raw",)


@admin.register(SatelliteHour)
class SatelliteHourAdmin(ReadOnlyAdmin):
    list_display = ("hour", "grid_lat", "grid_lon", "kind", "ghi_wh_m2", "clearsky_wh_m2", "revision")
    list_filter = ("kind",)
