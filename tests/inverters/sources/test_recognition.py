import pytest

from inverters.errors import MalformedUploadError
from inverters.sources.layouts import DateOrder, Measure
from tests.inverters.sources.reading_exports import layout_of, portal

# file → whose it is, the likeliest column, what it counts, the likeliest order of dates, the first line of rows
REAL = {
    "enphase_custom_report.csv": (
        "Enphase Enlighten", "Energy Produced (Wh)", Measure.WH, DateOrder.MONTH_FIRST, 2,
    ),
    "sma_webui_daily.csv": (
        "SMA Sunny WebUI", "Metering.TotWhOut [Wh]", Measure.WH_COUNT, DateOrder.DAY_FIRST, 10,
    ),
    "solaredge_api_hourly.json": (
        "SolarEdge monitoring API", "energy (Wh)", Measure.WH, DateOrder.YEAR_FIRST, 2,
    ),
    "sungrow_monthly_report.csv": (
        "Sungrow iSolarCloud", "PV(kWh)", Measure.KWH, DateOrder.YEAR_FIRST, 2,
    ),
    "edc_cr_semicolon_decimal_comma.csv": (
        "EG.D or ČEZ, grid operator", "123456789987654321-987654321123456789", Measure.KWH, DateOrder.DAY_FIRST, 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_portals_export_is_known_by_its_head(name):
    layout = layout_of(portal(name))
    first = layout.columns[0]
    assert (layout.title, first.name, first.measure, layout.orders[0], layout.first_line) == REAL[name]


def test_a_unit_that_the_file_does_not_name_is_owned_to():
    assert not layout_of(portal("edc_cr_semicolon_decimal_comma.csv")).columns[0].named
    assert layout_of(portal("sungrow_monthly_report.csv")).columns[0].named


# dates of the rows → the orders that they allow, the likeliest first
ORDERS = [
    (["2025-01-31 10:00"], [DateOrder.YEAR_FIRST]),
    (["31.01.2025 10:00"], [DateOrder.DAY_FIRST]),
    (["01/31/2025 10:00"], [DateOrder.MONTH_FIRST]),
    (["01/02/2025 10:00", "02/02/2025 10:00"], [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]),
    (["01/02/2025 10:00", "01/03/2025 10:00"], [DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST]),
    (["3/4/2025 9:00"], [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]),
]


@pytest.mark.parametrize(("stamps", "orders"), ORDERS, ids=str)
def test_the_run_of_the_days_tells_which_number_is_the_month(stamps, orders):
    rows = "".join(f"{stamp},1\n" for stamp in stamps)
    assert list(layout_of(f"Time,kWh\n{rows}".encode()).orders) == orders


def test_a_single_day_of_enphase_is_read_as_it_writes():
    assert layout_of(b"Date/Time,Energy Produced (Wh)\n03/04/2025 09:00,5\n").orders[0] == DateOrder.MONTH_FIRST


def test_our_own_template_is_known():
    layout = layout_of(b"timestamp,kwh\n2025-01-15T10:00:00+01:00,5.5\n")
    assert (layout.is_own, layout.title, layout.columns[0].name) == (True, "Lumix's own template", "kwh")


HEADS = [
    (b"Plant Report\r\n\r\nTime\tYield (kWh)\tLoad (kWh)\r\n2025-01-01 10:00\t1\t2\r\n", "Yield (kWh)"),
    (b"2025-01-01 10:00;1\n2025-01-01 11:00;2\n", "column 2"),
    (b"No.,Time,Battery SOC,PV Power (W)\n1,2025-01-01 10:00,80,100\n", "PV Power (W)"),
    ('\ufeffsep=|\nTime|kWh\n2025-01-01 10:00|"1"\n'.encode(), "kWh"),
    (b"Feed-in (kWh);Time;Energy (kWh)\n1;01.01.2025 10:00:00;2\n", "Energy (kWh)"),
]


@pytest.mark.parametrize(("sent", "column"), HEADS, ids=[name for _, name in HEADS])
def test_a_table_is_found_wherever_it_begins_and_its_likeliest_column_comes_first(sent, column):
    assert layout_of(sent).columns[0].name == column


def test_a_column_that_only_rises_is_a_counter_and_one_that_falls_at_night_is_not():
    rows = [f"2025-01-{day:02d} {hour:02d}:00,{day * 24 + hour},{hour % 12}\n" for day in (1, 2) for hour in range(24)]
    columns = layout_of(("Time,Meter (kWh),Energy (kWh)\n" + "".join(rows)).encode()).columns
    assert {column.name: column.measure for column in columns} == {
        "Meter (kWh)": Measure.KWH_COUNT,
        "Energy (kWh)": Measure.KWH,
    }


MORNINGS = [("PV (kWh)", Measure.KWH), ("Total yield (kWh)", Measure.KWH_COUNT)]


@pytest.mark.parametrize(("name", "measure"), MORNINGS)
def test_a_single_mornings_rise_makes_a_counter_only_of_what_is_called_one(name, measure):
    rows = "".join(f"2025-01-15 {6 + at // 4:02d}:{at % 4 * 15:02d},{at}\n" for at in range(24))
    assert layout_of(f"Time,{name}\n{rows}".encode()).columns[0].measure == measure


REFUSED = [
    (b"PK\x03\x04anything", "spreadsheet"),
    (b"\xff\xfeT\x00i\x00", "UTF-16"),
    (b"", "date and time"),
    (b"name,age\nada,36\n", "date and time"),
    (b"Time,Status\n2025-01-01 10:00,ok\n", "No column holds numbers"),
    (b"{}", "no export"),
    (b'{"energy": {"unit": "Wh"', "cannot be read"),
    (b"[" * 100_000, "cannot be read"),
    (b'{"energy": {"unit": "Wh", "values": null}}', "no export"),
]


@pytest.mark.parametrize(("sent", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_is_no_table_of_readings_is_refused_with_what_to_send_instead(sent, sentence):
    with pytest.raises(MalformedUploadError, match=sentence):
        layout_of(sent)
