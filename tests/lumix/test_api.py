import json

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from django.test import Client, RequestFactory
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser

import inverters.api  # noqa: F401 (it says which status its errors are answered with)
from inverters.errors import EvidenceError, KeyReusedError, MalformedUploadError, RowError, UploadTooLargeError
from lumix.api import NumberField, SlashlessMiddleware, StrictJSONParser, WholeNumberField, exception_handler

# error, status, its sentence, the fields it names
ERRORS = [
    (UploadTooLargeError("too long"), 413, "too long", []),
    (MalformedUploadError("bad", [RowError(3, "kwh", "no number")]), 422, "bad", ["kwh"]),
    (KeyReusedError("again"), 422, "again", []),
    (EvidenceError("something"), 422, "something", []),
    (ModelValidationError({"timezone": "unknown"}), 422, "timezone: unknown", ["timezone"]),
    (ModelValidationError({"__all__": "before it began"}), 422, "before it began", [None]),
    (ModelValidationError("odd"), 422, "odd", [None]),
    (exceptions.ValidationError({"a": {"b": ["wrong"]}}), 422, "b: wrong", ["b"]),
    (exceptions.ValidationError("wrong"), 422, "wrong", [None]),
    (exceptions.ParseError("no JSON"), 400, "no JSON", []),
    (exceptions.MethodNotAllowed("PUT"), 405, 'Method "PUT" not allowed.', []),
    (Http404("There is no inverter 7."), 404, "There is no inverter 7.", []),
    (RequestDataTooBig("too big"), 413, "too big", []),
    (TooManyFieldsSent("too many"), 400, "too many", []),
]


@pytest.mark.parametrize(("error", "code", "detail", "fields"), ERRORS, ids=lambda part: str(part)[:30])
def test_every_error_has_its_status_and_one_shape(error, code, detail, fields):
    answer = exception_handler(error, {})
    assert (answer.status_code, answer.data["detail"]) == (code, detail)
    assert [row["field"] for row in answer.data["errors"]] == fields
    assert {name for row in answer.data["errors"] for name in row} <= {"line", "field", "message"}


def test_what_nobody_foresaw_is_left_to_django():
    assert exception_handler(ZeroDivisionError(), {}) is None


# Numbers --------------------------------------------------------------------------------------------------------------

NO_NUMBERS = ["1_000", "１２", "5", "", None, True, [1], {}, float("nan"), float("inf"), 10**400]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: str(value)[:10])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(serializers.ValidationError):
        NumberField(allow_null=False).run_validation(value)


@pytest.mark.parametrize("value", [*NO_NUMBERS[:-1], 1.0, 1.5], ids=str)
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(serializers.ValidationError):
        WholeNumberField(allow_null=False).run_validation(value)


def test_numbers_are_taken_as_they_are():
    assert [NumberField().run_validation(value) for value in (5, 5.5, -0.0)] == [5.0, 5.5, 0.0]
    assert WholeNumberField(max_value=9).run_validation(7) == 7


# JSON -----------------------------------------------------------------------------------------------------------------


def parsed(body: bytes):
    return StrictJSONParser().parse(RequestFactory().post("/", body, content_type="application/json"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'[{"a": {"b": 1, "b": 1}}]',
        b"NaN",
        b"[-Infinity]",
        b"[" * 100_000,
        b"{",
        b"",
        b"\xff",
        b"1_0",
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_doubtful_json_is_a_parse_error(body):
    with pytest.raises(exceptions.ParseError):
        parsed(body)


def test_plain_json_is_read_as_any_parser_reads_it():
    body = json.dumps({"a": [1, 2.5, None, True, "ä"], "b": {"a": {}}}).encode()
    assert parsed(body) == JSONParser().parse(RequestFactory().post("/", body, content_type="application/json"))


# Addresses ------------------------------------------------------------------------------------------------------------

PUBLISHED = {
    "/inverters": {"get", "post"},
    "/inverters/{inverter_id}": {"get"},
    "/inverters/{inverter_id}/readings": {"get", "post"},
    "/credits/calculate": {"post"},
    "/credits/{inverter_id}": {"get"},
    "/credits/{inverter_id}/{day}": {"get"},
    "/credits/{inverter_id}/{day}/verify": {"post"},
    "/credits/{inverter_id}/{day}/status": {"patch"},
    "/credits/{inverter_id}/{day}/verdict": {"get"},
    "/reports/fleet/summary": {"get"},
    "/reports/inverters/{inverter_id}/audit": {"get"},
    "/reports/credits": {"get"},
}


def test_the_openapi_document_names_every_address_without_a_warning():
    GENERATOR_STATS.reset()
    document = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache)
    found = {path: set(methods) for path, methods in document["paths"].items()}
    assert {path: found.get(path) for path in PUBLISHED} == PUBLISHED


def test_the_document_is_served_as_json(client):
    answer = client.get("/openapi.json")
    assert answer.json()["openapi"].startswith("3.")


@pytest.mark.django_db
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("address", PUBLISHED)
def test_an_unknown_method_is_405_in_our_shape_with_and_without_a_slash(address, method, slash):
    answer = Client().generic(method, address.format(inverter_id=1, day="2025-01-15") + slash)
    assert answer.status_code == 405
    assert set(answer.json()) == {"detail", "errors"}


# address asked for, address that answers
SLASHES = [
    ("/inverters/", "/inverters"),
    ("/inverters", "/inverters"),
    ("/inverters/7/readings/", "/inverters/7/readings"),
    ("/", "/"),
    ("/admin/", "/admin/"),
    ("/nowhere/", "/nowhere/"),
]


@pytest.mark.parametrize(("asked", "answers"), SLASHES)
def test_a_trailing_slash_is_passed_over_where_the_address_has_none(asked, answers):
    seen = SlashlessMiddleware(lambda request: request.path_info)(RequestFactory().get(asked))
    assert seen == answers


def test_an_address_that_does_not_exist_is_a_404_in_our_shape(client):
    answer = client.get("/inverter")
    assert (answer.status_code, set(answer.json())) == (404, {"detail", "errors"})
