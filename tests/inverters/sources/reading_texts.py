"""Rows as people and loggers write them, for hypothesis: mostly valid, some spoilt, some near clock changes."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONES = [
    ZoneInfo(name)
    for name in (
        "Africa/Lagos",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/St_Johns",
        "Africa/Casablanca",
        "UTC",
    )
]
CLOCK_CHANGES = [
    datetime(2024, 3, 31, 2),
    datetime(2024, 10, 27, 2),
    datetime(2011, 12, 30, 12),
    datetime(2024, 4, 7, 2),
    datetime(2024, 11, 3, 1),
]
SPOILERS = st.sampled_from(list('0179TZ+-:. _e,;x#٣５\tµ😀"'))

near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-3000, 3000),
)
moments = st.one_of(
    st.datetimes(datetime(1989, 12, 30), datetime(2027, 1, 1)),
    near_a_change,
    st.integers(0, 20).map(lambda slot: datetime(2025, 1, 15) + timedelta(minutes=5 * slot)),
)
offsets = st.integers(-16 * 60, 16 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def stamps(draw):
    """A stamp spelt in one of the manners that are taken, or nearly so."""
    moment = draw(moments)
    text = moment.isoformat(
        draw(st.sampled_from("T ")), draw(st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]))
    )
    offset = draw(st.sampled_from(["", "", "Z", "+01:00", "-0930", "+00:00", "offset"]))
    return text + (f"{moment.replace(tzinfo=draw(offsets)):%z}" if offset == "offset" else offset)


numbers = st.one_of(
    st.sampled_from(
        ["5.5", "0", "-0.0", "0.1234565", "1e-3", "1000000", "1000000.1", "-1", "1e999", "nan", "inf", "", " 7 "]
    ),
    st.floats(0, 20).map(repr),
    st.integers(0, 3).map(str),
    st.text("0123456789.eE+- \t_", max_size=6),
)


@st.composite
def spoilt(draw, texts):
    """One character of a text replaced, doubled or lost."""
    text = draw(texts)
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    return text[:at] + draw(st.one_of(st.just(""), SPOILERS)) + text[at + draw(st.integers(0, 1)) :]


rows = st.tuples(st.one_of(stamps(), stamps(), spoilt(stamps())), st.one_of(numbers, numbers, spoilt(numbers)))
