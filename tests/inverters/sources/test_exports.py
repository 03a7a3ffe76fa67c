import random
from zoneinfo import ZoneInfo

import pytest

from inverters.errors import MalformedUploadError
from inverters.sources.layouts import DateOrder, Measure
from tests.inverters.sources.reading_exports import columns_of, layout_of, portal, readings_of

BERLIN = ZoneInfo("Europe/Berlin")
# file → how many readings, the first, their sum in kWh (added up from the file with awk), rows without a value
REAL = {
    "enphase_custom_report.csv": (5591, ("2023-12-31 23:00", 0.0), 2000.524, 0),
    "solaredge_api_hourly.json": (566, ("2024-07-01 03:00", 0.001), 928.245, 178),
    "sungrow_monthly_report.csv": (30, ("2024-08-31 22:00", 56.2), 1470.3, 0),
    "edc_cr_semicolon_decimal_comma.csv": (16, ("2025-07-31 22:00", 0.0), 1.6, 0),
    "sma_webui_daily.csv": (1922, ("2020-03-23 23:00", 10.805), 35556.951, 13),
}


@pytest.mark.parametrize("name", REAL)
def test_a_portals_export_is_read_to_its_last_kilowatt_hour(name):
    sent = portal(name)
    columns, readings = columns_of(sent, zone=BERLIN), readings_of(sent, zone=BERLIN)
    total = round(sum(energy for _, energy in readings), 6)
    assert (len(readings), readings[0], total, columns.passed_over) == REAL[name]
    assert columns.rejected == []


def test_a_decimal_comma_is_a_point_and_thousands_with_both_are_refused():
    sent = b"Time;kWh\n2025-01-01 10:00;0,15\n2025-01-01 11:00;0.25\n2025-01-01 12:00;1.234,5\n"
    columns = columns_of(sent, lenient=True)
    assert columns.milliwatt_hours.tolist() == [150_000, 250_000]
    assert [(error.line, error.field) for error in columns.rejected] == [(4, "kwh")]


def test_a_comma_between_columns_is_never_a_decimal_one():
    with pytest.raises(MalformedUploadError, match="not a number"):
        columns_of(b'Time,kWh\n2025-01-01 10:00,1\n2025-01-01 11:00,"1,5"\n')


STAMPS = [
    ("2025-01-15 10:00", "2025-01-15 09:00"),
    ("2025/1/5 9:05", "2025-01-05 08:05"),
    ("2025-07-01 05:00:00 CEST+0200", "2025-07-01 03:00"),
    ("2025-01-15 10:00:00 DST", "2025-01-15 09:00"),
    ("2025-01-15T10:00:00Z", "2025-01-15 10:00"),
    ("2025-01-15", "2025-01-14 23:00"),
]


@pytest.mark.parametrize(("stamp", "instant"), STAMPS, ids=[stamp for stamp, _ in STAMPS])
def test_stamps_are_read_as_portals_write_them_alone_and_in_columns(stamp, instant):
    for times in (1, 40):
        sent = "Time;kWh\n" + f"{stamp};1\n" * times
        assert readings_of(sent.encode()) == [(instant, 1.0)]


def test_half_past_one_in_the_afternoon_is_never_read_as_the_night():
    with pytest.raises(MalformedUploadError, match="not spelt as the other"):
        columns_of(b"Time;kWh\n2025-01-15 10:00;1\n2025-01-15 01:30 PM;1\n")


def test_the_chosen_zone_and_order_count():
    sent = b"Time,kWh\n03/04/2025 12:00,1\n"
    american = readings_of(sent, zone=ZoneInfo("America/New_York"), order=DateOrder.MONTH_FIRST)
    assert american == [("2025-03-04 17:00", 1.0)]
    assert readings_of(sent, order=DateOrder.DAY_FIRST) == [("2025-04-03 11:00", 1.0)]


