import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters.constants import JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources import readings_json

LAGOS = ZoneInfo("Africa/Lagos")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEN_O_CLOCK = 1736931600_000_000
HOUR = 3600_000_000
GOOD = '{"timestamp":"2025-01-15T10:00:00","kwh":5.5}'
NEXT = '{"timestamp":"2025-01-15T11:00:00","kwh":7}'


def read(text, **kwargs):
    sent = text if isinstance(text, bytes) else text.encode()
    return readings_json.read(io.BytesIO(sent), zone=LAGOS, now=NOW, **kwargs)


def refusal(text):
    with pytest.raises(MalformedUploadError) as caught:
        read(text)
    return caught.value


def test_the_published_example_becomes_columns():
    columns = read(f"[{GOOD},{NEXT}]")
    assert columns.instant_us.tolist() == [TEN_O_CLOCK, TEN_O_CLOCK + HOUR]
    assert columns.milliwatt_hours.tolist() == [5_500_000, 7_000_000]


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff[{GOOD}]",
        f" [ {GOOD} ]\r\n",
        '[{"kwh":5.5,"timestamp":"2025-01-15T10:00:00"}]',
        '[{"timestamp":"2025-01-15T09:00:00Z","kwh":55e-1}]',
        '[{"time\\u0073tamp":"2025-01-15T10:00","kwh":5.5000000000000000000000001}]',
    ],
)
def test_harmless_differences_are_tolerated(text):
    columns = read(text)
    assert (columns.instant_us.tolist(), columns.milliwatt_hours.tolist()) == ([TEN_O_CLOCK], [5_500_000])


def test_rows_in_either_order_of_names_may_be_mixed():
    assert read(f'[{GOOD},{{"kwh":7,"timestamp":"2025-01-15T11:00:00"}}]').milliwatt_hours.tolist() == [
        5_500_000,
        7_000_000,
    ]


STAMP = '"timestamp":"2025-02-01T10:00:00"'
BAD_ROWS = {
    f'{{{STAMP},"kwh":-1}}': "kwh",
    f'{{{STAMP},"kwh":NaN}}': "kwh",
    f'{{{STAMP},"kwh":Infinity}}': "kwh",
    f'{{{STAMP},"kwh":-Infinity}}': "kwh",
    f'{{{STAMP},"kwh":1e999}}': "kwh",
    f'{{{STAMP},"kwh":{"9" * 5_000}}}': "kwh",
    f'{{{STAMP},"kwh":1000000.1}}': "kwh",
    f'{{{STAMP},"kwh":"5.5"}}': "kwh",
    f'{{{STAMP},"kwh":"1_000"}}': "kwh",
    f'{{{STAMP},"kwh":"５"}}': "kwh",
    f'{{{STAMP},"kwh":true}}': "kwh",
    f'{{{STAMP},"kwh":null}}': "kwh",
    f'{{{STAMP},"kwh":[5]}}': "kwh",
    f'{{{STAMP},"kwh":{{"value":5}}}}': "kwh",
    f'{{{STAMP},"kwh":{"[" * 400}{"]" * 400}}}': "kwh",
    f"{{{STAMP}}}": "kwh",
    '{"kwh":1}': "timestamp",
    '{"timestamp":"2025-02-30T10:00:00","kwh":1}': "timestamp",
    '{"timestamp":"2099-01-01T10:00:00Z","kwh":1}': "timestamp",
    '{"timestamp":"\\ud800","kwh":1}': "timestamp",
    '{"timestamp":"2025-01-15T10:00:00\\u0000","kwh":1}': "timestamp",
    '{"timestamp":1736935200,"kwh":1}': "timestamp",
    '{"timestamp":null,"kwh":1}': "timestamp",
    f'{{{STAMP},"kwh":1,"kwh":2}}': None,
    f'{{{STAMP},"kwh":1,"kwh":1}}': None,
    f'{{{STAMP},"kwh":1,"unit":"Wh"}}': None,
    f'{{{STAMP},"kWh":1}}': None,
    f'{{{STAMP},"\\ud800":1}}': None,
    f"[{STAMP.split(':', 1)[1]},1]": None,
    "{}": "timestamp",
    "[]": None,
    "5": None,
    "null": None,
}


@pytest.mark.parametrize("row", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_is_refused_with_its_number_field_and_cure(row):
    for before in ([GOOD], [GOOD] * 50):
        error = refusal(f"[{','.join([*before, row, NEXT])}]").errors[0]
        assert (error.line, error.field) == (len(before) + 1, BAD_ROWS[row])
        assert ": " in error.message
        error.message.encode()


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "send a list"),
        ("{", "line 1, column 2"),
        ('"x"', "send a list"),
        (GOOD, "send a list"),
        ("{}", "send a list"),
        ("null", "send a list"),
        ("NaN", "send a list"),
        ("[]", "at least one reading"),
        (f"[{GOOD},]", "not JSON"),
        (f"[{GOOD}] x", "not JSON"),
        ('[{"timestamp":"2025-01-15\n10:00:00","kwh":5.5}]', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        (b'[{"timestamp":"\xff","kwh":1}]', "save it as UTF-8"),
        (f"[{GOOD}]".encode("utf-16"), "save it as UTF-8"),
        (f"[{GOOD}]".encode("utf-16-le"), "not JSON"),
    ],
)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_is_no_list_of_rows_is_refused_with_a_cure(text, cure, lenient):
    with pytest.raises(MalformedUploadError, match=cure):
        read(text, lenient=lenient)


def test_leniently_good_rows_are_kept_and_bad_ones_reported():
    columns = read(f'[5,{GOOD},{{"kwh":1}},{NEXT},{GOOD},{{"timestamp":"2025-01-15T10:00:00","kwh":6}}]', lenient=True)
    assert columns.milliwatt_hours.tolist() == [5_500_000, 7_000_000]
    assert [error.line for error in columns.rejected] == [1, 3, 6]
    assert (columns.repeated, columns.rows_sent) == (1, 6)


def test_two_values_for_one_instant_name_both_rows():
    assert "row 1 again with another value (5.5 there, 6 here)" in str(
        refusal(f'[{GOOD},{{"timestamp":"2025-01-15T09:00:00Z","kwh":6}}]')
    )


def test_one_instant_in_two_offsets_is_one_reading():
    assert read(f'[{GOOD},{{"timestamp":"2025-01-15T09:00:00Z","kwh":5.5}}]').repeated == 1


def test_a_body_above_the_limit_is_too_large():
    with pytest.raises(UploadTooLargeError):
        read(b" " * (JSON_LIMIT_BYTES + 1))


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(), st.just("2025-01-15T10:00:00")),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.one_of(st.sampled_from(["timestamp", "kwh"]), st.text()), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=100), json_values.map(lambda value: json.dumps(value).encode())), st.booleans())
def test_no_bytes_whatever_escape_the_family_of_errors(sent, lenient):
    try:
        assert read(sent, lenient=lenient).rows_sent > 0
    except (MalformedUploadError, UploadTooLargeError) as error:
        f"{error}".encode()
