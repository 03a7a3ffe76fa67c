from datetime import date, timedelta

import pytest

from reports.fleet.needs_presenter import needs_list, worst_rows
from reports.fleet.needs_selectors import Needs, Waiting, Waits
from reports.fleet.worst import worst
from tests.reports.standing_facts import KWH, NEWEST, neighbours, standing

ALL = Needs(348, 2, 3, Waits(Waiting(67, 4), Waiting(9, 1), Waiting(1, 1), 74))
NOTHING = Needs(0, 0, 0, Waits(Waiting(), Waiting(), Waiting(), 0))


def test_each_need_is_counted_in_words_and_leads_to_where_it_is_met():
    told = [(need.count, need.words, need.href) for need in needs_list(ALL, silent=1_200)]

    assert told == [
        ("348", "flags to decide", "/fleet/flags"),
        ("2", "waivers to countersign", "/fleet/flags?show=awaiting"),
        ("3", "second values in conflict", "/fleet/flags?show=conflicts"),
        ("4", "clocks to correct", "/fleet/pending?cause=clock"),
        ("1", "array of unknown size", "/fleet/pending?cause=array_size"),
        ("1,200", "inverters silent", "/fleet/inverters?gap=silent"),
        ("1", "day ready to verify", "/fleet/pending?cause=not_judged"),
        ("74", "cells without satellite hours", "/fleet/pending?cause=published"),
    ]


def test_what_nobody_waits_for_is_not_listed():
    assert needs_list(NOTHING, silent=0) == []


def reasons(*fleet):
    [row] = worst_rows(worst(fleet, NEWEST))
    return [(reason.badge.word, reason.words.replace("\N{NO-BREAK SPACE}", " "), reason.href) for reason in row.reasons]


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day is flagged, 0.314 t of CO₂"), (60, "60 days are flagged, 0.314 t of CO₂")]
)
def test_a_flagged_inverter_says_how_many_days_and_tonnes(days, words):
    one = standing(7, flagged_credits=days, flagged_grams=314_000)

    assert reasons(one) == [("Flagged", words, "/audit/7/flags")]


def test_a_silent_one_says_since_when():
    one = standing(7, last_day=NEWEST - timedelta(days=9))

    assert reasons(one) == [("Silent", "no reading since 11 Nov 2026, for 9 days", "/fleet/upload?inverter=7")]


def test_one_that_never_sent_says_when_it_was_registered():
    one = standing(7, last_day=None, registered=date(2026, 1, 5))

    assert reasons(one) == [
        ("Silent", "never sent a reading since it was registered on 5 Jan 2026", "/fleet/upload?inverter=7")
    ]


def test_a_low_one_says_beside_whom_and_all_reasons_are_told():
    one = standing(7, month_milliwatt_hours=30 * 14 * KWH, flagged_credits=1)

    found = reasons(*neighbours(), one)

    assert [word for word, *_ in found] == ["Flagged", "Low"]
    assert found[1][1:] == ("makes 35 % of what its neighbours make for each kW", "/audit/7")
