import json

import pytest

from inverters.models import ReadingConflict
from tests.inverters.factories import hourly, send

pytestmark = pytest.mark.django_db
DAY = "2025-05-01"


def test_a_correction_is_proposed_and_listed_with_the_value_that_stands(client, inverter):
    send(inverter, hourly(DAY))
    rows = json.dumps([{"timestamp": f"{DAY}T12:00:00", "kwh": 7.5}])
    where = f"/inverters/{inverter.pk}/corrections"
    answer = client.post(f"{where}?reason=the+display", rows, content_type="application/json")
    assert (answer.status_code, answer.json()["proposed"]) == (201, 1)
    [told] = client.get(f"/conflicts?batch={answer.json()['batch']}").json()
    assert (told["kwh"], told["standing_kwh"], told["state"]) == (7.5, 1.12, "open")
    assert (client.post(where, rows, content_type="application/json").status_code, ReadingConflict.objects.count()) == (
        422,
        1,
    )