def test_the_hour_that_clocks_repeat_is_refused_and_all_others_stay():
    sent = b"Time;kWh\n2024-10-27 01:30;1\n2024-10-27 02:30;1\n2024-10-27 03:30;1\n"
    columns = columns_of(sent, zone=BERLIN, lenient=True)
    assert [error.line for error in columns.rejected] == [3]
    assert "happened twice" in columns.rejected[0].message
    assert len(columns.instant_us) == 2


def test_a_row_without_a_value_is_no_reading_and_no_mistake():
    sent = b"Time,PV (kWh)\n2025-01-01 10:00,N/A\n2025-01-01 11:00,\n2025-01-01 12:00,NaN\n2025-01-01 13:00,2\n"
    columns = columns_of(sent)
    assert (columns.milliwatt_hours.tolist(), columns.passed_over, columns.rows_sent) == ([2_000_000], 3, 1)


def test_in_our_own_template_a_row_without_a_value_is_a_mistake():
    with pytest.raises(MalformedUploadError, match="Line 3"):
        columns_of(b"timestamp,kwh\n2025-01-01T10:00:00,1\n2025-01-01T11:00:00,\n")


def test_a_column_without_a_number_is_refused_by_its_name():
    sent = b"Time,PV (kWh),Load (kWh)\n2025-01-01 10:00,1,\n"
    with pytest.raises(MalformedUploadError, match="'Load \\(kWh\\)'"):
        columns_of(sent, column=layout_of(sent).columns[1])


def test_an_odd_line_costs_itself_alone():
    sent = b'Time,PV (kWh)\n2025-01-01 10:00,1\nTotal\n2025-01-01 11:00,"2\n2025-01-01 12:00,"3"\n\n'
    columns = columns_of(sent, lenient=True)
    assert columns.milliwatt_hours.tolist() == [1_000_000, 3_000_000]
    assert [error.line for error in columns.rejected] == [3, 4]


def test_json_rows_that_are_none_are_named_by_their_number():
    rows = '{"date": "2025-01-01 10:00:00", "value": 1}, 7, {"date": null, "value": 2}, {"date": "2025-01-01"}'
    columns = columns_of(f'{{"energy": {{"unit": "Wh", "values": [{rows}]}}}}'.encode(), lenient=True)
    assert columns.milliwatt_hours.tolist() == [1_000]
    assert [error.line for error in columns.rejected] == [2, 3]


def test_solaredges_meters_are_columns():
    meter = '{"type": "%s", "values": [{"date": "2025-01-01 10:00:00", "value": %d}]}'
    meters = ", ".join((meter % ("Production", 1), meter % ("Consumption", 2)))
    sent = f'{{"energyDetails": {{"unit": "kWh", "meters": [{meters}]}}}}'.encode()
    assert [column.name for column in layout_of(sent).columns] == ["Production (kWh)", "Consumption (kWh)"]
    assert columns_of(sent, column=layout_of(sent).columns[1]).milliwatt_hours.tolist() == [2_000_000]


def test_lumixs_own_json_is_read_as_at_the_apis_door():
    assert readings_of(b'[{"timestamp": "2025-01-15T10:00:00", "kwh": 5.5}]') == [("2025-01-15 09:00", 5.5)]


def test_lines_of_every_width_and_quote_agree_with_plain_ones():
    hours = [f"2025-01-{day:02d} {hour:02d}:00" for day in range(1, 29) for hour in range(24)]
    random.Random(7).shuffle(hours)
    plain = "Time,PV (kWh),Load (kWh)\n" + "".join(f"{hour},{at / 8},1\n" for at, hour in enumerate(hours))
    quoted = plain.replace("2025-01-03 04:00", '"2025-01-03 04:00"')
    assert readings_of(quoted.encode()) == readings_of(plain.encode())


def test_unit_and_column_may_be_chosen_otherwise():
    sent = b"Time,PV (kWh)\n2025-01-01 10:00,1500\n"
    assert readings_of(sent, measure=Measure.WH)[0][1] == 1.5
