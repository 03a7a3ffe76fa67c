"""Asking the API about credits, and reading what it says."""

from django.http import HttpResponse

from credits.models import CarbonCredit

HUGE = 10**30
"""An id that no database can hold."""


def address(found: CarbonCredit, more: str = "") -> str:
    """Where a credit is, and what can be done with it."""
    return f"/credits/{found.inverter_id}/{found.date}{more}"


def said(response: HttpResponse) -> tuple[int, str]:
    """The status and the sentence of a refusal, in the one shape that refusals have."""
    body = response.json()
    assert set(body) == {"detail", "errors"}
    return response.status_code, body["detail"]
