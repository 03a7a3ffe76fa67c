from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "lumix.accounts"

    def ready(self) -> None:
        """The roles' groups are there after every migration; comings and goings are logged."""
        from lumix.accounts import events  # noqa: PLC0415

        events.connect()
        post_migrate.connect(_make_groups, sender=self)


def _make_groups(*, using: str, **_: Any) -> None:
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from lumix import modes  # noqa: PLC0415

    if Group._meta.db_table not in connections[using].introspection.table_names():
        return  # another app was migrated by itself: there are no accounts yet
    for name in (modes.STAFF, modes.AUDITORS):
        Group.objects.using(using).get_or_create(name=name)
