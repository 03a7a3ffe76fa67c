"""Irradiance from a file, for sites without network: NASA POWER's CSV download, or a plain table of hours."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from inverters.constants import CSV_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources.irradiance import HOUR_US, IrradianceHours
from inverters.sources.irradiance_rows import BadCellError, Layout, read_rows
from inverters.sources.power_csv import EPOCH, check_head, is_power_download
from inverters.sources.power_csv import LAYOUT as POWER_LAYOUT

STAMP = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)  # fromisoformat alone would take a bare day for its midnight


def read_file(stream: BinaryIO, *, lat: float, lon: float) -> IrradianceHours:
    """Read the hours of a file, whichever of the two kinds it is.

    Parameters
    ----------
    stream
        NASA POWER's hourly CSV download, or UTF-8 CSV with `timestamp,ghi_wh_m2[,clearsky_wh_m2]`: stamps name the
        start of a whole hour, UTC unless they carry an offset; other columns are left alone; an empty or negative
        value is missing.
    lat, lon
        Where it is to be used [degrees]; NASA's file says its place and must be of the same 1° cell.

    Returns
    -------
    IrradianceHours
        The hours that the file names, in the order of time, NaN where their value is missing.

    Raises
    ------
    MalformedUploadError
        Something in it cannot be read or does not fit; line, field and cure of each thing are in `errors`.
    UploadTooLargeError
        More bytes or rows than a CSV may have.
    """
    lines = list(io.StringIO(_text(stream), newline=""))
    if is_power_download(lines):
        head_lines = check_head(lines, lat=lat, lon=lon)
        return read_rows(lines[head_lines:], skipped=head_lines, layout=POWER_LAYOUT)
    return read_rows(lines, skipped=0, layout=PLAIN_LAYOUT)


def _text(stream: BinaryIO) -> str:
    content = stream.read(CSV_LIMIT_BYTES + 1)
    if len(content) > CSV_LIMIT_BYTES:
        raise UploadTooLargeError(f"The file is larger than {CSV_LIMIT_BYTES // 1_000_000} MB: split it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedUploadError("The file is not UTF-8 text: save it as CSV UTF-8.") from error


def _hour_us(text: str) -> int:
    start = _instant(text)
    hour_us = (start.replace(tzinfo=start.tzinfo or UTC) - EPOCH) // timedelta(microseconds=1)
    if hour_us % HOUR_US:
        raise BadCellError("timestamp", f"{text} does not start a whole hour, UTC: give hourly sums by UTC hours")
    return hour_us


def _instant(text: str) -> datetime:
    if STAMP.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise BadCellError("timestamp", f"{text} does not exist: correct the date or the hour") from error
    raise BadCellError("timestamp", f"{text[:40]!r} is no time: write it like 2025-06-20T04:00:00Z")


PLAIN_LAYOUT = Layout(
    time=("timestamp",),
    ghi="ghi_wh_m2",
    clearsky="clearsky_wh_m2",
    hour_us=_hour_us,
    cure="send timestamp,ghi_wh_m2 (and clearsky_wh_m2 where it is known), separated by commas",
)
