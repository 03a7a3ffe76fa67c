import numpy as np
import pytest

from inverters.sources.columns import ReadingColumns
from inverters.sources.layouts import Manner
from inverters.sources.quantities import HOUR_US, as_energy

MINUTE = HOUR_US // 60


def columns(rows: list[tuple[int, float]]) -> ReadingColumns:
    """Rows of minute and number, in lines from 2 on."""
    stamps, numbers = zip(*rows, strict=True) if rows else ((), ())
    return ReadingColumns(
        np.array(stamps, np.int64) * MINUTE,
        np.rint(np.array(numbers, float) * 1e6).astype(np.int64),
        lines=np.arange(2, 2 + len(rows)),
    )


def told(found: ReadingColumns) -> list[tuple[float, float]]:
    return list(zip((found.instant_us / MINUTE).tolist(), (found.milliwatt_hours / 1e6).tolist(), strict=True))


# what the numbers are, at which end the file's and the inverter's stamps stand, rows, energy by minute
CASES = [
    (Manner.ENERGY, False, False, [(60, 1), (120, 2)], [(60, 1), (120, 2)]),
    (Manner.ENERGY, True, False, [(60, 1), (120, 2)], [(0, 1), (60, 2)]),
    (Manner.ENERGY, False, True, [(0, 1), (15, 2), (30, 3)], [(15, 1), (30, 2), (45, 3)]),
    (Manner.ENERGY, True, False, [(60, 1)], [(0, 1)]),
    (Manner.POWER, False, False, [(0, 12), (5, 24)], [(0, 1), (5, 2)]),
    (Manner.POWER, False, False, [(0, 12), (5, 12), (10, 12), (16, 12), (21, 12)],
     [(0, 1), (5, 1), (10, 1.2), (16, 1), (21, 1)]),
    (Manner.POWER, True, True, [(5, 12), (10, 12), (16, 12)], [(5, 1), (10, 1), (16, 1.2)]),
    (Manner.POWER, False, False, [(0, 12), (5, 12), (10, 12), (300, 12)], [(0, 1), (5, 1), (10, 1), (300, 1)]),
    (Manner.COUNT, False, False, [(60, 100), (120, 103), (180, 103), (240, 108)], [(60, 3), (120, 0), (180, 5)]),
    (Manner.COUNT, False, True, [(60, 100), (120, 103)], [(120, 3)]),
    (Manner.COUNT, True, True, [(120, 103), (60, 100)], [(120, 3)]),
    (Manner.COUNT, False, False, [(0, 100), (60, 101), (120, 102), (360, 110)], [(0, 1), (60, 1), (300, 8)]),
    (Manner.COUNT, False, False, [(0, 100)], []),
    (Manner.COUNT, False, False, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("manner", "file_ends", "ends", "rows", "energy"), CASES, ids=str)
def test_numbers_become_the_energy_of_intervals_where_the_inverter_stamps_them(manner, file_ends, ends, rows, energy):
    found = [(minute, round(kwh, 6)) for minute, kwh in told(as_energy(columns(rows), manner, file_ends, ends))]
    assert found == energy


def test_a_counter_that_falls_is_shown_as_a_reset_and_never_as_negative_energy():
    found = as_energy(columns([(0, 100), (60, 105), (120, 2), (180, 4)]), Manner.COUNT, False, False)
    assert told(found) == [(0, 5), (120, 2)]
    assert [(error.line, error.field) for error in found.rejected] == [(4, "kwh")]
    assert "fell from 105 to 2 kWh" in found.rejected[0].message


def test_rows_keep_their_lines_and_the_count_adds_up():
    found = as_energy(columns([(120, 103), (60, 100), (180, 104)]), Manner.COUNT, False, False)
    assert found.lines.tolist() == [2, 4]
    assert (found.rows_sent, found.passed_over) == (2, 1)
