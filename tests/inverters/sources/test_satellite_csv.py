"""Irradiance from files: NASA POWER's own download, and a plain table."""

import io

import numpy as np
import pytest

from inverters import constants
from inverters.errors import MalformedUploadError, RowError, UploadTooLargeError
from inverters.sources import irradiance_rows, satellite_csv
from inverters.sources.irradiance import HOUR_US, IrradianceHours
from inverters.sources.satellite_csv import read_file

HEAD = """-BEGIN HEADER-
NASA/POWER Source Native Resolution Hourly Data
Dates (month/day/year): 06/20/2025 through 06/20/2025 in UTC
Location: Latitude  35.9375   Longitude 14.3754
Elevation from MERRA-2: Average for 0.5 x 0.625 degree lat/lon region = 4.38 meters
The value for missing source data that cannot be computed or is outside of the sources availability range: -999
Parameter(s):
ALLSKY_SFC_SW_DWN     CERES SYN1deg All Sky Surface Shortwave Downward Irradiance (Wh/m^2)
CLRSKY_SFC_SW_DWN     CERES SYN1deg Clear Sky Surface Shortwave Downward Irradiance (Wh/m^2)
-END HEADER-
YEAR,MO,DY,HR,ALLSKY_SFC_SW_DWN,CLRSKY_SFC_SW_DWN
"""
ROWS = "2025,06,20,04,54.12,60.0\n2025,6,20,5,206.93,-999.0\n2025,6,20,6,-999.0,-999\n"
HEAD_LINES = 11
MALTA_CELL = {"lat": 35.5, "lon": 14.5}


def read(text: str, **place: float) -> IrradianceHours:
    return read_file(io.BytesIO(text.encode()), **(MALTA_CELL | place))


def errors_of(text: str, **place: float) -> list[RowError]:
    with pytest.raises(MalformedUploadError) as refusal:
        read(text, **place)
    return refusal.value.errors


def plain(*rows: str, head: str = "timestamp,ghi_wh_m2") -> str:
    return "\n".join((head, *rows)) + "\n"


# NASA POWER's own download --------------------------------------------------------------------------------------------
def test_nasas_download_is_read_with_fill_values_missing():
    hours = read(HEAD + ROWS)
    assert hours.hour_us[0] == np.datetime64("2025-06-20T04", "us").astype(np.int64)
    assert hours.ghi_wh_m2[:2].tolist() == [54.12, 206.93]
    assert hours.clearsky_wh_m2[0] == 60.0
    assert np.isnan(hours.ghi_wh_m2[2])
    assert np.isnan(hours.clearsky_wh_m2[1:]).all()


def test_nasas_download_without_a_cloudless_sky_leaves_it_unknown():
    head = "\n".join(line for line in HEAD.splitlines() if not line.startswith("CLRSKY"))
    hours = read(head.replace(",CLRSKY_SFC_SW_DWN", "") + "\n2025,6,20,4,54.12\n")
    assert np.isnan(hours.clearsky_wh_m2).all()


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("\n", " \r\n") + ROWS,
        "\ufeff" + HEAD + ROWS,
        HEAD.replace("HEADER-\n", "HEADER-,,,,,\n").replace("3754\n", '3754",,,,\n') + ROWS,
        HEAD.replace("YEAR", "T2M,YEAR") + ROWS.replace("2025,", "20.1,2025,"),
    ],
    ids=["Windows", "byte order mark", "saved by a spreadsheet", "another column"],
)
def test_nasas_download_is_read_however_it_was_saved(text):
    assert len(read(text)) == 3


@pytest.mark.parametrize("place", [{"lat": 35.0, "lon": 14.0}, {"lat": 35.99, "lon": 14.99}])
def test_nasas_download_serves_its_whole_cell(place):
    assert len(read(HEAD + ROWS, **place)) == 3


ALL_SKY, CLEAR_SKY = "ALLSKY_SFC_SW_DWN", "CLRSKY_SFC_SW_DWN"
HEADS = {
    "another cell to the north": ("35.9375", "36.0001", 4, "Location", "download that place"),
    "another cell to the east": ("14.3754", "15.2", 4, "Location", "download that place"),
    "south is not north": ("35.9375", "-35.9375", 4, "Location", "download that place"),
    "a place of dots": ("35.9375", "3.5.9", 4, "Location", "download that place"),
    "no place": ("Location", "Where", None, "Location", "download the file again"),
    "local solar time": ("in UTC", "in LST", 3, "Dates", "download again with UTC"),
    "local solar time in brackets": ("in UTC", "(LST)", 3, "Dates", "download again with UTC"),
    "no time standard": (" in UTC", "", None, "Dates", "download again with UTC"),
    "megajoules": ("(Wh/m^2)\nC", "(MJ/hr)\nC", 8, ALL_SKY, "community Renewable Energy"),
    "a cloudless sky in megajoules": ("(Wh/m^2)\n-", "(MJ/hr)\n-", 9, CLEAR_SKY, "MJ/hr"),
    "a unit without brackets": ("(Wh/m^2)\nC", "\nC", 8, ALL_SKY, "no unit"),
    "no unit at all": ("ALLSKY_SFC_SW_DWN  ", "T2M  ", None, ALL_SKY, "does not name its unit"),
}


