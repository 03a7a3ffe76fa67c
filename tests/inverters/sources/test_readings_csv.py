import io
import tracemalloc
from datetime import UTC, datetime
from unittest import mock
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources import readings_csv, text_lines

LAGOS = ZoneInfo("Africa/Lagos")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEN_O_CLOCK = 1736931600_000_000  # 2025-01-15T10:00 in Lagos, 09:00 UTC
HOUR = 3600_000_000
HEAD = "timestamp,kwh\n"
GOOD = "2025-01-15T10:00:00,5.5\n"
NEXT = "2025-01-15T11:00:00,7.2\n"


def read(text, **kwargs):
    sent = text if isinstance(text, bytes) else text.encode()
    return readings_csv.read(io.BytesIO(sent), zone=LAGOS, now=NOW, **kwargs)


def refusal(text):
    with pytest.raises(MalformedUploadError) as caught:
        read(text)
    return caught.value


# What is read --------------------------------------------------------------------------------------------------------


def test_rows_become_instants_and_milliwatt_hours_in_the_order_sent():
    columns = read(HEAD + NEXT + GOOD)
    assert columns.instant_us.tolist() == [TEN_O_CLOCK + HOUR, TEN_O_CLOCK]
    assert columns.milliwatt_hours.tolist() == [7_200_000, 5_500_000]
    assert (columns.rejected, columns.repeated, columns.rows_sent) == ([], 0, 2)


@pytest.mark.parametrize(
    "stamp", ["2025-01-15T10:00:00", "2025-01-15 10:00", "2025-01-15T09:00:00Z", "2025-01-15T11:00:00.000+0200"]
)
def test_one_instant_in_every_spelling_is_one_reading(stamp):
    assert read(f"{HEAD}{GOOD}{stamp},5.5\n").repeated == 1


@pytest.mark.parametrize(
    "text",
    [
        "kwh,timestamp\n5.5,2025-01-15T10:00:00\n",
        " Timestamp , KWH \n2025-01-15T10:00:00 , 5.5 \n",
        '"timestamp","kwh"\n"2025-01-15T10:00:00","5.5"\n',
        'timestamp, "kwh"\n2025-01-15T10:00:00, "5.5"\n',
        "\ufeff" + HEAD + GOOD,
        (HEAD + GOOD).replace("\n", "\r\n"),
        (HEAD + GOOD).replace("\n", "\r"),
        (HEAD + GOOD).replace("\n", "\r\r\n"),
        (HEAD + GOOD).rstrip("\n"),
        HEAD + GOOD + "\n \n\n",
        HEAD + "\n\n" + GOOD,
    ],
    ids=[
        "swapped",
        "spaces",
        "quotes",
        "spaced quotes",
        "mark",
        "crlf",
        "cr",
        "crcrlf",
        "no last end",
        "blank end",
        "blank middle",
    ],
)
def test_harmless_differences_of_files_are_tolerated(text):
    columns = read(text)
    assert (columns.instant_us.tolist(), columns.milliwatt_hours.tolist()) == ([TEN_O_CLOCK], [5_500_000])
    assert columns.rows_sent == 1


