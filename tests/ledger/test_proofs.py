"""Proofs of many entries in one reading of the log are the proofs of each."""

import pytest

from lumix.ledger.merkle import ProofError
from lumix.ledger.models import LedgerEntry
from lumix.ledger.proofs import inclusion_proof, inclusion_proofs
from tests.credits import factories

pytestmark = pytest.mark.django_db


def test_many_proofs_are_those_of_each_entry():
    factories.verified()
    size = LedgerEntry.objects.count()

    found = inclusion_proofs(seqs=range(1, size + 1), size=size)

    assert found == {seq: inclusion_proof(seq=seq, size=size) for seq in range(1, size + 1)}


def test_an_entry_behind_the_log_has_no_proof():
    factories.plant()

    with pytest.raises(ProofError):
        inclusion_proofs(seqs=[3], size=2)
    with pytest.raises(ProofError):
        inclusion_proofs(seqs=[1], size=9)
