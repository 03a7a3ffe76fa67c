"""The table of role × address: nothing is missing from it, and the middleware holds everybody to it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, reverse

from lumix import gate, modes
from lumix.access import ADDRESSES, Kind, Row
from lumix.modes import Role
from lumix.urls import IsoDate
from tests.lumix.closing import BROWSER, close

METHODS = {"GET": False, "HEAD": False, "OPTIONS": False, "POST": True, "PUT": True, "PATCH": True, "DELETE": True}


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
    assert {name for name, row in ADDRESSES.items() if Role.NOBODY in row.writes} == {"login", "logout"}


def test_an_auditor_sends_no_data_and_who_sells_signs_no_waiver():
    of = {role: {name for name, row in ADDRESSES.items() if role in row.writes} for role in Role}
    assert of[Role.AUDITOR].isdisjoint({"api_inverters", "api_readings", "api_clock", "api_calculate", "api_verify"})
    assert {"api_waiver_countersign", "api_waiver_refuse"} <= of[Role.AUDITOR] - of[Role.STAFF] - of[Role.ADMIN]


# The middleware alone, on every address of the site: who is let through to the view -----------------------------------
def answer(name: str, method: str, role: Role | None, monkeypatch) -> HttpResponse | None:
    """What the middleware answers; None where it lets the request through. role: None for nobody at all."""
    request = RequestFactory().generic(method, "/", headers={"accept": BROWSER})
    request.resolver_match = ResolverMatch(
        HttpResponse, (), {}, name.rstrip(":"), namespaces=["admin"] if name.endswith(":") else []
    )
    request.lumix_account = object() if role else None
    monkeypatch.setattr(modes, "role_of", lambda account: role)
    monkeypatch.setattr(gate.tokens, "check_csrf", lambda request: None)
    monkeypatch.setattr(gate.refusals, "render", lambda request, page, context, status: HttpResponse(status=status))
    return gate.AccessMiddleware(HttpResponse).process_view(request, None, (), {})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("role", [*Role, None])
def test_in_closed_mode_the_table_decides_at_every_address(settings, monkeypatch, role, method):
    close(settings)
    for name, row in ADDRESSES.items():
        allowed = (role or Role.NOBODY) in (row.writes if METHODS[method] else row.reads)
        given = answer(name, method, role, monkeypatch)
        assert (given is None) == allowed, (name, given)
        if given is not None:
            assert given.status_code == expected(row, role, writes=METHODS[method]), name


def expected(row: Row, role: Role | None, *, writes: bool) -> int:
    if writes and not row.writes:
        return 405
    if role is None:
        return 401 if row.kind == Kind.API else 302
    return 403


@pytest.mark.parametrize("method", METHODS)
def test_in_open_mode_everybody_may_what_staff_may_and_no_more(monkeypatch, method):
    for name, row in ADDRESSES.items():
        given = answer(name, method, None, monkeypatch)
        roles = row.writes if METHODS[method] else row.reads
        if row.kind == Kind.ACCOUNT:
            assert given.status_code == 404 if roles else 405
        elif row.kind == Kind.ADMIN:
            assert given is None
        else:
            assert (given is None) == (Role.STAFF in roles), name


@pytest.mark.parametrize("mode", [modes.OPEN, modes.CLOSED])
def test_an_address_without_a_row_is_refused_at_run_time(settings, monkeypatch, mode):
    close(settings)
    settings.LUMIX_MODE = mode
    assert answer("forgotten", "GET", Role.ADMIN, monkeypatch).status_code == 403


# And through the whole site -------------------------------------------------------------------------------------------
def some_address(name: str) -> str:
    """An address of that name; what it shows need not exist."""
    if name.endswith(":"):
        return reverse("admin:index")
    converters = get_resolver().reverse_dict.getlist(name)[0][3]
    return reverse(name, kwargs={key: sample(converter) for key, converter in converters.items()})


def sample(converter: Any) -> object:
    """A value that a converter takes: a number, a day, the first word of those it names, or any word."""
    if isinstance(converter, IsoDate):
        return date(2025, 6, 1)
    values = ("1", *converter.regex.split("|"), "abc", "0" * 32)
    return next(value for value in values if re.fullmatch(converter.regex, value))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_is_sent_to_the_log_in_or_asked_for_a_token(settings, client, name):
    close(settings)
    reply = client.get(some_address(name), headers={"accept": BROWSER})
    row = ADDRESSES[name]
    if Role.NOBODY in row.reads:
        assert reply.status_code in (200, 404, 405)  # a fresh ledger has no checkpoint yet
    elif row.kind == Kind.API:
        assert (reply.status_code, reply["WWW-Authenticate"]) == (401, "Token")
        assert "Authorization: Token" in reply.json()["detail"]
    else:
        assert (reply.status_code, reply.url.partition("?")[0]) == (302, "/account/login")