# What is no table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "header"),
        ("\n", "header"),
        (GOOD, "header timestamp,kwh"),
        ("when,what\n1,2\n", "header timestamp,kwh"),
        ("timestamp;kwh\n2025-01-15T10:00:00;5.5\n", "comma"),
        ("timestamp,kwh,kwh\n2025-01-15T10:00:00,1,2\n", "each once"),
        ("timestamp,timestamp\n", "each once"),
        ('"timestamp,kwh\n' + GOOD, "header"),
        (HEAD, "no rows"),
        (HEAD + "\n\n", "no rows"),
        ("\x00\x01\x02", "UTF-8"),
        (HEAD + GOOD + "\x00", "UTF-8"),
        ((HEAD + GOOD).encode("utf-16"), "UTF-8"),
        ((HEAD + GOOD).encode("utf-16-be"), "UTF-8"),
        (b"\x1f\x8b\x08\x00\xff\xfe", "UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_cure(text, cure):
    assert cure in str(refusal(text))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("text", ["", GOOD, HEAD, "timestamp,kwh,kwh\n", "\x00"])
def test_no_table_is_refused_even_leniently(text, lenient):
    with pytest.raises(MalformedUploadError):
        read(text, lenient=lenient)


# Cells ---------------------------------------------------------------------------------------------------------------

BAD_NUMBERS = [
    *(
        "1_000",
        "٥",
        "５",
        "0x10",
        "inf",
        "-Infinity",
        "nan",
        "1e999",
        "-1",
        "-1e-9",
        "1000000.1",
        "",
        " ",
        "five",
        "=1+1",
        "1 2",
        "5.5 kWh",
    ),
    *('"5,5"', "1.2.3", "--1", "1e", "µ", "\U0001f600", "@SUM(A1)", "9" * 9_000),
]


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_a_bad_number_is_refused_with_line_field_and_cure(number):
    for rows in (GOOD, GOOD + "2025-01-15T10:00:00,5.5\n" * 50):
        error = refusal(f"{HEAD}{rows}2025-01-15T11:00:00,{number}\n{NEXT}").errors[0]
        assert (error.line, error.field) == (rows.count("\n") + 2, "kwh")
        assert ": " in error.message
        assert len(error.message) < 200


BAD_STAMPS = [
    *(
        "",
        "x",
        "2025-01-15",
        "2025-02-30T10:00:00",
        "2025-01-15T24:00:00",
        "2025-W03-3T10:00",
        "20250115T100000",
        "15/01/2025 10:00",
    ),
    *(
        "1736935200",
        "2099-01-01T10:00:00Z",
        "2026-06-01T12:10:01Z",
        "1989-12-31T23:59:59Z",
        "2025-01-15T10",
        "2025-01-15T10:00:60",
    ),
    *(
        "2025-01-15T10:00:00+15:00",
        "2025-01-15T10:00:00 DST",
        "２０２５-01-15T10:00:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
    ),
]


@pytest.mark.parametrize("stamp", BAD_STAMPS)
def test_a_bad_stamp_is_refused_with_line_field_and_cure(stamp):
    error = refusal(f"{HEAD}{GOOD}{stamp},1\n").errors[0]
    assert (error.line, error.field) == (3, "timestamp")
    assert ": " in error.message


# Lines ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        "2025-02-01T10:00:00,1,2",
        "2025-02-01T10:00:00",
        "2025-02-01T10:00:00,5,5",
        '"2025-02-01T10:00:00"x,1',
        "a,b,c,d",
    ],
)
def test_a_ragged_row_is_refused_with_its_line(row):
    error = refusal(f"{HEAD}{GOOD}{row}\n{NEXT}").errors[0]
    assert (error.line, error.field) == (3, None)


def test_an_unclosed_quote_names_its_own_line_and_swallows_nothing():
    columns = read(f'{HEAD}{GOOD}"2025-01-15T12:00:00,1\n{NEXT}', lenient=True)
    assert [error.line for error in columns.rejected] == [3]
    assert "quotation marks" in columns.rejected[0].message
    assert columns.instant_us.tolist() == [TEN_O_CLOCK, TEN_O_CLOCK + HOUR]


def test_a_quoted_cell_that_goes_on_over_lines_costs_each_of_them():
    columns = read(f'{HEAD}"2025-01-15T12:00:00\n",1\n{GOOD}', lenient=True)
    assert [error.line for error in columns.rejected] == [2, 3]
    assert columns.instant_us.tolist() == [TEN_O_CLOCK]


def test_bytes_that_are_no_utf_8_are_a_fault_of_their_line_and_print_safely():
    error = refusal(HEAD.encode() + GOOD.encode() + b"2025-01-15T11:00:00,\xff5\n").errors[0]
    assert error.line == 3
    error.message.encode()


def test_lines_are_counted_as_an_editor_shows_them():
    text = HEAD + "\r\n" + GOOD.replace("\n", "\r\n") + "\r\n\n" + "x,1\n"
    assert refusal(text).errors[0].line == 6


def test_a_line_beyond_the_first_block_is_named_rightly():
    with mock.patch.object(text_lines, "BLOCK_CHARACTERS", 64):
        assert refusal(HEAD + GOOD * 100 + "x,1\n" + GOOD).errors[0].line == 102


