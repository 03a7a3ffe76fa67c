"""What django-axes asks of us: where a try came from, and what the locked-out see."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lumix.networks import parsed_address

TOO_MANY = 429


def client_address(request: HttpRequest) -> str:
    """Who tries. Behind a named proxy the last address it passed on, which nobody but the proxy can write."""
    peer: str = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return peer
    seen = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return seen if parsed_address(seen) else peer


def locked_out(request: HttpRequest, original_response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """The page of whoever tried too often."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=TOO_MANY)
