"""Numbers as people type them, and what is said of those that cannot be."""

import re
from typing import Any

from django import forms

from reports.presenters import MINUS

THOUSAND = 1_000
GROUPED = re.compile(r"[+-]?\d{1,3},\d{3}")
"""1,500 is one and a half to some and a thousand and a half to others."""


class TypedNumber(forms.FloatField):
    """A number whose decimals stand after a point or a comma; what could mean a thousand as well is asked again."""

    def to_python(self, value: Any) -> Any:
        """The number; None where nothing was typed."""
        if isinstance(value, str) and value.count(",") == 1 and "." not in value and not self._is_unclear(value):
            value = value.replace(",", ".")
        return super().to_python(value)

    def _is_unclear(self, value: str) -> bool:
        small = isinstance(self.max_value, int | float) and self.max_value < THOUSAND
        return not small and GROUPED.fullmatch(value.strip()) is not None


def beyond(low: float, high: float, unit: str) -> dict[str, str]:
    """What is said of a number outside its limits, in its unit."""
    sentence = f"It lies from {_told(low)} to {_told(high)} {unit}: correct it."
    return {"min_value": sentence, "max_value": sentence}


def _told(value: float) -> str:
    return f"{value:,}".replace("-", MINUS)
