from datetime import date, datetime
from typing import Any

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        from inverters.signals import evidence_changed, frozen_days  # noqa: PLC0415

        frozen_days.connect(_submitted_days, dispatch_uid="credits")
        evidence_changed.connect(_renew_credits, dispatch_uid="credits")


def _submitted_days(*, inverter_id: int, days: list[date], **kwargs: Any) -> set[date]:
    from credits.selectors import submitted_days  # noqa: PLC0415

    return submitted_days(inverter_id, days)


def _renew_credits(
    *,
    inverter_id: int,
    days: list[date] | None,
    since: date | None,
    why: str,
    actor: str,
    now: datetime,
    **kwargs: Any,
) -> None:
    from credits.services.calculate import renew  # noqa: PLC0415

    renew(inverter_id=inverter_id, days=days, since=since, why=why, actor=actor, now=now)
