"""The list of pages is whole: no page of ours escapes the tests of what holds on each of them."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from lumix.access import ADDRESSES, Kind, name_of
from tests.e2e.catalogue import CLOSED, ELSEWHERE, OTHERS, PAGES

LISTED = {name_of(resolve(urlsplit(path).path)) for path in (PAGES | OTHERS | CLOSED).values()}
ASKED_BY_BROWSERS = {name for name, row in ADDRESSES.items() if row.kind != Kind.API}


def test_every_page_stands_in_the_list_or_is_excepted_with_a_reason():
    missing = ASKED_BY_BROWSERS - LISTED - set(ELSEWHERE)
    assert not missing, f"give each a line in tests/e2e/catalogue.py: {sorted(missing)}"


def test_no_exception_is_needless():
    assert set(ELSEWHERE) <= ASKED_BY_BROWSERS - LISTED


@pytest.mark.parametrize("path", (PAGES | CLOSED).values())
def test_a_listed_page_has_an_address(path):
    assert name_of(resolve(urlsplit(path).path)) in ASKED_BY_BROWSERS
