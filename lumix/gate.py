"""The gate before every view: whom the table of `lumix.access` does not let pass is refused as his client reads it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from lumix import access, modes, refusals, tokens
from lumix.middleware import SAFE_METHODS


class AccessMiddleware:
    """Lets a request through to its view, or refuses it as its kind of client can read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The refusal; None for whoever may go on."""
        match, write = request.resolver_match, request.method not in SAFE_METHODS
        row = access.ADDRESSES.get(access.name_of(match)) if match else None
        if row is None:
            return refusals.unlisted(request, str(match and match.route))
        if write and not row.writes:
            return refusals.read_only(request, api=row.kind == access.Kind.API)
        closed = modes.current() == modes.CLOSED
        if closed and row.kind == access.Kind.API and (refused := tokens.log_in(request)):
            return refused
        if access.is_allowed(request, row, write=write):
            return tokens.check_csrf(request) if closed and write and row.kind == access.Kind.API else None
        return _refuse(request, row, write=write)


def _refuse(request: HttpRequest, row: access.Row, *, write: bool) -> HttpResponse:
    if modes.current() == modes.OPEN and row.kind == access.Kind.ACCOUNT:
        return refusals.no_accounts(request)
    if modes.current() == modes.CLOSED and modes.account(request) is None:
        return refusals.log_in(request, api=row.kind == access.Kind.API)
    return refusals.not_allowed(request, row.writes if write else row.reads, api=row.kind == access.Kind.API)
