from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from lumix.accounts.services import record_account
from lumix.modes import Role


class Command(createsuperuser.Command):
    """Django's own, which writes the new admin into the ledger."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Make the account and its entry together."""
        known = set(User.objects.values_list("pk", flat=True))
        with transaction.atomic():
            done: str | None = super().handle(*args, **options)
            for account in User.objects.exclude(pk__in=known):
                record_account(account=account, role=Role.ADMIN, actor="command createsuperuser", now=timezone.now())
        return done
