"""A page that needs archived readings whose file is gone says so, and how it is mended; the API does by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inverters.errors import ArchiveFaultError

UNAVAILABLE = 503


class ArchiveFaults:
    """Turns what any view raises about the archive into a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says it; None for any other error."""
        if not isinstance(error, ArchiveFaultError):
            return None
        return render(request, "errors/503.html", {"reason": str(error)}, status=UNAVAILABLE)
