"""Months and evidence as they would be: an honest day of which single measured figures are supposed otherwise."""

from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.evidence import Evidence, gather
from credits.verification.finding import Finding
from credits.verification.lags import Change, Lags
from credits.verification.levels import Levels
from credits.verification.month import Month

from .making import honest

FOLLOWS = {
    "days": 31.0, "hours": 300.0, "undisturbed": 1.0, "within_r": 0.6, "other_r": 0.1, "other_day": 0.0,
    "daily_r": 0.8, "sky_within": 60.0, "sky_daily": 0.3, "sky_sure": 0.9, "totals_sure": 0.95, "residual": 0.3,
    "slot_spread": 0.05, "day_spread": 0.1, "moves": 0.2, "apart": 0.25, "sky_moves": 0.2,
    "repeat": 0.3, "dull_ratio": 0.7, "gain": np.nan, "dark_share": 0.0,
    "level": 0.8, "step": np.nan, "step_offset": 0, "day_ratio": 1.0, "day_stands_out": False, "outliers": 0.0,
    "clouds": [0.0, 0.3, 0.6, 0.3, 0.0], "sun": [0.8, 0.9, 0.95, 0.9, 0.8],
    "before": 0, "after": 0, "offset": 0,
}  # fmt: skip
"""A month whose output follows the satellite's clouds, in time and at an honest level."""

WIDE = {"gain": 24, "dark_share": 3, "clouds": 5, "sun": 5}


def month(n: int = 1, **figures: Any) -> Month:
    """The months of n days, one value for all or one for each; `cloud_gain` and `sun_gain` are those of the changes."""
    values = FOLLOWS | {"cloud_gain": 0.0, "sun_gain": 0.0} | figures
    columns = {
        name: np.broadcast_to(np.asarray(value), (n, WIDE[name]) if name in WIDE else (n,)).copy()
        for name, value in values.items()
    }

    def made(kind: type, **others: object) -> Any:
        return kind(**{f.name: others[f.name] if f.name in others else columns[f.name] for f in fields(kind)})

    changes = {f"{kind}_change": made(Change, gain=columns[f"{kind}_gain"]) for kind in ("cloud", "sun")}
    return made(Month, level=made(Levels), lag=made(Lags, **changes))


@cache
def _honest(n: int) -> Evidence:
    days = honest(n)
    return gather(days, expected.derive(days))


def evidence(
    n: int = 1, days: dict[str, Any] | None = None, figures: dict[str, Any] | None = None, **columns: Any
) -> Evidence:
    """n honest days in months that follow, but for what is said of the days, of the month's figures, and otherwise."""
    found = _honest(n)
    stated = {name: np.full(n, value) if np.ndim(value) == 0 else value for name, value in (days or {}).items()}
    return replace(found, days=replace(found.days, **stated), **({"month": month(n, **(figures or {}))} | columns))


def says(found: Finding, row: int = 0, **words: object) -> tuple[object, ...]:
    """What a finding says of one day: passes, known, figure, threshold; its named words are asserted as given."""
    for name, value in words.items():
        told = found.words[name][row]
        assert np.array_equal(told, value) or told == pytest.approx(value, nan_ok=True), (name, told)
    return (bool(found.passes[row]), bool(found.known[row]), float(found.figure[row]), float(found.threshold[row]))