@pytest.mark.parametrize(("words", "spoilt", "line", "field", "cure"), HEADS.values(), ids=HEADS)
def test_a_head_that_does_not_fit_is_refused_with_line_and_cure(words, spoilt, line, field, cure):
    assert words in HEAD
    (error,) = errors_of(HEAD.replace(words, spoilt) + ROWS)
    assert (error.line, error.field) == (line, field)
    assert cure in error.message


def test_a_head_in_brackets_of_utc_is_taken():
    assert len(read(HEAD.replace("in UTC", "(UTC)") + ROWS)) == 3


def test_everything_wrong_with_a_head_is_said_at_once():
    spoilt = HEAD.replace("in UTC", "in LST").replace("14.3754", "15.2").replace("Wh/m^2", "MJ/hr")
    assert [error.field for error in errors_of(spoilt + ROWS)] == [
        "Location",
        "Dates",
        "ALLSKY_SFC_SW_DWN",
        "CLRSKY_SFC_SW_DWN",
    ]


def test_a_head_without_end_is_refused():
    with pytest.raises(MalformedUploadError, match="has no end"):
        read(HEAD.replace("-END HEADER-", "") + ROWS)


def test_a_daily_download_is_refused_with_the_cure():
    (error,) = errors_of(HEAD.replace(",HR", "") + "2025,6,20,54.1,60.0\n")
    assert (error.line, error.field) == (HEAD_LINES, "HR")
    assert "download the hourly data" in error.message


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2025,6,31,4,5.0,5.0", "YEAR"),
        ("2025,6,20,24,5.0,5.0", "YEAR"),
        ("0,6,20,4,5.0,5.0", "YEAR"),
        ("99999999999999999999,6,20,4,5.0,5.0", "YEAR"),
        ("2025,-6,20,4,5.0,5.0", "MO"),
        ("2025,6,20,4.5,5.0,5.0", "HR"),
        ("2025,6,２0,4,5.0,5.0", "DY"),
        ("2025,6,20,4,5.0", None),
        ("2025,6,20,4,5.0,1601", "CLRSKY_SFC_SW_DWN"),
    ],
)
def test_a_bad_row_of_nasas_download_is_named_by_its_line_in_the_file(row, field):
    (error,) = errors_of(HEAD + "2025,6,20,3,0.0,0.0\n" + row + "\n")
    assert (error.line, error.field) == (HEAD_LINES + 2, field)


# A plain table --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "stamp",
    [
        "2025-06-20T04:00:00Z",
        "2025-06-20 04:00",
        "2025-06-20T05:00:00+01:00",
        "2025-06-20T05:00+0100",
        "2025-06-20T09:30:00+05:30",
        "2025-06-19T23:00:00.000-05:00",
    ],
)
def test_a_stamp_is_utc_or_says_its_offset(stamp):
    assert read(plain(f"{stamp},54.12")).hour_us.tolist() == [np.datetime64("2025-06-20T04", "us").astype(np.int64)]


def test_rows_in_any_order_come_out_in_the_order_of_time():
    hours = read(plain("2025-06-20T06:00Z,3", "2025-06-20T04:00Z,1", "2025-06-20T05:00Z,2"))
    assert np.diff(hours.hour_us).tolist() == [HOUR_US, HOUR_US]
    assert hours.ghi_wh_m2.tolist() == [1.0, 2.0, 3.0]


def test_empty_and_negative_values_are_missing_and_never_zero():
    rows = ("2025-06-20T04:00Z,,", "2025-06-20T05:00Z,-999,-999", "2025-06-20T06:00Z, -2.5 ,7")
    hours = read(plain(*rows, head="timestamp,ghi_wh_m2,clearsky_wh_m2"))
    assert np.isnan(hours.ghi_wh_m2).all()
    assert hours.clearsky_wh_m2[2] == 7.0


def test_other_columns_and_empty_lines_are_left_alone():
    hours = read('clearsky_wh_m2,note,ghi_wh_m2,timestamp\n\n60,"a, b",54,2025-06-20T04:00Z\n\n')
    assert (hours.ghi_wh_m2.tolist(), hours.clearsky_wh_m2.tolist()) == ([54.0], [60.0])


