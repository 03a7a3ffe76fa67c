import gzip
import io
import zlib

import pytest
from django.test import Client, RequestFactory
from rest_framework.exceptions import UnsupportedMediaType

from inverters import doors
from inverters.constants import CSV_LIMIT_BYTES, JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.models import ReadingBatch
from tests.inverters.factories import csv_of, hourly, make_inverter

BODY = csv_of(hourly("2025-01-15"))
BOUNDARY = "b0undary"


def request_of(body: bytes, kind: str = "text/csv", **meta: object):
    request = RequestFactory().post("/inverters/1/readings", body, content_type=kind)
    request.META.update({"wsgi.input": io.BytesIO(body), "CONTENT_TYPE": kind, **meta})
    return type(request)(request.META)


def received(request) -> bytes:
    with doors.upload_of(request, actor="ada") as upload:
        return upload.received.file.read()


def form_of(*files: tuple[str, str, bytes], end: bytes = b"--") -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n".encode()
        + body
        + b"\r\n"
        for field, name, body in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}".encode() + end + b"\r\n"


def form_request(body: bytes, **meta: object):
    return request_of(body, f"multipart/form-data; boundary={BOUNDARY}", **meta)


# Sizes ----------------------------------------------------------------------------------------------------------------

# content type, its limit
LIMITS = [
    ("application/json", JSON_LIMIT_BYTES),
    ("text/csv", CSV_LIMIT_BYTES),
    (f"multipart/form-data; boundary={BOUNDARY}", CSV_LIMIT_BYTES + doors.FORM_OVERHEAD_BYTES),
]


@pytest.mark.parametrize(("kind", "limit"), LIMITS)
def test_a_body_that_announces_too_much_is_refused_before_a_byte_is_read(kind, limit):
    request = request_of(b"", kind, CONTENT_LENGTH=str(limit + 1))
    with pytest.raises(UploadTooLargeError, match=f"{limit:,}"):
        received(request)
    assert request.META["wsgi.input"].tell() == 0


@pytest.fixture
def small_limits(monkeypatch) -> None:
    """A hundred thousand bytes are too many."""
    monkeypatch.setattr(doors, "LIMITS", dict.fromkeys(doors.LIMITS, 100_000))
    monkeypatch.setattr(doors, "CSV_LIMIT_BYTES", 100_000)


def test_a_chunked_body_is_taken_though_it_announces_nothing():
    request = request_of(BODY, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    assert received(request) == BODY


@pytest.mark.parametrize("kind", ["text/csv", "application/json"])
def test_a_chunked_body_is_counted_as_it_comes(small_limits, kind):
    request = request_of(b"x" * 300_000, kind, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})
    with pytest.raises(UploadTooLargeError):
        received(request)
    assert request.META["wsgi.input"].tell() < 300_000


def test_a_chunked_form_is_refused_and_told_what_to_send():
    with pytest.raises(MalformedUploadError, match="Content-Length"):
        received(form_request(BODY, CONTENT_LENGTH="", **{"wsgi.input_terminated": True}))


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_in_a_form_is_counted_as_it_comes(small_limits, packed):
    big = b"timestamp,kwh\n" + BODY.partition(b"\n")[2] * 300
    body = gzip.compress(big) if packed else big
    with pytest.raises(UploadTooLargeError):
        received(form_request(form_of(("file", "roof.csv", body))))


def test_what_is_large_only_once_inflated_is_refused(small_limits):
    body = gzip.compress(BODY * 300)
    assert len(body) < 100_000
    with pytest.raises(UploadTooLargeError):
        received(request_of(body, HTTP_CONTENT_ENCODING="gzip"))


def test_a_gzip_bomb_is_refused_by_its_ratio_long_before_it_is_inflated():
    squeezer = zlib.compressobj(9, wbits=31)
    bomb = squeezer.compress(bytes(40_000_000)) + squeezer.flush()
    with pytest.raises(UploadTooLargeError, match="50-fold"):
        received(request_of(bomb, HTTP_CONTENT_ENCODING="gzip"))


