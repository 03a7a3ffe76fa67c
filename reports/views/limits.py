"""The page that says what the checks cannot see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.limits import limits


@require_safe
def what_cannot_be_seen(request: HttpRequest) -> HttpResponse:
    """The forgeries and faults that no check finds."""
    return render(request, "audit/limits.html", {"text": limits()})
