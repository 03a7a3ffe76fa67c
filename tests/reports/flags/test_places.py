import pytest

from reports.flags.selectors import GROUPS_ORDER
from reports.paging import BadCursorError


def test_a_place_among_flagged_inverters_may_name_a_cause_of_several_words():
    assert GROUPS_ORDER.values("5000_3_too_coarse") == [5000, 3, "too_coarse"]


@pytest.mark.parametrize("place", ["", "5000_3", "many_3_ceiling", "5000_third_ceiling"])
def test_a_place_among_flagged_inverters_that_cannot_be_is_refused(place):
    with pytest.raises(BadCursorError):
        GROUPS_ORDER.values(place)
