"""NASA POWER's own hourly CSV download: a head in words, then YEAR,MO,DY,HR and the values.

    -BEGIN HEADER-
    NASA/POWER Source Native Resolution Hourly Data
    Dates (month/day/year): 06/20/2025 through 06/22/2025 in UTC
    Location: Latitude  35.9375   Longitude 14.3754
    ...
    ALLSKY_SFC_SW_DWN     CERES SYN1deg All Sky Surface Shortwave Downward Irradiance (Wh/m^2)
    -END HEADER-
    YEAR,MO,DY,HR,ALLSKY_SFC_SW_DWN

The value for missing hours is -999; as every negative number it is read as missing.
"""

import math
import re
from datetime import UTC, datetime, timedelta

from inverters.errors import MalformedUploadError, RowError
from inverters.sources.irradiance_rows import BadCellError, Layout
from inverters.sources.nasa_columns import CLEARSKY_GHI, GHI
from inverters.sources.nasa_reply import HOURS

BEGIN = "-BEGIN HEADER-"
END = "-END HEADER-"
UNIT = HOURS.units[0]
HEAD_LIMIT_LINES = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPREADSHEET_REMAINS = ' \t\r\n,;"\ufeff'

LOCATION = re.compile(r"Location:\s*Latitude\s+(-?[\d.]+)\s+Longitude\s+(-?[\d.]+)", re.ASCII | re.IGNORECASE)
DATES = re.compile(r"Dates\b.*\b(UTC|LST)\b", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([^()]*)\)$")


def is_power_download(lines: list[str]) -> bool:
    """Whether a file begins as NASA POWER's CSV downloads do."""
    return bool(lines) and _clean(lines[0]) == BEGIN


def check_head(lines: list[str], *, lat: float, lon: float) -> int:
    """How many lines the head takes; MalformedUploadError unless it is of the place's cell, in UTC and in Wh/m²."""
    head = [_clean(line) for line in lines[:HEAD_LIMIT_LINES]]
    if END not in head:
        raise MalformedUploadError(f"The head of NASA POWER's file has no end: download it again, up to {END} and on.")
    head = head[: head.index(END)]
    problems = [_location_problem(head, lat, lon), _time_standard_problem(head), *_unit_problems(head)]
    if errors := [problem for problem in problems if problem]:
        raise MalformedUploadError("The head of NASA POWER's file does not fit.", errors)
    return len(head) + 1


def _clean(line: str) -> str:
    return line.strip(SPREADSHEET_REMAINS)


def _location_problem(head: list[str], lat: float, lon: float) -> RowError | None:
    for number, line in enumerate(head, start=1):
        if found := LOCATION.match(line):
            cell = tuple(_floor(text) for text in found.groups())
            if cell == (math.floor(lat), math.floor(lon)):
                return None
            message = f"this is {found[0]}, in another 1° cell than {lat:g}, {lon:g}: download that place"
            return RowError(number, "Location", message)
    return RowError(None, "Location", "the head does not say for which place this is: download the file again")


def _floor(text: str) -> int | None:
    try:
        return math.floor(float(text))
    except ValueError:
        return None


def _time_standard_problem(head: list[str]) -> RowError | None:
    for number, line in enumerate(head, start=1):
        if found := DATES.match(line):
            if found[1].upper() == HOURS.time_standard:
                return None
            return RowError(number, "Dates", "the hours are local solar time: download again with UTC")
    return RowError(None, "Dates", "the head does not say whether hours are UTC: download again with UTC")


def _unit_problems(head: list[str]) -> list[RowError]:
    problems = []
    for number, line in enumerate(head, start=1):
        name = line.partition(" ")[0]
        unit = IN_BRACKETS.search(line)
        if name in (GHI, CLEARSKY_GHI) and (unit is None or unit[1] != UNIT):
            given = unit[1] if unit else "no unit"
            cure = f"given in {given}, not in {UNIT}: download for the community Renewable Energy"
            problems.append(RowError(number, name, cure))
    if not any(line.startswith(GHI) for line in head):
        problems.append(RowError(None, GHI, f"the head does not name its unit: download again with {GHI}"))
    return problems


def _hour_us(year: str, month: str, day: str, hour: str) -> int:
    cells = {"YEAR": year, "MO": month, "DY": day, "HR": hour}
    for name, text in cells.items():
        if not (text.isascii() and text.isdigit()):
            raise BadCellError(name, f"{text[:40]!r} is no whole number: download the file again")
    try:
        start = datetime(int(year), int(month), int(day), int(hour), tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadCellError("YEAR", "there is no such hour: download the file again") from error
    return (start - EPOCH) // timedelta(microseconds=1)


LAYOUT = Layout(
    time=("YEAR", "MO", "DY", "HR"),
    ghi=GHI,
    clearsky=CLEARSKY_GHI,
    hour_us=_hour_us,
    cure=f"download the hourly data as CSV, with {GHI}",
)
