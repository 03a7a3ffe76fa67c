"""The sentences that verdicts are told with: each row is named by its content, and verdicts by that name."""

from collections.abc import Iterable, Iterator

from credits.models import CheckTexts
from credits.verification.kept import digest_of
from lumix.ledger.deep import DeepReport, Difference, Entry, RowCheck
from lumix.ledger.tellings import Key, Telling, Told


class Texts(RowCheck):
    """No entry tells of them: what they say is what they are called."""

    name = "check texts"
    by_owner = False

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """None."""
        return ()

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every wording, with the digest of what it says now."""
        for number, row in enumerate(CheckTexts.objects.order_by("digest").iterator(1)):
            yield (0, number), {"digest": row.digest, "now": digest_of(row.content)}

    def differences(self, told: Iterator[Told], owner: int | None, report: DeepReport) -> Iterator[Difference]:
        """Those that do not say what they are called."""
        for key, row in self.rows(None):
            report.rows[self.name] += 1
            if row["digest"] != row["now"]:
                yield Difference(self.called(key), None, f"its sentences are not those of {row['digest']}")

    def called(self, key: Key) -> str:
        """By place."""
        return f"check texts {key[1]}"
