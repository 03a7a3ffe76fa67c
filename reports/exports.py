"""Lists as CSV files, row by row: a million rows take no more memory than one.

A file begins with a byte order mark: without it Excel reads UTF-8 as an old Windows code page and spoils names such as
Ọ̀yọ́. The readers of pandas, R and Lumix itself pass over it.
"""

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.http import StreamingHttpResponse

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
BYTE_ORDER_MARK = "\ufeff"
ROWS_A_PIECE = 500
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the start of a formula, full-width or not; see OWASP's page on CSV injection."""
GUARD = "'"
"""Makes a spreadsheet show such a text instead of running it."""

Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], object]]
"""For each heading, in order, what a row says under it."""


def csv_response(name: str, columns: Columns[Row], rows: Iterable[Row]) -> StreamingHttpResponse:
    """The rows as a file `lumix-<name>.csv`; read one after the other while the file travels.

    name: letters, digits and hyphens. rows: best a queryset's `iterator()`, or another generator.
    """
    answer = StreamingHttpResponse(lines(columns, rows), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="lumix-{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def lines(columns: Columns[Row], rows: Iterable[Row]) -> Iterator[str]:
    """The text of the file, some rows at a time."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([cell(heading) for heading in columns])
    written = (writer.writerow([cell(value(row)) for value in columns.values()]) for row in rows)
    while piece := "".join(islice(written, ROWS_A_PIECE)):
        yield piece


def cell(value: object) -> str:
    """A value as a cell says it: numbers plain, times in UTC, nothing for None and NaN, and text never a formula.

    Raises ValueError for a time without its zone: nobody could say which instant it is.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))


def guarded(text: str) -> str:
    """The text, marked where a spreadsheet would run it; spaces before it do not hide it."""
    return GUARD + text if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _number(value: float | Decimal) -> str:
    return f"{value}" if math.isfinite(value) else ""


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without its zone is no instant")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class _Echo:
    """A file that hands every line back to the writer's caller instead of keeping it."""

    def write(self, line: str) -> str:
        return line
