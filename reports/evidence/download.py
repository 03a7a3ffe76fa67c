"""A bundle as the answer to a browser or a program."""

from datetime import datetime
from tempfile import SpooledTemporaryFile

from django.http import FileResponse

from reports.evidence.archive import BundleTooLargeError
from reports.evidence.bundle import write_bundle
from reports.evidence.checkpoint import NoCheckpointError
from reports.evidence.subject_selectors import NothingToShowError, Subject, TooManyCreditsError

MEDIA_TYPE = "application/zip"
IN_MEMORY = 8_000_000
NOT_FOUND, UNPROCESSABLE, UNAVAILABLE = 404, 422, 503
REFUSALS: dict[type[Exception], int] = {
    NothingToShowError: NOT_FOUND,
    TooManyCreditsError: UNPROCESSABLE,
    BundleTooLargeError: UNPROCESSABLE,
    NoCheckpointError: UNAVAILABLE,
}
"""Why there is no bundle, and the status that says so."""


def bundle_response(subject: Subject, now: datetime) -> FileResponse:
    """The bundle as a file; whole before its first byte travels, so that an error is no broken zip.

    Raises one of REFUSALS.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    try:
        write_bundle(subject, file, now=now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    answer = FileResponse(
        file, as_attachment=True, filename=f"lumix-evidence-{subject.name}.zip", content_type=MEDIA_TYPE
    )
    answer["Cache-Control"] = "no-store"
    return answer
