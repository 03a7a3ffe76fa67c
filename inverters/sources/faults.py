"""What is wrong with the rows of one upload: each fault in one sentence, all of them together in one refusal."""

from inverters.errors import MalformedUploadError, RowError

STRICT_LISTED = 20  # a person mends twenty mistakes at a time; the rest are counted
FAULT_LIMIT = 100_000  # each listed fault costs about 400 bytes: beyond this an upload is not readings at all
SHOWN_CHARACTERS = 40


class UnreadableRowError(Exception):
    """Why one row cannot be taken; `field` is None where the row as a whole is meant."""

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def shown(text: str) -> str:
    """Quote what was sent, short and printable, whatever bytes it came from."""
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…")


class Faults:
    """Collects row errors: every one when lenient, otherwise the first twenty and the number of the rest."""

    def __init__(self, *, lenient: bool, noun: str) -> None:
        self.lenient = lenient
        self.noun = noun
        self.count = 0
        self._listed: list[RowError] = []

    def add(self, line: int, field: str | None, message: str) -> None:
        """Note one bad row. Raises MalformedUploadError when there are too many even to list."""
        self.count += 1
        if self.lenient or self.count <= STRICT_LISTED:
            self._listed.append(RowError(line, field, message))
        if self.count > FAULT_LIMIT:
            raise self.refusal()

    def listed(self) -> list[RowError]:
        """The errors in the order of their rows."""
        return sorted(self._listed, key=lambda error: error.line or 0)

    def raise_if_strict(self) -> None:
        """Refuse the whole upload for its bad rows, unless it is read leniently."""
        if self.count and not self.lenient:
            raise self.refusal()

    def refusal(self) -> MalformedUploadError:
        """The upload's refusal: the first fault in words, the first twenty as a list."""
        errors = self.listed()[:STRICT_LISTED]
        others = self.count - 1
        more = f" (and {others:,} more {self.noun}{'s' if others > 1 else ''} cannot be read)" if others else ""
        return MalformedUploadError(f"{self.noun.capitalize()} {errors[0].line}: {errors[0].message}{more}", errors)
