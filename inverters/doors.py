"""The doors an upload comes through over HTTP: a body or a file in a form, plain or gzipped, always as a stream."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from rest_framework.exceptions import UnsupportedMediaType

from inverters.constants import CSV_LIMIT_BYTES, JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.services.readings import Upload
from inverters.sources.intake import receive

LIMITS = {"application/json": JSON_LIMIT_BYTES, "text/csv": CSV_LIMIT_BYTES}
FORM = "multipart/form-data"
FORM_OVERHEAD_BYTES = 100_000
"""What boundaries and part headers may add to a file in a form."""

PIECE_BYTES = 65_536
GZIP_MAGIC = b"\x1f\x8b"
LONGEST_KEY = 255


@contextmanager
def upload_of(request: HttpRequest, *, actor: str) -> Iterator[Upload]:
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
    _refuse_announced(request, LIMITS[request.content_type])
    return request.content_type, "", iter(lambda: request.read(PIECE_BYTES), b""), encoding == "gzip"


def _form(request: HttpRequest) -> Door:
    """The one file of a form; what it is shows in its name and type, that it is packed in its first two bytes."""
    _refuse_announced(request, CSV_LIMIT_BYTES + FORM_OVERHEAD_BYTES)
    request.upload_handlers = [_Limit(request), TemporaryFileUploadHandler(request)]
    try:
        file = request.FILES.get("file")
    except (MultiPartParserError, RawPostDataException) as stray:
        raise MalformedUploadError(f"The form cannot be read: {stray}") from stray
    if request.META.get("lumix.too_large"):
        raise UploadTooLargeError(f"The file is larger than {CSV_LIMIT_BYTES:,} bytes: send it in parts.")
    if file is None:
        raise MalformedUploadError("The form has no file: send it in the field named file.")
    name = file.name or ""
    is_json = file.content_type == "application/json" or name.lower().removesuffix(".gz").endswith(".json")
    packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return "application/json" if is_json else "text/csv", name, file.chunks(PIECE_BYTES), packed


def _refuse_announced(request: HttpRequest, limit: int) -> None:
    """Refuse a body that says it is too large before reading it. One that says nothing is counted as it comes."""
    if int(request.headers.get("Content-Length") or 0) > limit:
        raise UploadTooLargeError(f"The upload is larger than {limit:,} bytes: send it in parts, or as gzip.")


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
        return None
