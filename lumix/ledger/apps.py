from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "lumix.ledger"
    label = "ledger"

    def ready(self) -> None:
        from lumix.ledger import checks, triggers  # noqa: F401, PLC0415
        from lumix.ledger.append_only import AppendOnlyModel  # noqa: PLC0415

        for model in apps.get_models():
            if issubclass(model, AppendOnlyModel):
                triggers.register(model._meta.db_table)
        post_migrate.connect(_reinstall_triggers, sender=self)


def _reinstall_triggers(*, using: str, **kwargs: Any) -> None:
    from lumix.ledger import triggers  # noqa: PLC0415

    triggers.install(connections[using])
