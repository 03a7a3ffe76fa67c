import pytest

from inverters.sources.land import land_share


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [
        pytest.param((12.5, 8.5), 1.0, 1.0, id="Kano"),
        pytest.param((-0.5, 33.5), 1.0, 1.0, id="Lake Victoria counts as land"),
        pytest.param((6.5, 3.5), 0.5, 0.7, id="Lagos"),
        pytest.param((14.5, -17.5), 0.0, 0.3, id="Dakar"),
        pytest.param((0.5, -29.5), 0.0, 0.0, id="the open Atlantic"),
        pytest.param((-17.5, 179.5), 0.9, 1.0, id="Fiji, at the date line"),
        pytest.param((89.5, 10.5), 0.0, 0.0, id="the pole"),
    ],
)
def test_the_share_of_land_in_a_cell(cell, least, most):
    assert least <= land_share(*cell) <= most


def test_the_territorial_sea_is_no_land():
    assert land_share(6.5, 3.5) < 0.7 < land_share(7.5, 3.5)


def test_a_cell_is_sampled_once():
    land_share.cache_clear()
    for _ in range(3):
        land_share(6.5, 3.5)
    assert land_share.cache_info().misses == 1
