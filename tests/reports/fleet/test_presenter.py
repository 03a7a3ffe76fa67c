from datetime import UTC, date, datetime, timedelta

import pytest

from credits.models import Status
from reports.fleet import presenter as fleet_presenter
from reports.fleet.month_presenter import month_picture
from reports.fleet.selectors import Fleet, FleetDay
from reports.selectors import Totals
from tests.reports.charts.reading_svg import shapes, words

KWH = 1_000_000
NEWEST = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOBODY = Totals(dict.fromkeys(Status.values, 0), dict.fromkeys(Status.values, 0))


def fleet(kwh=40, **changes):
    days = [FleetDay(NEWEST - timedelta(days=back), 3, kwh * KWH) for back in range(29, -1, -1)]
    return Fleet(**({"inverters": 4, "lifetime_milliwatt_hours": 10**12, "totals": NOBODY, "days": days} | changes))


def told(found, now=NOON):
    return [
        (tile.label, str(tile.amount).replace("\N{NO-BREAK SPACE}", " "), tile.note.replace("\N{NO-BREAK SPACE}", " "))
        for tile in fleet_presenter.tiles(found, now)
    ]


def test_the_tiles_say_what_was_measured_today_in_the_month_and_ever():
    assert told(fleet()) == [
        ("Reporting today", "3 of 4 inverters", ""),
        ("Energy today", "40.0 kWh", "40.0 kWh a day in the month before"),
        ("Energy, 30 days", "1,200 kWh", "22 Oct 2026 to 20 Nov 2026"),
        ("Energy, lifetime", "1,000 MWh", ""),
    ]


@pytest.mark.parametrize(
    ("after", "label", "note"),
    [
        (timedelta(hours=-13), "Reporting today", ""),  # in the east the next day has begun
        (timedelta(), "Reporting today", ""),
        (timedelta(days=1), "Reporting yesterday", ""),
        (timedelta(days=2), "Reporting on 20 Nov 2026", "newest readings 1 day ago"),
        (timedelta(days=400), "Reporting on 20 Nov 2026", "newest readings 1 year ago"),
    ],
)
def test_old_data_are_never_called_todays(after, label, note):
    first = told(fleet(), NOON + after)[0]

    assert (first[0], first[2].replace("\xa0", " ")) == (label, note)


def test_a_fleet_without_data_shows_no_invented_zero():
    found = told(fleet(days=[], lifetime_milliwatt_hours=0))

    assert [amount for _, amount, _ in found] == ["0 of 4 inverters", "–", "–", "–"]


def test_a_status_without_credits_is_a_plain_zero():
    tile = fleet_presenter.status_tile(NOBODY, Status.SUBMITTED)

    assert (str(tile.amount).replace("\xa0", " "), tile.note) == ("0 t CO₂", "0 days")


def test_the_bars_say_whether_they_count_tonnes_or_days():
    count = {**NOBODY.count, "VERIFIED": 3, "FLAGGED": 1}
    grams = {**NOBODY.grams, "VERIFIED": 1_000_000, "FLAGGED": 9_000_000}

    tonnes, days = fleet_presenter.status_shares(Totals(count, grams))

    assert (tonnes.measure, str(tonnes.whole).replace("\xa0", " ")) == ("Tonnes by status", "10.0 t")
    assert (days.measure, str(days.whole)) == ("Days by status", "4 days")
    widths = [[float(part.get("width")) for part in shapes(str(bar.bar), "rect")] for bar in (tonnes, days)]
    assert widths[0][0] < widths[0][1]
    assert widths[1][0] > widths[1][1]


@pytest.mark.parametrize(
    ("kwh", "unit", "top"),
    [(40, "kWh a day", "40"), (9_000, "kWh a day", "10,000"), (12_000, "MWh a day", "15"), (3e7, "GWh a day", "30")],
)
def test_the_months_axis_keeps_to_short_labels(kwh, unit, top):
    drawn = words(str(month_picture(fleet(int(kwh)).days).wide))

    assert unit in drawn
    assert top in drawn
    assert max(len(word) for word in drawn if word != unit) <= 6
