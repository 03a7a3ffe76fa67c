from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credits.errors import NothingToCreditError
from credits.models import EmissionFactor, Status
from credits.services.calculate import calculate
from inverters.models import ProductionDay
from tests.credits.factories import (
    ADA,
    HONEST,
    LAGOS,
    NOW,
    credit,
    golden_rows,
    plant,
    send,
    slow_grams,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 15)
NOON = datetime(2025, 1, 15, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kwhs", "grams"),
    [
        ([5.5, 7.2], 15_240),
        ([0.0], 0),
        ([0.000833], 0),
        ([0.000834], 1),
        ([0.1] * 10, 1_200),
        ([0.1, 0.2], 360),
        ([1_000_000.0], 1_200_000_000),
    ],
)
def test_tonnes_are_kwh_times_the_factor_down_to_the_gram(kwhs, grams):
    inverter = plant(**LAGOS, timezone="Africa/Lagos")
    rows = [(NOON + timedelta(minutes=5 * number), kwh) for number, kwh in enumerate(kwhs)]
    send(inverter, rows)
    made = credit(inverter, DAY)
    assert (made.grams, made.tonnes) == (grams, grams / 1_000_000)
    assert made.grams == slow_grams(rows)


def test_a_month_of_real_days_agrees_with_fractions():
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in range(28)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    made = calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    assert [one.grams for one in made] == [slow_grams(golden_rows(day)) for day in days]
    assert sum(one.grams for one in made) > 100_000


milliwatt_hours = st.integers(0, 3_000_000)
rows_of_a_day = st.dictionaries(st.integers(0, 95), milliwatt_hours, min_size=1, max_size=20).map(
    lambda found: [(NOON.replace(hour=0) + timedelta(minutes=15 * at), mwh / 1e6) for at, mwh in found.items()]
)


@st.composite
def ways_to_send(draw) -> tuple[list, list]:
    """Readings of a day, and uploads that between them hold each of them at least once, in any order."""
    rows = draw(rows_of_a_day)
    sent = draw(st.permutations(rows + draw(st.lists(st.sampled_from(rows), max_size=8))))
    cuts = sorted(draw(st.lists(st.integers(1, len(sent)), max_size=3)))
    parts = [sent[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    return rows, [part for part in parts if part]


@settings(max_examples=25, deadline=None)
@given(way=ways_to_send())
def test_order_split_and_repetition_of_uploads_never_change_a_credit(way):
    rows, parts = way
    split, whole = plant(timezone="UTC"), plant(timezone="UTC")
    for part in parts:
        send(split, part)
        credit(split, DAY)
    send(whole, sorted(rows))
    assert credit(split, DAY).grams == credit(whole, DAY).grams == slow_grams(rows)
    digests = {bytes(day.digest) for day in ProductionDay.objects.filter(inverter__in=[split, whole])}
    assert len(digests) == 1


def factor(kg: str, **dates: date) -> EmissionFactor:
    return EmissionFactor.objects.create(code="NG-GENSET", kg_co2_per_kwh=kg, source="a test", **dates)


@pytest.mark.parametrize(
    ("dates", "grams_of_ten_kwh"),
    [
        ({"valid_from": DAY}, 8_000),
        ({"valid_from": DAY, "valid_to": DAY}, 8_000),
        ({"valid_from": DAY - timedelta(days=9), "valid_to": DAY - timedelta(days=1)}, 12_000),
        ({"valid_from": DAY + timedelta(days=1)}, 12_000),
    ],
)
def test_the_latest_factor_that_is_valid_on_the_day_applies(dates, grams_of_ten_kwh):
    factor("0.8", **dates)
    inverter = plant(timezone="UTC")
    send(inverter, [(NOON, 10.0)])
    assert credit(inverter, DAY).grams == grams_of_ten_kwh


def test_a_day_without_a_valid_factor_has_no_credit():
    EmissionFactor.objects.update(valid_to=DAY - timedelta(days=1))
    inverter = plant(timezone="UTC")
    send(inverter, [(NOON, 10.0)])
    with pytest.raises(NothingToCreditError, match="No emission factor NG-GENSET is valid on 2025-01-15"):
        credit(inverter, DAY)


def test_a_new_factor_sends_a_verified_credit_back_when_it_is_calculated():
    found = verified()
    factor("0.8", valid_from=HONEST)
    again = credit(found.inverter, now=NOW + timedelta(hours=1))
    assert again.grams == int(again.milliwatt_hours * 8 // 10_000)
    assert (again.created_at, again.updated_at) == (NOW, NOW + timedelta(hours=1))
    assert (again.status, again.flagged_reason) == (
        Status.PENDING,
        "Was verified before it was calculated anew and came out differently: verify it again.",
    )
