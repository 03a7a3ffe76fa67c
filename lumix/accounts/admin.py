"""Accounts in the admin: made, given a role, closed. Nobody is deleted or renamed: the ledger names people for ever."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from lumix import modes
from lumix.accounts.errors import AccountError
from lumix.accounts.models import ApiToken
from lumix.accounts.services import change_account, record_account, refuse_name
from lumix.admin import KeptAdmin, ReadOnlyAdmin
from lumix.modes import Role

ROLES = [(Role.NOBODY.value, "none: opens nothing")] + [
    (role.value, role.value) for role in Role if role != Role.NOBODY
]


class NewAccountForm(UserCreationForm):
    """Name, password and role."""

    role = forms.ChoiceField(choices=ROLES, initial=Role.STAFF)

    def clean_username(self) -> str | None:  # type: ignore[override]
        """A name that is free, and that the ledger does not use for something else."""
        name: str | None = super().clean_username()  # None, with its error told, for one that is taken
        try:
            if name:
                refuse_name(name)
        except AccountError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return name


class AccountForm(UserChangeForm):
    """What changes about an account."""

    role = forms.ChoiceField(choices=ROLES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = modes.role_of(self.instance)


class AccountAdmin(KeptAdmin, UserAdmin):
    add_form, form = NewAccountForm, AccountForm
    list_display = ("username", "role", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "role", "is_active", "first_name", "last_name", "email")}),)
    add_fieldsets = ((None, {"fields": ("username", "role", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the groups that the column of roles needs."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, account: User) -> str:
        """The role of a row."""
        return modes.role_of(account)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A name stays, as the ledger has it."""
        return ("username",) if obj else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store the account with its ledger entry; a new password alone changes neither role nor state."""
        facts: dict[str, Any] = {"actor": modes.actor(request), "now": timezone.now()}
        if not change:
            obj.save()
            record_account(account=obj, role=Role(form.cleaned_data["role"]), **facts)
        elif "role" in form.cleaned_data:
            change_account(account=obj, role=Role(form.cleaned_data["role"]), is_active=obj.is_active, **facts)
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups follow from the role."""


class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("key", "user", "name", "created", "expiry")
    list_select_related = ("user",)
    fields = ("key", "user", "name", "created", "expiry")


admin.site.unregister([User, Group])
admin.site.register(User, AccountAdmin)
admin.site.register(ApiToken, ApiTokenAdmin)
