import pytest

from reports.charts import shares
from reports.charts.shares import Share
from tests.reports.charts.reading_svg import parsed, shapes


def drawn(*parts):
    return shares.draw("Credits by status", "Verified 3 and Flagged 1", parts)


def test_the_bar_names_and_describes_itself():
    bar = parsed(drawn(Share("verified", 3), Share("flagged", 1)))

    assert (bar.get("role"), bar[0].text) == ("img", "Credits by status")
    assert bar[1].text == "Verified 3 and Flagged 1"


@pytest.mark.parametrize("sizes", [[1], [1, 1], [1465, 75, 782, 123], [1, 9999, 1, 1]])
def test_widths_fill_the_bar(sizes):
    assert sum(shares.widths(sizes, 800)) == pytest.approx(800)


def test_one_flag_among_ten_thousand_can_be_seen():
    assert min(shares.widths([9999, 1], 800)) >= shares.LEAST_WIDTH + shares.GAP


def test_shares_keep_their_order_and_leave_out_what_is_nothing():
    markup = drawn(Share("verified", 3), Share("pending", 0), Share("flagged", 1))

    assert [one.get("class") for one in shapes(markup, "rect")] == ["c-verified", "c-flagged"]


def test_a_whole_of_nothing_is_one_grey_bar():
    [bar] = shapes(drawn(Share("verified", 0)), "rect")

    assert (bar.get("class"), float(bar.get("width"))) == ("c-grid", shares.BAR.width)
