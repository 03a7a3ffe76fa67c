"""Energy as it is sent, kWh, to whole milliwatt-hours: one rule for every door.

The rule: what was sent becomes the nearest double, as any JSON or CSV reader makes it, and that double × 1,000,000 is
rounded to the nearest whole number, halves to the even one. So a text, a JSON number and a float always agree, and a
number of at most six decimals is kept exactly (the product errs by less than 0.001 up to the largest kwh allowed).
"""

import math
import re
from collections.abc import Sequence

import numpy as np

from inverters.constants import MAX_KWH, MILLIWATT_HOURS_PER_KWH
from inverters.sources.faults import UnreadableRowError

NUMBER = re.compile(r"[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*", re.ASCII)
# Of texts in these characters alone, float() takes exactly those that NUMBER takes: no "1_000", "inf", wide digits.
NUMBER_CHARACTERS = re.compile(r"[0-9.eE+\- \t]*")


def plain_numbers(texts: Sequence[str]) -> np.ndarray:
    """Read a column of plain decimal numbers.

    texts: (rows,) strings. Returns float64 (rows,), NaN where the text is anything but an ordinary number.
    """
    if NUMBER_CHARACTERS.fullmatch("".join(texts)):
        try:
            return np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            pass  # right characters in a wrong order, such as "1-2": look at each
    return np.array([float(text) if NUMBER.fullmatch(text) else np.nan for text in texts], np.float64)


def milliwatt_hours(kwh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round a column of energies to whole milliwatt-hours.

    kwh: float64 (rows,), in kWh; NaN is unreadable. Returns int64 (rows,) and a mask (rows,), True where the energy can
    be taken: a number from 0 to MAX_KWH. Where it cannot, the integer is 0.
    """
    taken = (kwh >= 0) & (kwh <= MAX_KWH)
    return np.rint(np.where(taken, kwh, 0.0) * MILLIWATT_HOURS_PER_KWH).astype(np.int64), taken


def check(kwh: float, as_sent: str) -> None:
    """Raise UnreadableRowError, with the cure, where milliwatt_hours would not take an energy; as_sent is quoted."""
    if math.isnan(kwh):
        message = f"{as_sent} is not a number: write plain digits with a decimal point, such as 5.5"
    elif kwh < 0:
        message = f"{as_sent} is negative: send the energy produced in the interval, 0 or more"
    elif kwh > MAX_KWH:
        message = f"{as_sent} is above {MAX_KWH:,.0f} kWh: send kWh (not Wh) of one interval (not the meter's counter)"
    else:
        return
    raise UnreadableRowError("kwh", message)
