"""What can go wrong with evidence, as one small family. Parsers turn every stray exception into one of these."""

from dataclasses import dataclass


class EvidenceError(Exception):
    """The root of the family; its text is a sentence for the person who sent or asked."""


class UnknownInverterError(EvidenceError):
    """Readings of, or a question about, an inverter that there is not."""

    def __init__(self, inverter_id: int) -> None:
        super().__init__(f"There is no inverter {inverter_id}; GET /inverters lists them.")


@dataclass(frozen=True)
class RowError:
    """One thing wrong with one row of an upload: where it stands, what it is and how to mend it."""

    line: int | None
    field: str | None
    message: str


class MalformedUploadError(EvidenceError):
    """An upload that is refused whole: nothing of it is stored."""

    def __init__(self, detail: str, errors: list[RowError] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors or []


class UploadTooLargeError(EvidenceError):
    """An upload above the limits of its kind."""


class KeyReusedError(EvidenceError):
    """An idempotency key that came before with another body."""


class ConflictDecidedError(EvidenceError):
    """A second value that somebody has decided on meanwhile."""


class ConflictUndecidableError(EvidenceError):
    """A decision about second values that cannot be: without a reason, or for two values of one instant at once."""


class NothingToCorrectError(EvidenceError):
    """A correction without a reason, of readings that are not there, or to values that stand already."""


class PreviewGoneError(EvidenceError):
    """A preview that was cleared, or is somebody else's."""


class PreviewMovedError(EvidenceError):
    """An upload that would come to something else than its preview said."""


class StaleEditError(EvidenceError):
    """A change of what somebody else has changed meanwhile."""


class ClockError(EvidenceError):
    """A correction of a clock that cannot be, or would change nothing."""


class ArchiveFaultError(EvidenceError):
    """A file of archived readings that is missing or not what was written; the sentence names it and the cure."""


class SatelliteError(EvidenceError):
    """No usable answer from the satellite service; the sentence says why."""


class SatelliteUnavailableError(SatelliteError):
    """The service did not answer, or not in time: asking again later may help."""


class SatelliteRefusedError(SatelliteError):
    """An answer that cannot be believed: unreadable, of another place, unit or shape. Asking again will not help.

    excerpt: the first 64 KB of the reply, kept for diagnosis.
    """

    def __init__(self, detail: str, excerpt: bytes = b"") -> None:
        super().__init__(detail)
        self.excerpt = excerpt[:65536]
