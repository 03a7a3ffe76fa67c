"""Pages and their parts: htmx gets the part that it would put in place, everybody else the whole page.

A part is a template `_name.html` whose root element has the id `name`; the page includes it.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

HEADERS = ("HX-Request", "HX-Target")
"""What the answer depends on, told to every cache on the way."""


def wants(request: HttpRequest, name: str) -> bool:
    """Whether htmx asks for that part alone; a boosted link and a page out of the history are whole pages."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request and htmx.target == name


def respond(
    request: HttpRequest, page: str, context: Mapping[str, Any], *, parts: Sequence[str], status: int = 200
) -> HttpResponse:
    """The part that htmx asks for, with any messages beside it; the page where it asks for none of these.

    page, parts: templates, as "credits/page.html" and ["credits/_list.html"].
    """
    wanted = next((part for part in parts if wants(request, _id_of(part))), None)
    answer = render(request, wanted or page, dict(context), status=status)
    if wanted:
        answer.write(render_to_string("_messages.html", {"beside": True}, request))
    patch_vary_headers(answer, HEADERS)
    return answer


def instead_of_all(answer: HttpResponse) -> HttpResponse:
    """A whole page that takes the place of the whole content, whichever part htmx asked for."""
    for header in ("HX-Retarget", "HX-Reselect"):
        answer[header] = "#main"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _id_of(part: str) -> str:
    return PurePosixPath(part).stem.removeprefix("_")
