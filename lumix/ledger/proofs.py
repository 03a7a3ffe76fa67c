"""Proofs out of the stored log: that an entry is in it, and that a shorter log was its beginning."""

from collections.abc import Collection
from dataclasses import dataclass

from lumix.ledger.chain import FIRST_SEQ
from lumix.ledger.checkpoints import leaves
from lumix.ledger.merkle import ProofError, Span, consistency_spans, inclusion_spans, root_of, roots_of
from lumix.ledger.models import LedgerEntry
from lumix.ledger.selectors import read_snapshot


@dataclass(frozen=True)
class Proof:
    """Hashes that lead to the root of the log of `size` entries; 32 bytes each."""

    size: int
    root: bytes
    hashes: list[bytes]

    def as_json(self) -> dict[str, object]:
        """As the API and a bundle say it."""
        return {"size": self.size, "root": self.root.hex(), "proof": [one.hex() for one in self.hashes]}


def inclusion_proof(*, seq: int, size: int) -> Proof:
    """That entry `seq` is in the log of its first `size` entries; ProofError where either is not there."""
    return _proof(inclusion_spans(seq - FIRST_SEQ, _stored(size)), size)


def inclusion_proofs(*, seqs: Collection[int], size: int) -> dict[int, Proof]:
    """The same of many entries by their seq, in one reading of the log; within the snapshot that its caller reads in.

    Without one it is right as well: the beginning of a log never changes.
    """
    whole = (0, _stored(size))
    spans = {seq: inclusion_spans(seq - FIRST_SEQ, size) for seq in seqs}
    roots = roots_of(leaves(0, size), {whole, *(span for of_one in spans.values() for span in of_one)})
    return {seq: Proof(size, roots[whole], [roots[span] for span in of_one]) for seq, of_one in spans.items()}


def consistency_proof(*, first: int, size: int) -> Proof:
    """That the log of `first` entries is the beginning of that of `size`; ProofError where either is not there."""
    return _proof(consistency_spans(first, _stored(size)), size)


def _proof(spans: list[Span], size: int) -> Proof:
    with read_snapshot():
        return Proof(size, root_of(leaves(0, size)), [root_of(leaves(*span)) for span in spans])


def _stored(size: int) -> int:
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if size > last:
        raise ProofError(f"The log has {last} entries, not {size}.")
    return size
