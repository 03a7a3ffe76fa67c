"""The table of role × address: nothing is missing from it, and the middleware holds everybody to it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from lumix import access
from lumix.access import ADDRESSES


def addresses(patterns: list, namespace: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """Each address of the site as (its name in the table, its route)."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, namespace or pattern.namespace or "", here)
        elif isinstance(pattern, URLPattern):
            yield (f"{namespace}:" if namespace else pattern.name or ""), here


SITE = list(addresses(get_resolver().url_patterns))


def test_every_address_has_its_row():
    missing = sorted({(name, route) for name, route in SITE if name not in ADDRESSES})
    cure = "give its path() a name= and that name a row in ADDRESSES of lumix/access.py: who reads, who writes"
    assert not missing, "\n".join(f"{route!r}, name {name!r}: {cure}" for name, route in missing)


def test_every_row_has_its_address():
    stale = set(ADDRESSES) - {name for name, _ in SITE}
    assert not stale, f"no path() has these names any more, so their rows in lumix/access.py can go: {sorted(stale)}"


def test_whoever_writes_also_reads():
    assert [name for name, row in ADDRESSES.items() if row.writes - row.reads] == []


def test_nobody_without_an_account_changes_anything_but_his_log_in():
    assert {name for name, row in ADDRESSES.items() if access.Role.NOBODY in row.writes} == {"login", "logout"}
