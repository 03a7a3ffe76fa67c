"""A fleet's years of production days and credits, written by the database itself. MADE UP: nobody measured them.

Each day has every inverter's production day of 24 hours, and its credit: PENDING for the newest two months, as NASA's
hours come so late, VERIFIED for two before them, SUBMITTED before that; one in a thousand of the newest four months is
FLAGGED, one in a hundred of all waits for hours that were lost. Readings are stored of the newest day, hour by hour,
and of the first inverter for all its days, each quarter of an hour; days carry their energy and curve. The rows lie in
the order in which they would have come: by day.
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np

LAGS, LASTING = 60, 120
"""Days back from the newest to which credits are PENDING, and to which they are not submitted yet."""
CELL_SIZE, ROW_OF_CELLS = 250, 8
DAYS_AT_ONCE = 20
BLOCK_KWH = 1.25
HOURS, QUARTERS = 24, 96
DAYS = """
INSERT INTO inverters_productionday
 (inverter_id, date, curve, milliwatt_hours, reading_count, provisional_count, interval_minutes, digest)
WITH RECURSIVE n(k) AS (SELECT {newest} UNION ALL SELECT k + 1 FROM n WHERE k < {oldest})
SELECT i.id, {day}, %s, 15000000 + ((i.id * 7919 + k * 104729) %% 1000) * 30000, 24, 0, 60.0, %s
FROM n CROSS JOIN inverters_inverter i ORDER BY k DESC, i.id
"""
CREDITS = """
INSERT INTO credits_carboncredit
 (inverter_id, date, milliwatt_hours, grams, factor_id, status, cause, verified_by_waiver, flagged_reason,
  created_at, updated_at)
SELECT inverter_id, date, milliwatt_hours, milliwatt_hours * 12 / 10000, {factor}, status,
 CASE status WHEN 'PENDING' THEN CASE WHEN h = 11 THEN 'gaps' ELSE 'published' END WHEN 'FLAGGED' THEN 'ceiling'
  ELSE '' END,
 {false}, CASE WHEN status IN ('PENDING', 'FLAGGED') THEN 'made up for a benchmark' END, %s, %s
FROM (SELECT p.*, (p.id * 7919) %% 100 AS h,
  CASE WHEN (p.id * 7919) %% 1000 = 7 AND p.date > %s THEN 'FLAGGED'
       WHEN p.date > %s OR (p.id * 7919) %% 100 = 11 THEN 'PENDING'
       WHEN p.date > %s THEN 'VERIFIED' ELSE 'SUBMITTED' END AS status
 FROM inverters_productionday p WHERE p.date BETWEEN %s AND %s) AS judged ORDER BY date, inverter_id
"""
READINGS = """
INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state)
WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < %s)
SELECT i.id, (SELECT MIN(id) FROM inverters_readingbatch), {stamp}, 0.3125, 0
FROM inverters_inverter i CROSS JOIN n WHERE i.id {which} (SELECT MIN(id) FROM inverters_inverter)
"""
NOW = datetime.now(UTC)
LAST = NOW.date() - timedelta(days=1)


def fill(inverters: int, days: int) -> None:
    """So many inverters, in cells of 250, with so many days up to yesterday."""
    places(inverters)
    stretch(0, days)
    readings(days)


def stretch(newest: int, days: int, last: date = LAST) -> None:
    """Production days and credits of every inverter, from the day `newest` before `last` to `days` before it."""
    for begin in range(newest, days, DAYS_AT_ONCE):
        store(begin, min(begin + DAYS_AT_ONCE, days) - 1, last)


def places(inverters: int) -> None:
    """Inverters on a grid of cells, each with equipment and one upload between them."""
    from inverters.models import Equipment, Inverter, ReadingBatch  # noqa: PLC0415

    rng = np.random.default_rng(3)
    cell = np.arange(inverters) // CELL_SIZE
    where = np.column_stack((4 + cell % ROW_OF_CELLS, 3 + cell // ROW_OF_CELLS)) + rng.random((inverters, 2))
    long_ago = NOW - timedelta(days=4_000)
    made = Inverter.objects.bulk_create(
        Inverter(name=f"Roof {n}", gps_lat=lat, gps_lon=lon, created_at=long_ago) for n, (lat, lon) in enumerate(where)
    )
    Equipment.objects.bulk_create(
        Equipment(inverter=one, timezone="Africa/Lagos", capacity_kw=kw, dc_capacity_kwp=1.2 * kw)
        for one, kw in zip(made, rng.uniform(4, 9, inverters).tolist(), strict=True)
    )
    nothing = dict.fromkeys(("size_bytes", "rows_sent", "accepted", "duplicate", "conflict", "rejected"), 0)
    ReadingBatch.objects.create(inverter=made[0], received_at=NOW, actor="benchmark", **nothing)


def store(newest: int, oldest: int, last: date = LAST) -> None:
    """Production days and credits from one day back to another one, both counted back from `last`."""
    from django.db import connection, transaction  # noqa: PLC0415

    from credits.models import EmissionFactor  # noqa: PLC0415
    from inverters.curves import DayCurve  # noqa: PLC0415

    here = connection.vendor == "postgresql"
    day = f"DATE '{last}' - k" if here else f"date('{last}', '-' || k || ' days')"
    [block] = DayCurve(np.full((1, 24), int(BLOCK_KWH * 1e6), np.int64)).blocks()
    facts = {"factor": EmissionFactor.objects.get().pk, "false": "FALSE" if here else "0"}
    turns = [back(days, last) for days in (LASTING, LAGS, LASTING, oldest, newest)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DAYS.format(newest=newest, oldest=oldest, day=day), [block, bytes(32)])
        cursor.execute(CREDITS.format(**facts), [NOW, NOW, *turns])


def readings(days: int) -> None:
    """The hours of the newest day, and of the first inverter every quarter of an hour of all its days."""
    from django.db import connection  # noqa: PLC0415

    here = connection.vendor == "postgresql"
    end = f"{LAST + timedelta(days=1)} 00:00:00"
    with connection.cursor() as cursor:
        for which, count, minutes in ((">", HOURS, 60), ("=", days * QUARTERS, 15)):
            stamp = (
                f"TIMESTAMPTZ '{end}+00' - (k + 1) * INTERVAL '{minutes} minutes'"
                if here
                else f"datetime('{end}', '-' || ((k + 1) * {minutes}) || ' minutes')"
            )
            cursor.execute(READINGS.format(stamp=stamp, which=which), [count - 1])
        cursor.execute("ANALYZE")


def back(days: int, last: date = LAST) -> date:
    """So many days before the newest."""
    return last - timedelta(days=days)
