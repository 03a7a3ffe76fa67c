from datetime import timedelta

import pytest

from credits.models import FlagDecision
from inverters.conflict_selectors import Which
from inverters.models import Inverter
from inverters.services.conflicts import dismiss
from reports.flags import decided_selectors
from reports.flags.decided_selectors import decided_page
from reports.flags.selectors import Asked
from reports.paging import BadCursorError
from tests.credits.factories import ADA, NOW, flagged, golden_rows, send
from tests.credits.waiving import proposed, refused, stuck

pytestmark = pytest.mark.django_db


def decided(count: int) -> Inverter:
    """Flags upheld, half of them at one instant, a waiver refused and second values dismissed at the same one."""
    found = flagged()
    for number in range(count):
        FlagDecision.objects.create(
            credit=found, outcome="upheld", cause="satellite", reason="why", actor=ADA, role="staff",
            decided_at=NOW + timedelta(hours=number // 2),
        )  # fmt: skip
    refused(proposed(stuck(times=0.97)))
    send(found.inverter, golden_rows(times=2))
    dismiss(which=Which(found.inverter), reason="no", actor=ADA, now=NOW + timedelta(hours=1))
    return found.inverter


def keys(rows: list) -> list[tuple[str, int]]:
    return [(one.kind, one.row.pk) for one in rows]


@pytest.mark.parametrize("size", [1, 2, 3, 20])
def test_the_pages_together_are_the_whole_list_by_time_each_decision_once(monkeypatch, size):
    decided(5)
    whole = decided_page(Asked()).rows
    monkeypatch.setattr(decided_selectors, "DECIDED_A_PAGE", size)
    seen, after = [], ""
    for _ in range(10):
        page = decided_page(Asked(), after=after)
        seen, after = seen + page.rows, page.next
        if not after:
            break
    assert keys(seen) == keys(whole)
    assert len(whole) == len(set(keys(whole))) == 7
    assert [one.at for one in whole] == sorted((one.at for one in whole), reverse=True)


def test_an_inverters_own_decisions_alone_are_listed():
    inverter = decided(2)
    assert {one.kind for one in decided_page(Asked(inverter_id=inverter.pk)).rows} == {"flag", "values"}
    assert decided_page(Asked(search="nobody")).rows == []
    assert {one.kind for one in decided_page(Asked(cause="stuck")).rows} == {"waiver"}


@pytest.mark.parametrize("place", ["x", "2016-07-04_flag_1", "2016-07-04T00:00:00+00:00_stone_1", "__", "a_flag_b"])
def test_a_place_that_cannot_be_is_refused(place):
    with pytest.raises(BadCursorError):
        decided_page(Asked(), after=place)
