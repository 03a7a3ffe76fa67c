import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from reports import exports
from reports.exports import cell, csv_response, lines

LAGOS = timezone(timedelta(hours=1))
DOUBLED = {"n": lambda row: row, "twice": lambda row: row * 2}


def read_back(text):
    return list(csv.reader(io.StringIO(text.removeprefix(exports.BYTE_ORDER_MARK))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  +", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_marked(start):
    assert cell(f"{start}HYPERLINK(A1)") == f"'{start}HYPERLINK(A1)"


@pytest.mark.parametrize("text", ["Ikeja school", "a=b", "5 - 3", "", " ", "'quoted", "Ọ̀yọ́"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "told"),
    [(-1, "-1"), (-0.25, "-0.25"), (Decimal("-0.000001"), "-0.000001"), (1_234_567, "1234567"), (True, "true"),
     (None, ""), (float("nan"), ""), (float("-inf"), ""), (Decimal("NaN"), "")],
)  # fmt: skip
def test_numbers_stay_numbers_and_what_is_unknown_stays_empty(value, told):
    assert cell(value) == told


def test_times_are_instants_in_utc_and_days_are_iso():
    assert cell(datetime(2025, 1, 1, 0, 30, tzinfo=LAGOS)) == "2024-12-31T23:30:00Z"
    assert cell(datetime(2025, 1, 1, 12, 0, 0, 5, tzinfo=UTC)) == "2025-01-01T12:00:00.000005Z"
    assert cell(date(2025, 1, 1)) == "2025-01-01"


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        cell(datetime(2025, 1, 1))


def test_a_heading_is_guarded_like_any_text():
    assert read_back("".join(lines({"=SUM(A1)": str}, []))) == [["'=SUM(A1)"]]


def test_commas_quotes_and_line_breaks_come_back_as_they_were():
    texts = ['a "quoted" roof', "one, two", "first\nsecond"]

    assert read_back("".join(lines({"name": str}, texts))) == [["name"], *[[text] for text in texts]]


def test_rows_are_read_only_as_the_file_travels():
    taken = []

    def rows():
        for number in range(3 * exports.ROWS_A_PIECE):
            taken.append(number)
            yield number

    pieces = lines(DOUBLED, rows())
    next(pieces)
    assert taken == []
    next(pieces)
    assert len(taken) == exports.ROWS_A_PIECE


def test_the_file_has_every_row_once_and_begins_with_the_mark():
    count = 2 * exports.ROWS_A_PIECE + 1

    text = b"".join(csv_response("numbers", DOUBLED, iter(range(count)))).decode()

    assert text.startswith(exports.BYTE_ORDER_MARK)
    assert read_back(text) == [["n", "twice"], *[[str(n), str(2 * n)] for n in range(count)]]


def test_the_answer_is_a_file_with_a_name_that_no_cache_keeps():
    answer = csv_response("credits", DOUBLED, [])

    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"] == 'attachment; filename="lumix-credits.csv"'
    assert answer["Cache-Control"] == "no-store"
