"""Made-up bulk beside what is uploaded: a fleet of any size, a history of any length."""

from datetime import UTC, datetime

from django.db import connection

from inverters.models import Inverter, ReadingBatch

NOW = datetime(2025, 1, 1, tzinfo=UTC)
NOTHING = dict.fromkeys(("size_bytes", "rows_sent", "accepted", "duplicate", "conflict", "rejected"), 0)
HOURS_A_YEAR = 8_760


def stand_beside(fleet: int, hours: int) -> None:
    """Inverters with a batch and so many hourly readings each, by one statement of the database."""
    last = Inverter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Inverter.objects.bulk_create(
        (Inverter(pk=last + n, gps_lat=6.5, gps_lon=3.4, created_at=NOW) for n in range(1, fleet + 1)), batch_size=5_000
    )
    ReadingBatch.objects.bulk_create(
        (ReadingBatch(inverter_id=last + n, received_at=NOW, actor="bench", **NOTHING) for n in range(1, fleet + 1)),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute(_READINGS[connection.vendor], [hours, last])
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval('inverters_inverter_id_seq', (SELECT max(id) FROM inverters_inverter))")


_INTO = "INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state) "
_READINGS = {
    "sqlite": "WITH RECURSIVE hours (hour) AS (SELECT 0 UNION ALL SELECT hour + 1 FROM hours WHERE hour + 1 < %s) "
    + _INTO
    + "SELECT batch.inverter_id, batch.id, datetime('2015-01-01', '+' || hour || ' hours'), hour %% 24 / 2.0, 0 "
    "FROM inverters_readingbatch AS batch CROSS JOIN hours WHERE batch.inverter_id > %s AND batch.actor = 'bench'",
    "postgresql": _INTO
    + "SELECT batch.inverter_id, batch.id, timestamptz '2015-01-01 00:00+00' + hour * interval '1 hour', "
    "hour %% 24 / 2.0, 0 FROM inverters_readingbatch AS batch CROSS JOIN generate_series(0, %s - 1) AS hour "
    "WHERE batch.inverter_id > %s AND batch.actor = 'bench' ORDER BY batch.inverter_id, hour",
}
