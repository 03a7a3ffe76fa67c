"""The verifier by itself: published vectors of signature and tree, in-process and in a Python without any package."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lumix.ledger.note import Signer
from reports.evidence import verify

VECTORS = json.loads((Path(__file__).parents[2] / "ledger" / "data" / "rfc6962_vectors.json").read_text())
SHORT_ROOTS = "additional/sizes-are-equal-one-and-proof-is-empty"
RFC_8032 = [  # section 7.1: secret key, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
]
MESSAGE = b"a tonne"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC, SIGNATURE = KEY.public_key().public_bytes_raw(), KEY.sign(MESSAGE)


def plus_order(signature):
    """The same S, written larger by the group's order: the malleability that RFC 8032 forbids."""
    s = int.from_bytes(signature[32:], "little") + verify.L
    return signature[:32] + s.to_bytes(32, "little")


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_agree_with_the_vectors_of_rfc_8032(secret, public, message, signature):
    key, message, signature = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)

    assert verify.signature_holds(key, message, signature)
    assert not verify.signature_holds(key, message + b"x", signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(message) == signature


@pytest.mark.parametrize("bit", range(0, 512, 7))
def test_a_signature_with_one_bit_flipped_does_not_hold(bit):
    flipped = bytearray(SIGNATURE)
    flipped[bit // 8] ^= 1 << bit % 8

    assert not verify.signature_holds(PUBLIC, MESSAGE, bytes(flipped))


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (PUBLIC, plus_order(SIGNATURE)),
        (PUBLIC, SIGNATURE[:-1]),
        (PUBLIC, SIGNATURE + b"\0"),
        (PUBLIC[:-1], SIGNATURE),
        (b"\xff" * 32, SIGNATURE),
        (PUBLIC, b"\xff" * 32 + SIGNATURE[32:]),
    ],
)
def test_what_is_no_signature_does_not_hold(public, signature):
    assert not verify.signature_holds(public, MESSAGE, signature)


@pytest.mark.parametrize("number", range(8))
def test_signatures_of_another_implementation_hold(number):
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    message = bytes(range(number * 9))

    assert verify.signature_holds(key.public_key().public_bytes_raw(), message, key.sign(message))


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: vector["name"])
def test_inclusion_agrees_with_the_vectors_of_rfc_6962(vector):
    proof = [base64.b64decode(text or "") for text in vector["proof"] or []]
    leaf, root = (base64.b64decode(vector[name] or "") for name in ("leafHash", "root"))
    try:
        holds = verify.root_by(proof, leaf, vector["leafIdx"], vector["treeSize"]) == root
    except verify.Wrong:
        holds = False

    assert holds == (not vector["wantErr"] and vector["name"] != SHORT_ROOTS)


def test_a_note_of_ours_opens_by_the_verifiers_own_reading():
    signer = Signer.made("lumix.test/log")
    name, public = verify.read_key(f"{signer.verifier}\n")

    assert verify.opened(signer.signed("a\nb\n"), name, public) == "a\nb"


@pytest.mark.parametrize("bit", range(0, 8 * 130, 11))
def test_a_note_with_one_bit_flipped_does_not_open(bit):
    signer = Signer("lumix.test/log", bytes(range(32)))
    note = bytearray(signer.signed("a\nb\n").encode())
    at = bit // 8 % len(note)
    note[at] ^= 1 << bit % 8

    with pytest.raises((verify.Wrong, UnicodeDecodeError)):
        verify.opened(note.decode(), *verify.read_key(str(signer.verifier)))


@pytest.mark.own_database
def test_the_verifier_loads_in_a_python_that_has_no_packages():
    asked = "import runpy, sys; runpy.run_path(sys.argv[1]); print(*{n.partition('.')[0] for n in sys.modules})"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", asked, verify.__file__], capture_output=True, text=True, check=True
    )

    public = {name for name in ran.stdout.split() if not name.startswith("_")}
    assert public <= set(sys.stdlib_module_names)
