from datetime import date, datetime
from typing import Any

from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "credits"

    def ready(self) -> None:
        from credits.rollups import CREDIT_TOTALS, INVERTER_TOTALS  # noqa: PLC0415
        from inverters.signals import correcting, evidence_changed, frozen_days, unsettled_days  # noqa: PLC0415
        from lumix.rollups import keeping  # noqa: PLC0415

        keeping.register(CREDIT_TOTALS)
        keeping.register(INVERTER_TOTALS)
        frozen_days.connect(_submitted_days, dispatch_uid="credits")
        unsettled_days.connect(_unsettled_days, dispatch_uid="credits")
        correcting.connect(_refuse_correction, dispatch_uid="credits")
        evidence_changed.connect(_renew_credits, dispatch_uid="credits")
        _register_ledger_checks()


def _register_ledger_checks() -> None:
    from credits.ledger_checks import (  # noqa: PLC0415
        adjustments,
        credits,
        expected_days,
        factors,
        findings,
        texts,
        verdicts,
        waivers,
    )
    from lumix.ledger import deep  # noqa: PLC0415

    deep.register(factors.Factors(), credits.Credits(), verdicts.Verdicts(), texts.Texts(), waivers.Waivers())
    deep.register(adjustments.Corrections(), adjustments.Adjustments(), findings.Findings())
    deep.register(expected_days.ExpectedDays())


def _submitted_days(*, inverter_id: int, days: list[date], **kwargs: Any) -> set[date]:
    from credits.selectors import submitted_days  # noqa: PLC0415

    return submitted_days(inverter_id, days)


def _unsettled_days(*, inverter_id: int, days: list[date], **kwargs: Any) -> dict[date, str]:
    from credits.adjustment_selectors import unsettled_days  # noqa: PLC0415

    return unsettled_days(inverter_id, days)


def _refuse_correction(*, inverter_id: int, days: list[date], role: Any, **kwargs: Any) -> None:
    from credits.services.corrections import refuse_correction  # noqa: PLC0415

    refuse_correction(inverter_id=inverter_id, days=days, role=role)


def _renew_credits(
    *,
    inverter_id: int,
    days: list[date] | None,
    since: date | None,
    why: str,
    actor: str,
    now: datetime,
    corrected: bool = False,
    reason: str = "",
    before: dict[date, str] | None = None,
    **kwargs: Any,
) -> None:
    from credits.services.calculate import renew  # noqa: PLC0415
    from credits.services.corrected import correct_submitted  # noqa: PLC0415

    renew(inverter_id=inverter_id, days=days, since=since, why=why, actor=actor, now=now, corrected=corrected)
    if corrected:
        correct_submitted(inverter_id=inverter_id, before=before or {}, reason=reason, actor=actor, now=now)
