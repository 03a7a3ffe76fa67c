"""The tree against the published vectors, against RFC 6962's own recursion, and against everything that is no proof."""

import hashlib
import json
from base64 import b64decode
from pathlib import Path

import pytest

from lumix.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_spans,
    inclusion_spans,
    root_of,
    roots_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = json.loads((Path(__file__).parent / "data" / "rfc6962_vectors.json").read_text())
SHORT_ROOTS = "additional/sizes-are-equal-one-and-proof-is-empty"
"""The one vector that we refuse and its authors do not: its two equal roots are no SHA-256 hashes."""
LEAVES = [hashlib.sha256(b"\x00" + bytes([number])).digest() for number in range(40)]


def read(text):
    return b64decode(text or "")


def slow_root(leaves):
    """RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def inclusion(index, size):
    return [slow_root(LEAVES[first:last]) for first, last in inclusion_spans(index, size)]


def consistency(first_size, size):
    return [slow_root(LEAVES[first:last]) for first, last in consistency_spans(first_size, size)]


def holds(check, **facts):
    try:
        check(**facts)
    except ProofError:
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: vector["name"])
def test_inclusion_agrees_with_the_published_vectors(vector):
    proof = [read(text) for text in vector["proof"] or []]
    facts = {"index": vector["leafIdx"], "size": vector["treeSize"], "leaf": read(vector["leafHash"])}

    assert holds(verify_inclusion, **facts, proof=proof, root=read(vector["root"])) is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda vector: vector["name"])
def test_consistency_agrees_with_the_published_vectors(vector):
    proof = [read(text) for text in vector["proof"] or []]
    roots = {"first_root": read(vector["root1"]), "root": read(vector["root2"])}
    sizes = {"first_size": vector["size1"], "size": vector["size2"]}

    expected = not vector["wantErr"] and vector["name"] != SHORT_ROOTS
    assert holds(verify_consistency, **sizes, **roots, proof=proof) is expected


def test_the_root_is_that_of_the_rfc_at_every_size():
    assert [root_of(LEAVES[:size]) for size in range(40)] == [slow_root(LEAVES[:size]) for size in range(40)]
    assert root_of([]) == EMPTY_ROOT


def test_every_leaf_of_every_size_is_proven_at_its_place_and_at_no_other():
    for size in range(1, 20):
        for index in range(size):
            facts = {
                "size": size,
                "leaf": LEAVES[index],
                "proof": inclusion(index, size),
                "root": root_of(LEAVES[:size]),
            }
            assert [place for place in range(size) if holds(verify_inclusion, index=place, **facts)] == [index]


def test_every_log_is_proven_to_begin_every_longer_one():
    for size in range(1, 20):
        for first in range(1, size + 1):
            roots = {"first_root": root_of(LEAVES[:first]), "root": root_of(LEAVES[:size])}
            verify_consistency(first_size=first, size=size, **roots, proof=consistency(first, size))


def test_a_log_with_one_entry_changed_is_not_the_beginning():
    changed = root_of([LEAVES[39], *LEAVES[1:7]])
    with pytest.raises(ProofError, match="not the beginning"):
        verify_consistency(
            first_size=7, size=12, first_root=changed, root=root_of(LEAVES[:12]), proof=consistency(7, 12)
        )


@pytest.mark.parametrize("bit", [0, 100, 255])
@pytest.mark.parametrize("place", range(4))
def test_any_bit_of_a_proof_counts(place, bit):
    proof = inclusion(5, 11)
    number = int.from_bytes(proof[place]) ^ 1 << bit
    proof[place] = number.to_bytes(32)

    assert not holds(verify_inclusion, index=5, size=11, leaf=LEAVES[5], proof=proof, root=root_of(LEAVES[:11]))


@pytest.mark.parametrize(
    "altered", [lambda p: p[:-1], lambda p: [*p, p[0]], lambda p: [b"", *p[1:]], lambda p: p[::-1]]
)
def test_a_proof_of_another_form_proves_nothing(altered):
    proof = altered(inclusion(5, 11))
    assert not holds(verify_inclusion, index=5, size=11, leaf=LEAVES[5], proof=proof, root=root_of(LEAVES[:11]))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ProofError, match="no entry at place"):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("first", "size"), [(0, 3), (4, 3), (-1, 3), (0, 0)])
def test_there_is_no_proof_for_an_empty_or_a_longer_beginning(first, size):
    with pytest.raises(ProofError, match="cannot be shown"):
        consistency_spans(first, size)


def test_a_frontier_goes_on_where_it_was_left():
    frontier = Frontier()
    for leaf in LEAVES[:13]:
        frontier.add(leaf)
    resumed = Frontier(frontier.size, frontier.roots)
    for leaf in LEAVES[13:]:
        resumed.add(leaf)

    assert (resumed.size, resumed.root()) == (40, root_of(LEAVES))


@pytest.mark.parametrize(("size", "roots"), [(3, [LEAVES[0]]), (1, []), (0, [LEAVES[0]]), (1, [b"short"])])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size, roots):
    with pytest.raises(ProofError, match="subtrees"):
        Frontier(size, roots)


def test_a_proof_in_a_million_entries_has_twenty_hashes():
    assert len(inclusion_spans(123_456, 1_000_000)) == 20


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 40])
def test_one_pass_gives_the_roots_of_all_spans_that_proofs_name(size):
    wanted = {span for index in range(size) for span in inclusion_spans(index, size)} | {(0, size)}

    found = roots_of(LEAVES[:size], wanted)

    assert found == {(first, last): slow_root(LEAVES[first:last]) for first, last in wanted}


def test_a_span_that_is_no_subtree_has_no_root():
    assert roots_of(LEAVES[:8], {(1, 3), (0, 9), (2, 4)}).keys() == {(2, 4)}


PROVEN = {"index": 5, "size": 11, "leaf": LEAVES[5], "root": root_of(LEAVES[:11])}
ROOTS = {"first_size": 7, "size": 12, "first_root": root_of(LEAVES[:7]), "root": root_of(LEAVES[:12])}
OTHER_ROOT = "the proof leads to another root: the entry is not in that log at that place"
NOT_JOINED = "the proof does not join the two roots: the first log is not the beginning of the second"
SAID = {
    "another root": (verify_inclusion, PROVEN | {"root": LEAVES[0], "proof": inclusion(5, 11)}, OTHER_ROOT),
    "too short": (
        verify_inclusion,
        PROVEN | {"proof": inclusion(5, 11)[1:]},
        "the proof has 4 hashes with those it joins, and needs 5",
    ),
    "half a hash": (
        verify_inclusion,
        PROVEN | {"proof": [b"half", *inclusion(5, 11)[1:]]},
        "a hash of the proof is not 32 bytes long",
    ),
    "one size, two roots": (
        verify_consistency,
        ROOTS | {"size": 7, "proof": []},
        "two logs of one size have different roots: one of them was changed",
    ),
    "no beginning": (verify_consistency, ROOTS | {"first_root": LEAVES[0], "proof": consistency(7, 12)}, NOT_JOINED),
}


@pytest.mark.parametrize(("check", "shown", "words"), SAID.values(), ids=SAID)
def test_what_is_wrong_with_a_proof_is_said(check, shown, words):
    with pytest.raises(ProofError) as refusal:
        check(**shown)
    assert str(refusal.value) == words
