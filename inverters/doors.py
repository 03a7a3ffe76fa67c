"""The doors an upload comes through over HTTP: a body or a file in a form, plain or gzipped, always as a stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from rest_framework.exceptions import UnsupportedMediaType

from inverters.constants import CSV_LIMIT_BYTES, JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.services.uploads import Upload
from inverters.sources.intake import ReceivedUpload, receive

LIMITS = {"application/json": JSON_LIMIT_BYTES, "text/csv": CSV_LIMIT_BYTES}
FORM = "multipart/form-data"
FORM_OVERHEAD_BYTES = 100_000
"""What boundaries and part headers may add to a file in a form."""

TOO_LARGE = f"The file is larger than {CSV_LIMIT_BYTES:,} bytes: send it in parts."
PIECE_BYTES = 65_536
GZIP_MAGIC = b"\x1f\x8b"
LONGEST_KEY = 255


@contextmanager
def upload_of(request: HttpRequest, *, actor: str, reason: str = "") -> Iterator[Upload]:
    """The upload in a request, received and measured. Raises an EvidenceError where it cannot be taken."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise MalformedUploadError(f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.")
    media_type, name, pieces, packed = _form(request) if request.content_type == FORM else _body(request)
    with receive(pieces, limit_bytes=LIMITS[media_type], gzip=packed) as received:
        yield Upload(
            received=received,
            media_type=media_type,
            actor=actor,
            file_name=name[:255],
            lenient=prefers(request, "handling=lenient"),
            idempotency_key=key,
            reason=reason,
        )


def prefers(request: HttpRequest, preference: str) -> bool:
    """Whether the request asks for this manner in its Prefer header (RFC 7240)."""
    given = request.headers.get("Prefer", "").replace(";", ",").split(",")
    return preference in [wish.strip().lower().replace('"', "") for wish in given]


Door = tuple[str, str, Iterator[bytes], bool]


def _body(request: HttpRequest) -> Door:
    if request.content_type not in LIMITS:
        raise UnsupportedMediaType(
            request.content_type or "no type",
            "Send readings as application/json, text/csv or a multipart/form-data file.",
        )
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise UnsupportedMediaType(encoding, f"Content-Encoding {encoding} is not known: send gzip or none.")
    stream = _Announced(request, LIMITS[request.content_type])
    return request.content_type, "", iter(lambda: stream.read(PIECE_BYTES), b""), encoding == "gzip"


def _form(request: HttpRequest) -> Door:
    """The one file of a form; what it is shows in its name and type, that it is packed in its first two bytes."""
    stream = _Announced(request, CSV_LIMIT_BYTES + FORM_OVERHEAD_BYTES)
    if stream.announced is None:
        raise MalformedUploadError("A form must announce its Content-Length: send it, or the bare CSV as text/csv.")
    handlers = [_Limit(request), TemporaryFileUploadHandler(request)]
    try:
        files: Any = MultiPartParser(request.META, cast(Any, stream), handlers, "utf-8").parse()[1]
    except MultiPartParserError as stray:
        raise MalformedUploadError(f"The form cannot be read: {stray}") from stray
    if request.META.get("lumix.too_large"):
        raise UploadTooLargeError(TOO_LARGE)
    if len(files.getlist("file")) != 1:
        raise MalformedUploadError("The form must have one file: send it in the field named file.")
    file = files["file"]
    return _kind_of(file), file.name or "", _pieces(file), _is_packed(file)


def _pieces(file: UploadedFile) -> Iterator[bytes]:
    with file:
        yield from file.chunks(PIECE_BYTES)


def _kind_of(file: UploadedFile) -> str:
    named_json = (file.name or "").lower().removesuffix(".gz").endswith(".json")
    return "application/json" if named_json or file.content_type == "application/json" else "text/csv"


def _is_packed(file: UploadedFile) -> bool:
    packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    file.seek(0)
    return packed


def hold_to_limit(request: HttpRequest) -> None:
    """Hold a page's form to the limit of a file, before anything reads it. Raises UploadTooLargeError."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdecimal() and int(told) > CSV_LIMIT_BYTES + FORM_OVERHEAD_BYTES:
        raise UploadTooLargeError(TOO_LARGE)
    request.upload_handlers = [_Limit(request), TemporaryFileUploadHandler(request)]


def received_from_form(file: UploadedFile) -> ReceivedUpload:
    """The file of a form that Django has read, unpacked where it is gzip. Raises an EvidenceError."""
    packed = _is_packed(file)
    return receive(_pieces(file), limit_bytes=LIMITS[_kind_of(file)], gzip=packed)


def received_text(body: bytes) -> ReceivedUpload:
    """What was typed into a field, as if it were a file."""
    return receive([body], limit_bytes=len(body))


class _Announced:
    """A request's body, held to its Content-Length: a line that breaks off half way must not leave half a number.

    A body sent in chunks announces none; it has an end of its own, and the server says so by `wsgi.input_terminated`.
    """

    def __init__(self, request: HttpRequest, limit: int) -> None:
        told = request.META.get("CONTENT_LENGTH") or ""
        in_chunks = not told and request.META.get("wsgi.input_terminated")
        self.announced = None if in_chunks else int(told) if told.isdecimal() else 0
        self._stream: Any = request.META["wsgi.input"] if in_chunks else request  # Django reads nothing of such a body
        self._received = 0
        if self.announced and self.announced > limit:
            raise UploadTooLargeError(f"The upload is larger than {limit:,} bytes: send it in parts, or as gzip.")

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end. Raises MalformedUploadError where that comes too early."""
        piece = self._stream.read(size)
        self._received += len(piece)
        if not piece and size and self._received < (self.announced or 0):
            raise MalformedUploadError(
                f"The upload broke off: {self._received:,} of {self.announced:,} bytes came. Send it again."
            )
        return piece


class _Limit(FileUploadHandler):
    """Counts a form's files as they come: Django's own limit on a body does not hold for them."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or stop."""
        self.seen += len(raw_data)
        if self.seen > CSV_LIMIT_BYTES and self.request is not None:
            self.request.META["lumix.too_large"] = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
