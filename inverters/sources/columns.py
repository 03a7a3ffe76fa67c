"""What every reader of readings hands on: columns, never an object for each row."""

from dataclasses import dataclass, field

import numpy as np

from inverters.errors import RowError


@dataclass(frozen=True)
class ReadingColumns:
    """Readings as they were sent, in the order they were sent, at most one row for an instant and value.

    instant_us: int64 array (rows,), microseconds since 1970-01-01T00:00Z of the stamp as sent (no clock correction).
    milliwatt_hours: int64 array (rows,), the energy rounded to a whole milliwatt-hour.
    rejected: the rows left out, with line, field and cure; empty unless the upload was read leniently.
    repeated: rows that say again, instant and value, what an earlier row of the same upload said; they are left out.
    lines: int64 array (rows,), where each row stands in what was sent.
    passed_over: rows of a portal's export that hold no value ("NaN", "N/A", nothing); they are no readings.
    """

    instant_us: np.ndarray
    milliwatt_hours: np.ndarray
    rejected: list[RowError] = field(default_factory=list)
    repeated: int = 0
    lines: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    passed_over: int = 0

    def __post_init__(self) -> None:
        if self.instant_us.dtype != np.int64 or self.milliwatt_hours.dtype != np.int64:
            raise TypeError("instants and milliwatt-hours are int64 arrays")
        if self.instant_us.ndim != 1 or self.instant_us.shape != self.milliwatt_hours.shape:
            raise ValueError("instants and milliwatt-hours are one-dimensional and of one length")

    @property
    def rows_sent(self) -> int:
        """How many rows the upload held: accepted + duplicate + conflict + rejected must come to this."""
        return len(self.instant_us) + len(self.rejected) + self.repeated