@pytest.mark.parametrize("block", [1, 5, 60])
def test_a_nul_is_found_wherever_a_block_ends(block):
    with mock.patch.object(text_lines, "BLOCK_CHARACTERS", block), pytest.raises(MalformedUploadError, match="UTF-8"):
        read(HEAD + GOOD + "2025-01-15T11:00:00,1\x00\n" + NEXT, lenient=True)


# Twice the same, and leniently ---------------------------------------------------------------------------------------


def test_the_same_row_again_counts_as_repeated():
    columns = read(HEAD + GOOD + NEXT + GOOD + GOOD)
    assert (len(columns.instant_us), columns.repeated, columns.rows_sent) == (2, 2, 4)


def test_two_values_for_one_instant_refuse_the_upload_and_name_both_lines():
    error = refusal(HEAD + GOOD + NEXT + "2025-01-15T09:00:00Z,7\n")
    assert [(fault.line, fault.field) for fault in error.errors] == [(4, "kwh")]
    assert "line 2" in str(error)
    assert "5.5 there, 7 here" in str(error)


def test_leniently_the_first_of_two_values_stays():
    columns = read(HEAD + GOOD + "2025-01-15T10:00:00,7\n" + GOOD + "2025-01-15T10:00:00,8\n", lenient=True)
    assert columns.milliwatt_hours.tolist() == [5_500_000]
    assert [error.line for error in columns.rejected] == [3, 5]
    assert (columns.repeated, columns.rows_sent) == (1, 4)


def test_leniently_the_good_rows_are_kept_and_every_bad_one_reported_in_order():
    columns = read(HEAD + GOOD + "2025-01-15T10:00:00,9\n" + "x,1\n" * 30 + NEXT + "1,2,3\n", lenient=True)
    assert columns.milliwatt_hours.tolist() == [5_500_000, 7_200_000]
    assert [error.line for error in columns.rejected] == [*range(3, 34), 35]
    assert columns.rows_sent == 34


def test_leniently_a_file_of_bad_rows_alone_is_empty_columns():
    columns = read(HEAD + "x,1\n", lenient=True)
    assert (len(columns.instant_us), len(columns.rejected)) == (0, 1)


# Limits --------------------------------------------------------------------------------------------------------------


def test_a_refusal_lists_twenty_faults_and_counts_the_rest():
    error = refusal(HEAD + "x,1\n" * 1_000)
    assert [fault.line for fault in error.errors] == list(range(2, 22))
    assert "999 more lines" in str(error)


def test_more_rows_than_the_limit_are_too_large():
    with mock.patch.object(text_lines, "CSV_LIMIT_ROWS", 10), pytest.raises(UploadTooLargeError, match="in parts"):
        read(HEAD + GOOD * 11)


def test_as_many_rows_as_the_limit_are_taken():
    with mock.patch.object(text_lines, "CSV_LIMIT_ROWS", 10):
        assert read(HEAD + GOOD * 10 + "\n\n").rows_sent == 10


def test_blank_lines_without_end_are_too_large():
    with pytest.raises(UploadTooLargeError):
        read(HEAD + "\n" * 3_000_000)


@pytest.mark.parametrize("text", [HEAD + "1" * 2_000_000, "1" * 2_000_000, HEAD + "," * 2_000_000])
def test_a_line_without_end_is_refused_in_flat_memory(text):
    assert str(refusal(text))


def test_the_file_stays_open_for_its_owner():
    file = io.BytesIO((HEAD + GOOD).encode())
    readings_csv.read(file, zone=LAGOS, now=NOW)
    assert not file.closed


def test_half_a_million_rows_take_less_than_60_megabytes():
    days = np.arange("2020-01-01", "2020-12-13", dtype="datetime64[m]")[: 500_000 - 1]
    sent = io.BytesIO(("timestamp,kwh\n" + ",1.25\n".join(days.astype(str)) + ",1.25\n").encode())
    tracemalloc.start()
    try:
        columns = readings_csv.read(sent, zone=LAGOS, now=NOW)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert columns.rows_sent == len(days)
    assert peak < 60_000_000


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))),
    st.booleans(),
    st.booleans(),
)
def test_no_bytes_whatever_escape_the_family_of_errors(sent, headed, lenient):
    try:
        columns = read(HEAD.encode() + sent if headed else sent, lenient=lenient)
    except (MalformedUploadError, UploadTooLargeError) as error:
        f"{error}".encode()
    else:
        assert columns.rows_sent > 0