@pytest.mark.django_db
def test_too_large_is_answered_413_in_the_shape_of_every_refusal(small_limits):
    answer = Client().post(f"/inverters/{make_inverter().pk}/readings", b"x" * 200_000, content_type="application/json")
    assert answer.status_code == 413
    assert set(answer.json()) == {"detail", "errors"}
    assert not ReadingBatch.objects.exists()


# A body that lies about its length ------------------------------------------------------------------------------------


def test_a_body_that_breaks_off_is_refused_so_that_no_half_number_is_stored():
    whole = csv_of([("2025-01-15T10:00:00", 12.75)])
    with pytest.raises(MalformedUploadError, match="broke off"):
        received(request_of(whole[:-3], CONTENT_LENGTH=str(len(whole))))


def test_a_form_that_breaks_off_is_refused():
    whole = form_of(("file", "roof.csv", BODY))
    with pytest.raises(MalformedUploadError, match="broke off"):
        received(form_request(whole[:-100], CONTENT_LENGTH=str(len(whole))))


def test_bytes_beyond_the_announced_length_are_not_read():
    assert received(request_of(BODY + b"and more", CONTENT_LENGTH=str(len(BODY)))) == BODY


@pytest.mark.parametrize("length", ["", "many", "-5"])
def test_a_body_without_a_usable_length_is_empty_as_the_server_reads_it(length):
    assert received(request_of(BODY, CONTENT_LENGTH=length)) == b""


# Kinds ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_unsupported(kind):
    with pytest.raises(UnsupportedMediaType, match="text/csv"):
        received(request_of(BODY, kind))


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip"])
def test_another_encoding_is_unsupported(encoding):
    with pytest.raises(UnsupportedMediaType, match="send gzip or none"):
        received(request_of(BODY, HTTP_CONTENT_ENCODING=encoding))


@pytest.mark.parametrize("body", [gzip.compress(BODY)[:-9], b"\x1f\x8b not gzip at all", gzip.compress(BODY) + b"tail"])
def test_damaged_gzip_is_malformed(body):
    with pytest.raises(MalformedUploadError, match="gzip"):
        received(request_of(body, HTTP_CONTENT_ENCODING="gzip"))


# files of a form, what is wrong
FORMS = [
    ((), "one file"),
    ((("roof", "roof.csv", BODY),), "one file"),
    ((("file", "a.csv", BODY), ("file", "b.csv", BODY)), "one file"),
]


@pytest.mark.parametrize(("files", "fault"), FORMS)
def test_a_form_with_none_or_several_files_is_malformed(files, fault):
    with pytest.raises(MalformedUploadError, match=fault):
        received(form_request(form_of(*files)))


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=ä"])
def test_a_form_without_a_boundary_is_malformed(boundary):
    with pytest.raises(MalformedUploadError, match="form cannot be read"):
        received(request_of(BODY, f"multipart/form-data{boundary}"))


# name and type of the file, how it is read
KINDS = [
    ("roof.csv", "text/csv"),
    ("ROOF.JSON", "application/json"),
    ("roof.json.gz", "application/json"),
    ("roof", "text/csv"),
]


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_what_a_file_is_shows_in_its_name(name, kind):
    with doors.upload_of(form_request(form_of(("file", name, BODY))), actor="ada") as upload:
        assert (upload.media_type, upload.file_name) == (kind, name)


# header, what is asked for, is it?
PREFERENCES = [
    ("return=minimal", "return=minimal", True),
    ('Return="minimal"', "return=minimal", True),
    ("respond-async, handling=lenient; x=y", "handling=lenient", True),
    ("return=representation", "return=minimal", False),
    ("", "return=minimal", False),
]


@pytest.mark.parametrize(("header", "asked", "found"), PREFERENCES)
def test_preferences_are_found_among_others(header, asked, found):
    assert doors.prefers(RequestFactory().get("/", headers={"Prefer": header}), asked) == found
