"""Addresses of pages with what they are asked for."""

from urllib.parse import urlencode

from django.urls import reverse


def to(page: str, *place: object, **query: object) -> str:
    """A page by name and by what its address is about, filtered by `query`."""
    return reverse(page, args=place) + (f"?{urlencode(query, safe=',')}" if query else "")
