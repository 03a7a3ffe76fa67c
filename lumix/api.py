"""Manners that every address of the API shares: the shape of errors, bare lists with paging, true numbers."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import is_valid_path
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler

LIST_LIMIT = 10_000
_statuses: dict[type[Exception], int] = {}


def answer_with(code: int, *errors: type[Exception]) -> None:
    """Let an app say which status its errors are answered with."""
    _statuses.update(dict.fromkeys(errors, code))


class StrictSerializer(serializers.Serializer):
    """A body in which every field counts: one that nobody knows is refused, for an act may not be undone."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The fields. Unknown ones come first: beside a misspelt field its right name would seem to be missing."""
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            known = ", ".join(name for name, field in self.fields.items() if not field.read_only)
            raise serializers.ValidationError(dict.fromkeys(unknown, f"Unknown field; there are {known}."))
        found: dict[str, Any] = super().to_internal_value(data)
        return found


class RowErrorSerializer(serializers.Serializer):
    """One thing wrong: where it stands, what it is and how to mend it."""

    line = serializers.IntegerField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class ErrorSerializer(serializers.Serializer):
    """How every refusal looks, for the OpenAPI document."""

    detail = serializers.CharField()
    errors: Any = RowErrorSerializer(many=True)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error of ours, of Django's or of DRF's in one shape; None leaves what nobody foresaw to Django."""
    for kind, code in _statuses.items():
        if isinstance(error, kind):
            return Response(error_body(str(error), getattr(error, "errors", [])), status=code)
    if isinstance(error, ModelValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        return _refused([(name, text) for name, texts in fields.items() for text in texts])
    if isinstance(error, exceptions.ValidationError):
        return _refused(_flattened(error.detail))
    if isinstance(error, SuspiciousOperation):  # Django's own limits, which it would answer with a 400 in HTML
        too_big = isinstance(error, RequestDataTooBig)
        code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE if too_big else status.HTTP_400_BAD_REQUEST
        return Response(error_body(str(error)), status=code)
    response = rest_exception_handler(error, context)
    if response is not None:
        response.data = error_body(str(response.data.get("detail", response.data)))
    return response


def error_body(detail: str, errors: list[Any] | None = None) -> dict[str, Any]:
    """The body of a refusal. errors: anything with line, field and message."""
    rows = [{"line": one.line, "field": one.field, "message": one.message} for one in errors or []]
    return {"detail": detail, "errors": rows}


def _refused(faults: list[tuple[str | None, str]]) -> Response:
    """Values of fields that cannot be taken."""
    told = [(None if name in (None, "__all__") else _writable(name), _writable(text)) for name, text in faults]
    rows = [{"line": None, "field": name, "message": text} for name, text in told]
    detail = "; ".join(f"{name}: {text}" if name else text for name, text in told)
    return Response({"detail": detail, "errors": rows}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


def _writable(text: str) -> str:
    """A refusal may quote what was sent, and half a surrogate pair cannot be sent back."""
    return str(text).encode(errors="backslashreplace").decode()


def _flattened(detail: Any, name: str | None = None) -> list[tuple[str | None, str]]:
    if isinstance(detail, dict):
        # What a list's items did wrong stands under their places, which are numbers.
        named = ((f"{name}[{key}]" if isinstance(key, int) else key, value) for key, value in detail.items())
        return [row for key, value in named for row in _flattened(value, key)]
    if isinstance(detail, list):
        return [row for value in detail for row in _flattened(value, name)]
    return [(None if name == "non_field_errors" else name, str(detail))]


class BarePagination(LimitOffsetPagination):
    """A list is a bare JSON array; where it goes on stands in `Link`, how long it is in `X-Total-Count`."""

    default_limit = max_limit = LIST_LIMIT

    def __init__(self, length: Callable[[], int] | None = None) -> None:
        """length: tells how long the list is, where that is known without counting its rows."""
        self._length = length

    def get_count(self, queryset: Any) -> int:
        """How long the list is."""
        counted: int = self._length() if self._length else super().get_count(queryset)
        return counted

    def get_paginated_response(self, data: Any) -> Response:
        """The array and its headers."""
        response = Response(data, headers={"X-Total-Count": str(self.count)})
        links = [(self.get_next_link(), "next"), (self.get_previous_link(), "prev")]
        if found := ", ".join(f'<{url}>; rel="{name}"' for url, name in links if url):
            response["Link"] = found
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The OpenAPI document shows the array, not an envelope."""
        return schema


class StrictJSONParser(JSONParser):
    """JSON in which every key stands once and every number is one; anything else is a 400, never a 500."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """The document in the stream."""
        try:
            return json.loads(stream.read(), parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
        except RecursionError as stray:
            raise exceptions.ParseError("The JSON is nested too deeply.") from stray
        except ValueError as stray:
            raise exceptions.ParseError(f"This is not JSON: {stray}.") from stray


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


class NumberField(serializers.FloatField):
    """A JSON number. DRF's own field takes "1_000" and full-width digits for one, and infinity as well."""

    default_error_messages = {"invalid": "Write a number, without quotes."}

    def to_internal_value(self, data: Any) -> float:
        """The number as a finite float."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        try:
            value = float(data)
        except OverflowError:
            self.fail("invalid")
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class WholeNumberField(serializers.IntegerField):
    """A whole JSON number. DRF's own field takes "1_000", full-width digits and 1.0 for one."""

    default_error_messages = {"invalid": "Write a whole number, without quotes."}

    def to_internal_value(self, data: Any) -> int:
        """The number as it is."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class SlashlessMiddleware:
    """Every address is published with and without a trailing slash; a redirect would lose a POST's body."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.endswith("/") and not is_valid_path(path) and is_valid_path(path.rstrip("/")):
            request.path_info = path.rstrip("/")
        return self.get_response(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that does not exist."""
    detail = f"There is nothing at {request.path}; /docs lists the addresses there are."
    return JsonResponse(error_body(detail), status=status.HTTP_404_NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; the log has the particulars."""
    detail = "Something broke on the server. Nothing of this request was kept; the log says what happened."
    return JsonResponse(error_body(detail), status=status.HTTP_500_INTERNAL_SERVER_ERROR)
