from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.errors import NothingToCreditError
from credits.models import CarbonCredit, Status
from credits.services.calculate import NOT_JUDGED, calculate
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import (
    ADA,
    HONEST,
    NOW,
    credit,
    golden_rows,
    plant,
    send,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 15)
NOON = datetime(2025, 1, 15, 11, tzinfo=UTC)


def test_a_new_credit_is_pending_and_says_what_it_waits_for():
    inverter = plant()
    send(inverter, golden_rows())
    made = credit(inverter)
    assert (made.status, made.flagged_reason, made.correlation) == (Status.PENDING, NOT_JUDGED, None)
    assert made.created_at == made.updated_at == NOW


IMPOSSIBLE = [
    (HONEST + timedelta(days=1), {}, "no readings"),
    (date(2026, 1, 11), {}, "has not come yet"),
    (date(9999, 12, 31), {}, "has not come yet"),
    (HONEST, {"commissioned": HONEST + timedelta(days=1)}, "before the inverter was commissioned on 2016-07-05"),
    (HONEST, {"retired": HONEST - timedelta(days=1)}, "after the inverter was retired on 2016-07-03"),
]


@pytest.mark.parametrize(("day", "life", "why"), IMPOSSIBLE)
def test_a_day_without_readings_or_outside_the_inverters_life_has_no_credit(day, life, why):
    inverter = plant(**life)
    send(inverter, golden_rows())
    before = LedgerEntry.objects.count()
    with pytest.raises(NothingToCreditError, match=why):
        credit(inverter, day)
    assert (CarbonCredit.objects.count(), LedgerEntry.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "life", [{"commissioned": HONEST}, {"retired": HONEST}, {"commissioned": HONEST, "retired": HONEST}]
)
def test_the_first_and_the_last_day_of_service_are_creditable(life):
    inverter = plant(**life)
    send(inverter, golden_rows())
    assert credit(inverter).grams > 0


@pytest.mark.parametrize(("zone", "creditable"), [("Pacific/Auckland", True), ("UTC", False)])
def test_today_is_the_inverters_own(zone, creditable):
    inverter, now = plant(timezone=zone), datetime(2025, 6, 1, 13, tzinfo=UTC)
    send(inverter, [(now - timedelta(minutes=20), 1.0), (now - timedelta(minutes=40), 1.0)], now=now)
    tomorrow_in_utc = date(2025, 6, 2)
    if creditable:
        assert credit(inverter, tomorrow_in_utc, now).milliwatt_hours == 2_000_000
    else:
        with pytest.raises(NothingToCreditError, match="today is 2025-06-01 there"):
            credit(inverter, tomorrow_in_utc, now)


def test_readings_that_do_not_count_yet_make_no_credit():
    inverter = plant(timezone="UTC")
    send(inverter, [(NOON, 5.0)], now=NOON + timedelta(minutes=20))
    with pytest.raises(NothingToCreditError, match="no readings"):
        credit(inverter, DAY, NOON + timedelta(minutes=20))


def test_one_impossible_day_among_many_leaves_nothing():
    inverter = plant()
    send(inverter, golden_rows())
    with pytest.raises(NothingToCreditError):
        calculate(inverter_id=inverter.pk, days=[HONEST, HONEST + timedelta(days=1)], actor=ADA, now=NOW)
    assert not CarbonCredit.objects.exists()


def test_many_days_come_in_the_order_asked_for_with_one_ledger_entry():
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in (3, 0, 2, 0)]
    send(inverter, [row for day in sorted(set(days)) for row in golden_rows(day)])
    before = LedgerEntry.objects.count()
    made = calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    assert [one.date for one in made] == days
    assert (CarbonCredit.objects.count(), LedgerEntry.objects.count()) == (3, before + 1)
    assert [row["date"] for row in LedgerEntry.objects.last().data["credits"]] == [
        "2016-07-07",
        "2016-07-04",
        "2016-07-06",
    ]


def test_many_days_cost_as_many_queries_as_one():
    inverter, days = plant(), [HONEST + timedelta(days=number) for number in range(20)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    counts = []
    for some in (days[:1], days[1:]):
        with CaptureQueriesContext(connection) as queries:
            calculate(inverter_id=inverter.pk, days=some, actor=ADA, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_calculating_again_changes_nothing_and_records_nothing():
    inverter = plant()
    send(inverter, golden_rows())
    first, entries = credit(inverter), LedgerEntry.objects.count()
    again = credit(inverter, now=NOW + timedelta(hours=1))
    assert (again.pk, again.updated_at) == (first.pk, NOW)
    assert (CarbonCredit.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_calculating_a_verified_credit_again_leaves_it_verified():
    found = verified()
    assert credit(found.inverter).status == Status.VERIFIED