ROWS_REFUSED = {
    "a bare day": ("2025-06-20,5", "timestamp", "write it like"),
    "a day that is none": ("2025-02-30T04:00Z,5", "timestamp", "does not exist"),
    "half past": ("2025-06-20T04:30Z,5", "timestamp", "whole hour"),
    "an offset of half an hour": ("2025-06-20T04:00+05:30,5", "timestamp", "whole hour"),
    "an impossible offset": ("2025-06-20T04:00+25:00,5", "timestamp", "does not exist"),
    "month first": ("06/20/2025 04:00,5", "timestamp", "write it like"),
    "no stamp": (",5", "timestamp", "write it like"),
    "a word": ("2025-06-20T04:00Z,none", "ghi_wh_m2", "is no number"),
    "not a number": ("2025-06-20T04:00Z,nan", "ghi_wh_m2", "is no number"),
    "infinity": ("2025-06-20T04:00Z,inf", "ghi_wh_m2", "is no number"),
    "underscores": ("2025-06-20T04:00Z,1_0", "ghi_wh_m2", "is no number"),
    "full-width digits": ("2025-06-20T04:00Z,５", "ghi_wh_m2", "is no number"),
    "more than the sun": ("2025-06-20T04:00Z,1600.1", "ghi_wh_m2", "give Wh/m²"),
    "infinity by exponent": ("2025-06-20T04:00Z,1e999", "ghi_wh_m2", "give Wh/m²"),
    "a field too many": ("2025-06-20T04:00Z,5,6", None, "3 fields under a head of 2"),
    "the same hour twice": ("2025-06-20T04:00+01:00,5", "timestamp", "the same hour as line 2"),
}


@pytest.mark.parametrize(("row", "field", "message"), ROWS_REFUSED.values(), ids=ROWS_REFUSED)
def test_a_bad_row_refuses_the_file_with_line_field_and_cure(row, field, message):
    (error,) = errors_of(plain("2025-06-20T03:00Z,1", row))
    assert (error.line, error.field) == (3, field)
    assert message in error.message


def test_every_bad_row_is_counted_and_the_first_hundred_are_shown():
    with pytest.raises(MalformedUploadError, match="150 rows cannot be read") as refusal:
        read(plain(*["never,5"] * 150))
    assert [refusal.value.errors[place].line for place in (0, 99)] == [2, 101]
    assert len(refusal.value.errors) == 100


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("timestamp,ghi", "ghi_wh_m2"),
        ("time,ghi_wh_m2", "timestamp"),
        ("timestamp,ghi_wh_m2,ghi_wh_m2", "ghi_wh_m2"),
        ("timestamp,ghi_wh_m2,timestamp", "timestamp"),
    ],
)
def test_a_head_without_a_column_or_with_one_twice_is_refused(head, field):
    (error,) = errors_of(plain("a,b,c", head=head))
    assert (error.line, error.field) == (1, field)


def test_semicolons_are_answered_with_how_to_write_it():
    errors = errors_of("timestamp;ghi_wh_m2\n2025-06-20T04:00Z;5\n")
    assert all("separated by commas" in error.message for error in errors)


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows():
    (error,) = errors_of(plain("2025-06-20T04:00Z,5", '2025-06-20T05:00Z,"6', "2025-06-20T06:00Z,7"))
    assert "quotation mark" in error.message


@pytest.mark.parametrize("text", ["", "\n\n", "timestamp,ghi_wh_m2\n"])
def test_a_file_without_hours_is_refused(text):
    with pytest.raises(MalformedUploadError):
        read(text)


def test_a_file_that_is_not_utf_8_is_refused():
    with pytest.raises(MalformedUploadError, match="save it as CSV UTF-8"):
        read_file(io.BytesIO(plain("2025-06-20T04:00Z,5").encode("utf-16")), **MALTA_CELL)


def test_a_file_above_the_limit_of_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(satellite_csv, "CSV_LIMIT_BYTES", 100)
    with pytest.raises(UploadTooLargeError, match="split it"):
        read(plain(*["2025-06-20T04:00Z,5"] * 10))


def test_a_file_above_the_limit_of_rows_is_refused(monkeypatch):
    assert irradiance_rows.CSV_LIMIT_ROWS == constants.CSV_LIMIT_ROWS
    monkeypatch.setattr(irradiance_rows, "CSV_LIMIT_ROWS", 2)
    with pytest.raises(UploadTooLargeError, match="more than 2 rows"):
        read(plain(*[f"2025-06-20T0{hour}:00Z,5" for hour in range(3)]))
