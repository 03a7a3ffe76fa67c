import pytest
from django.core.exceptions import ValidationError

from reports.number_fields import TypedNumber, beyond

# what is typed, into a field of what highest value → the number; None: it is asked again
TYPED = [
    ("7,3775", 90, 7.3775), ("7.3775", 90, 7.3775), (" -7,377 ", 90, -7.377), ("12,5", 1_000_000, 12.5),
    ("1,500", 1_000_000, None), ("1,500", None, None), ("1,234.5", 1_000_000, None), ("1,2,3", 90, None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "highest", "number"), TYPED)
def test_a_decimal_comma_is_taken_where_it_cannot_mean_a_thousand(typed, highest, number):
    field = TypedNumber(max_value=highest)
    if number is None:
        with pytest.raises(ValidationError):
            field.clean(typed)
    else:
        assert field.clean(typed) == number


def test_limits_are_told_in_plain_figures_with_their_unit():
    told = beyond(0.001, 1_000_000, "kW")
    assert set(told.values()) == {"It lies from 0.001 to 1,000,000 kW: correct it."}
