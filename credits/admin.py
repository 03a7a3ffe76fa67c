"""Judgement in the admin: factors are mended, credits moved as the lifecycle allows, verdicts looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from credits.errors import CreditError
from credits.models import CarbonCredit, EmissionFactor, Verdict, Waiver
from credits.services.factors import save_factor
from credits.services.lifecycle import MOVES, change_status
from lumix import modes
from lumix.admin import GrowingAdmin, KeptAdmin, ReadOnlyAdmin


@admin.register(EmissionFactor)
class EmissionFactorAdmin(KeptAdmin):
    list_display = ("code", "kg_co2_per_kwh", "source", "valid_from", "valid_to")

    def get_readonly_fields(self, request: HttpRequest, obj: EmissionFactor | None = None) -> list[str]:
        """What credits were reckoned with stands; a new value is a new version."""
        used = obj is not None and obj.credits.exists()
        return ["code", "kg_co2_per_kwh", "valid_from"] if used else []

    def save_model(self, request: HttpRequest, obj: EmissionFactor, form: Any, change: bool) -> None:
        """Store the factor with its ledger entry."""
        save_factor(factor=obj, actor=request.user.get_username(), now=timezone.now())


class CreditForm(forms.ModelForm):
    """Where a credit may go from where it is."""

    reason = forms.CharField(widget=forms.Textarea, required=False, help_text="needed where a flag is lifted")

    class Meta:
        model = CarbonCredit
        fields = ("status",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields:
            here = self.instance.status
            self.fields["status"] = forms.ChoiceField(choices=[(name, name) for name in (here, *MOVES[here])])

    def clean(self) -> dict[str, Any]:
        """A flag is lifted only with a reason."""
        found = super().clean() or {}
        if self.initial.get("status") == "FLAGGED" and "status" in self.changed_data and not found["reason"].strip():
            raise forms.ValidationError("Say why the flag is lifted: the ledger keeps it.")
        return found


@admin.register(CarbonCredit)
class CreditAdmin(GrowingAdmin):
    form = CreditForm
    list_display = ("inverter", "date", "status", "kwh", "tonnes", "correlation", "updated_at")
    list_select_related = ("inverter",)
    list_filter = ("status", "date")
    search_fields = ("inverter__name",)
    fields = (
        "inverter", "date", "kwh", "tonnes", "factor", "correlation", "flagged_reason", "created_at", "updated_at",
        "status", "reason",
    )  # fmt: skip
    readonly_fields = fields[:-2]

    def get_fields(self, request: HttpRequest, obj: CarbonCredit | None = None) -> Any:
        """In closed mode an admin neither sells nor clears flags: that is staff's and the auditors'."""
        return self.fields[:-1] if modes.current() == modes.CLOSED else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: CarbonCredit | None = None) -> tuple[str, ...]:
        """All that stands there, then."""
        return self.fields[:-1] if modes.current() == modes.CLOSED else self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Credits are calculated, never typed in."""
        return False

    def save_model(self, request: HttpRequest, obj: CarbonCredit, form: Any, change: bool) -> None:
        """Move the credit as the lifecycle allows."""
        if "status" not in form.changed_data:
            return
        try:
            change_status(
                inverter_id=obj.inverter_id,
                day=obj.date,
                status=form.cleaned_data["status"],
                reason=form.cleaned_data["reason"],
                actor=request.user.get_username(),
                now=timezone.now(),
            )
        except CreditError as refusal:
            raise ValidationError(str(refusal)) from refusal


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    list_display = ("credit", "check_name", "state", "proposed_by", "proposed_at", "countersigned_by", "ended_by")
    list_select_related = ("credit",)
    list_filter = ("state", "proposed_at")
    search_fields = ("=credit__inverter__name", "=check_name", "proposed_by", "countersigned_by")


@admin.register(Verdict)
class VerdictAdmin(ReadOnlyAdmin):
    list_display = ("credit", "status", "rule_version", "correlation", "judged_at", "actor")
    list_select_related = ("credit",)
    list_filter = ("status", "judged_at")
    search_fields = ("=credit__inverter__name", "=rule_version")
