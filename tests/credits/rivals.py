"""Several processes do things to the same days at once: `python -m tests.credits.rivals SCENARIO`.

Prints as JSON every status that was answered and what the database holds in the end.
"""

import json
import multiprocessing
import sys
from collections import Counter
from datetime import date, timedelta

import django
from django.conf import settings

DAYS = 4
RIVALS = 4
PATIENCE_SECONDS = 30


def prepare(scenario: object) -> int:
    """A real plant with its readings and its sky; returns its id, with no connection left open for the forks."""
    from django.db import connection  # noqa: PLC0415

    from tests.credits import factories  # noqa: PLC0415

    inverter = factories.plant()
    factories.send(inverter, [row for day in days() for row in factories.golden_rows(day)])
    factories.golden_sky(days()[0], days()[-1])
    for number in (2, 0, 3, 1) if scenario is cross_purposes else ():  # keys in another order than days
        factories.credit(inverter, days()[number])
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    return inverter.pk


def days() -> list[date]:
    return [date(2016, 7, 4) + timedelta(days=number) for number in range(DAYS)]


def meet(shared: object) -> None:
    global start  # noqa: PLW0603
    start = shared


def same_day(rival: int, inverter: int) -> list[int]:
    """Everyone calculates and verifies every day, all of them at the same moment."""
    api, answered = client(), []
    for day in days():
        start.wait()
        answered.append(api.post(f"/credits/calculate?inverter_id={inverter}&credit_date={day}").status_code)
        start.wait()
        answered.append(api.post(f"/credits/{inverter}/{day}/verify").status_code)
    return answered


def cross_purposes(rival: int, inverter: int) -> list[int]:
    """While some upload and submit, others judge all days at once, in orders of their own."""
    api, answered = client(), []
    work = [send_more, submit_all, judge_forwards, judge_backwards][rival]
    for number in range(DAYS):
        start.wait()
        answered += work(api, inverter, number)
    return answered


def send_more(api, inverter: int, number: int) -> list[int]:
    stamps = [f"{day}T12:{number + 1:02}:00-07:00" for day in reversed(days())]
    body = json.dumps([{"timestamp": stamp, "kwh": 0.001} for stamp in stamps])
    return [api.post(f"/inverters/{inverter}/readings", body, content_type="application/json").status_code]


def submit_all(api, inverter: int, number: int) -> list[int]:
    body = json.dumps({"status": "SUBMITTED"})
    address = f"/credits/{inverter}/{days()[number]}/status"
    return [api.patch(address, body, content_type="application/json").status_code for _ in range(10)]


def judge_forwards(api, inverter: int, number: int, step: int = 1) -> list[int]:
    from django.utils import timezone  # noqa: PLC0415

    from credits.errors import CreditError  # noqa: PLC0415
    from credits.models import CarbonCredit  # noqa: PLC0415
    from credits.services.calculate import calculate  # noqa: PLC0415
    from credits.services.verify import verify  # noqa: PLC0415

    open_days = CarbonCredit.objects.filter(inverter_id=inverter).exclude(status="SUBMITTED").order_by("date")
    try:
        found = calculate(
            inverter_id=inverter, days=[one.date for one in open_days][::step], actor="rival", now=timezone.now()
        )
        verify(credit_ids=[one.pk for one in found], actor="rival", now=timezone.now())
    except CreditError:
        return [409]
    return [200]


def judge_backwards(api, inverter: int, number: int) -> list[int]:
    return judge_forwards(api, inverter, number, step=-1)


def client():
    from django.test import Client  # noqa: PLC0415

    return Client(SERVER_NAME="localhost", raise_request_exception=False)


def state(inverter: int) -> dict:
    """What the database holds of the inverter, and where it contradicts itself."""
    from credits.models import CarbonCredit  # noqa: PLC0415
    from credits.selectors import latest_verdicts  # noqa: PLC0415
    from inverters.models import ProductionDay  # noqa: PLC0415

    credits = list(CarbonCredit.objects.filter(inverter_id=inverter).order_by("date"))
    verdicts = latest_verdicts([one.pk for one in credits])
    production = {row.date: row for row in ProductionDay.objects.filter(inverter_id=inverter)}
    digests = {day: bytes(row.digest).hex() for day, row in production.items()}
    return {
        "credits": len(credits),
        "verdicts": [one.verdicts.count() for one in credits],
        "statuses": dict(Counter(one.status for one in credits)),
        "other energy": [
            str(one.date) for one in credits if one.milliwatt_hours != production[one.date].milliwatt_hours
        ],
        "stale verdicts": [
            str(one.date)
            for one in credits
            if one.status in ("VERIFIED", "SUBMITTED") and verdicts[one.pk].readings_digest != digests[one.date]
        ],
    }


SCENARIOS = {"same_day": same_day, "cross_purposes": cross_purposes}

if __name__ == "__main__":
    scenario = SCENARIOS[sys.argv[1]]
    settings.LUMIX_MODE = "open"
    django.setup()
    plant_id = prepare(scenario)
    processes = multiprocessing.get_context("fork")
    with processes.Pool(RIVALS, meet, (processes.Barrier(RIVALS, timeout=PATIENCE_SECONDS),)) as pool:
        answers = pool.starmap(scenario, [(rival, plant_id) for rival in range(RIVALS)], chunksize=1)
    json.dump({"answers": answers, **state(plant_id)}, sys.stdout)
