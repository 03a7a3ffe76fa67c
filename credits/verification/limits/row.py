"""How a limit is written down."""

from dataclasses import field
from typing import Any


def limit(value: float, unit: str, source: str) -> Any:
    """One row of the table: a default with its unit and source beside it."""
    return field(default=value, metadata={"unit": unit, "source": source})
