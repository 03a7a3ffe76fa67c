"""The Merkle tree over the entries' hashes: its root, and proofs that an entry or an earlier log is in it.

A tree is never held whole. A proof is a list of ranges of leaves, whose roots whoever has the leaves works out one
after the other; a root needs one hash a level in memory.

References
----------
RFC 6962, Certificate Transparency, section 2.1: Merkle hash trees, audit paths and consistency proofs.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence

HASH_BYTES = 32
NODE_PREFIX = b"\x01"  # no node can be taken for a leaf, whose prefix is 0x00
EMPTY_ROOT = hashlib.sha256(b"").digest()

Span = tuple[int, int]
"""Leaves from the first, counted from 0, up to but without the second."""


class ProofError(ValueError):
    """A proof that does not prove what it is shown for, or no proof at all."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees that the leaves so far consist of, the largest first.

    Parameters
    ----------
    size
        How many leaves they hold.
    roots
        One for each bit of `size` that is set; 32 bytes each.

    Raises
    ------
    ProofError
        Where roots and size do not fit together.
    """

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count() or any(len(root) != HASH_BYTES for root in roots):
            raise ProofError(f"a log of {size} entries consists of {size.bit_count()} subtrees, not of {len(roots)}")
        self.size, self.roots = size, list(roots)

    def add(self, leaf: bytes) -> None:
        """One more leaf, by its hash; subtrees of one size join."""
        carry = leaf
        size = self.size
        while size & 1:
            carry = node_hash(self.roots.pop(), carry)
            size >>= 1
        self.roots.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree over all leaves so far."""
        if not self.roots:
            return EMPTY_ROOT
        *others, right = self.roots
        for left in reversed(others):
            right = node_hash(left, right)
        return right


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree, in one pass over the hashes of its leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def roots_of(leaves: Iterable[bytes], spans: Collection[Span]) -> dict[Span, bytes]:
    """The roots of many spans that proofs name, in one pass over all leaves of the log from its first.

    Holds one hash a level and the roots that are asked for. A span that is no subtree of the log is left out.
    """
    wanted, found, size = set(spans), {}, 0
    subtrees: list[tuple[int, bytes]] = []  # first leaf and root of each perfect subtree, the largest first
    for leaf in leaves:
        first, root, size = size, leaf, size + 1
        while True:
            if (first, size) in wanted:
                found[first, size] = root
            if not subtrees or first - subtrees[-1][0] != size - first:
                break
            first, root = subtrees[-1][0], node_hash(subtrees.pop()[1], root)
        subtrees.append((first, root))
    joined = b""
    for first, root in reversed(subtrees):  # spans that end with the log need not be perfect
        joined = node_hash(root, joined) if joined else root
        if (first, size) in wanted:
            found[first, size] = joined
    return found


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose roots, in this order, prove that leaf `index` is in the tree of `size` leaves.

    Raises
    ------
    ProofError
        There is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a log of {size} entries has no entry at place {index}")
    spans, first, last = [], 0, size
    while last - first > 1:
        middle = first + _largest_power_below(last - first)
        if index < middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(first_size: int, size: int) -> list[Span]:
    """The spans whose roots, in this order, prove that the log of `first_size` leaves is the beginning of this one.

    Raises
    ------
    ProofError
        The first log is empty, which proves nothing, or the longer one.
    """
    if not 0 < first_size <= size:
        raise ProofError(f"a log of {first_size} entries cannot be shown to be the beginning of one of {size}")
    spans, first, last, complete = [], 0, size, True
    while first_size != last:
        middle = first + _largest_power_below(last - first)
        if first_size <= middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first, complete = middle, False
    if not complete:
        spans.append((first, last))
    return spans[::-1]


def root_by_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a tree of `size` leaves must have if `leaf` stands at `index` and the proof is right.

    Raises
    ------
    ProofError
        The proof has not the length or the form that this place asks for.
    """
    spans = inclusion_spans(index, size)
    _refuse_misshapen([leaf, *proof], len(spans) + 1)
    found = leaf
    for (first, _), sibling in zip(spans, proof, strict=True):
        found = node_hash(sibling, found) if first < index else node_hash(found, sibling)
    return found


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf is in a tree; ProofError where that is not shown."""
    if root_by_inclusion(index=index, size=size, leaf=leaf, proof=proof) != root:
        raise ProofError("the proof leads to another root: the entry is not in that log at that place")


def verify_consistency(*, first_size: int, size: int, first_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the first log is the beginning of the second; ProofError where that is not shown."""
    spans = consistency_spans(first_size, size)
    _refuse_misshapen([first_root, root, *proof], len(spans) + 2)
    if first_size == size:
        if first_root != root:
            raise ProofError("two logs of one size have different roots: one of them was changed")
        return
    parts = dict(zip(spans, proof, strict=True))
    if _is_perfect(first_size):
        parts[0, first_size] = first_root
    if (_join(parts, 0, first_size), _join(parts, 0, size)) != (first_root, root):
        raise ProofError("the proof does not join the two roots: the first log is not the beginning of the second")


def _join(parts: dict[Span, bytes], first: int, last: int) -> bytes:
    """The root of a span, from the roots of the parts that a consistency proof gives."""
    if (first, last) in parts:
        return parts[first, last]
    middle = first + _largest_power_below(last - first)
    return node_hash(_join(parts, first, middle), _join(parts, middle, last))


def _refuse_misshapen(hashes: Sequence[bytes], wanted: int) -> None:
    if len(hashes) != wanted:
        raise ProofError(f"the proof has {len(hashes)} hashes with those it joins, and needs {wanted}")
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofError(f"a hash of the proof is not {HASH_BYTES} bytes long")


def _largest_power_below(number: int) -> int:
    """The largest power of two that is smaller than a number above 1."""
    return 1 << (number - 1).bit_length() - 1


def _is_perfect(size: int) -> bool:
    return size & (size - 1) == 0
