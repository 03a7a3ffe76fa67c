import numpy as np
import pytest

from inverters.sources.irradiance import HOUR_US, IrradianceHours

NAN = np.nan


def hours(hour_us=(0, HOUR_US), ghi=(0.0, NAN), clearsky=(NAN, 1600.0), dtypes=(np.int64, np.float64)):
    values = (np.array(column, dtype=dtypes[1]) for column in (ghi, clearsky))
    return IrradianceHours(np.array(hour_us, dtype=dtypes[0]), *values)


def test_hours_know_how_many_they_are():
    assert len(hours()) == 2
    assert len(hours((), (), ())) == 0


@pytest.mark.parametrize("dtypes", [(np.int32, np.float64), (np.int64, np.float32)])
def test_other_types_are_refused(dtypes):
    with pytest.raises(TypeError, match="int64"):
        hours((0, 0), dtypes=dtypes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ghi": (1.0,)}, "one length"),
        ({"clearsky": (1.0, 2.0, 3.0)}, "one length"),
        ({"hour_us": ((0, HOUR_US),), "ghi": ((0.0, 0.0),), "clearsky": ((0.0, 0.0),)}, "one-dimensional"),
        ({"hour_us": (0, HOUR_US + 1)}, "whole hour"),
        ({"hour_us": (HOUR_US, 0)}, "order of time"),
        ({"hour_us": (0, 0)}, "each of them once"),
        ({"ghi": (-0.1, 0.0)}, "ghi_wh_m2 lies between"),
        ({"ghi": (0.0, np.inf)}, "ghi_wh_m2 lies between"),
        ({"clearsky": (0.0, 1600.1)}, "clearsky_wh_m2 lies between"),
    ],
)
def test_what_no_hours_can_be_is_refused(changes, reason):
    with pytest.raises(ValueError, match=reason):
        hours(**changes)
