"""A bundle holds what a credit rests on; any byte changed, any file more or less, and the verifier says so."""

import io
import os
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest

from lumix.ledger.keys import signer
from reports.evidence import verify
from reports.evidence.archive import FORMAT, MANIFEST
from tests.credits import factories
from tests.reports.evidence.bundling import examined, files, line, subject_of, zipped

pytestmark = pytest.mark.django_db
PLACES = 9
FOLDER = f"credits/{{}}_{factories.HONEST}"


@pytest.fixture
def honest():
    return factories.verified()


@pytest.fixture
def bundle(honest):
    return files(zipped(subject_of(honest)))


def signed_again(of):
    """The same bundle with another manifest over what its files are now: by whoever holds the key."""
    told = [f"file {sha256(content).hexdigest()} {name}" for name, content in sorted(of.items()) if name != MANIFEST]
    return of | {MANIFEST: signer().signed("\n".join([FORMAT, "subject forged", *told, ""])).encode()}


def test_the_bundle_of_an_honest_day_holds_throughout(bundle):
    table = examined(bundle)

    assert table.count("FAIL") == 0, "\n".join(table.printed())
    assert line(table, "verdict")[1].endswith("checks told again from the bytes that the ledger keeps the digest of")
    assert line(table, "tonnes") == ("ok", "× 1.2000 kg/kWh = 31514 g, rounded down")


def test_the_same_evidence_under_the_same_checkpoint_gives_the_same_bytes(honest):
    assert zipped(subject_of(honest)) == zipped(subject_of(honest))


def test_any_byte_of_any_file_changed_makes_the_untouched_verifier_fail(bundle):
    unseen = []
    for name, content in bundle.items():
        for at in {len(content) * part // PLACES for part in range(PLACES)} | {len(content) - 1}:
            changed = bytearray(content)
            changed[at] ^= 1 << at % 8
            if examined(bundle | {name: bytes(changed)}).count("FAIL") == 0:
                unseen.append((name, at))

    assert not unseen


def test_a_file_less_or_more_makes_the_verifier_fail(bundle):
    for name in bundle:
        fewer = {one: content for one, content in bundle.items() if one != name}
        assert examined(fewer).count("FAIL"), f"{name} may be missing"
    assert examined(bundle | {"more.txt": b""}).count("FAIL")
    assert examined(bundle | {"ledger/000000000099.json": b"{}"}).count("FAIL")


def test_a_file_that_is_there_twice_makes_the_verifier_fail(honest, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(subject_of(honest)))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("rule.json", "[]")

    assert bare(path).returncode == 1


# (file, what stands there, what is put there, the check that notices it although the manifest is signed anew)
FORGED = [
    ("credit.json", b'"grams": 31514', b'"grams": 31515', "tonnes"),
    ("credit.json", b'"milliwatt_hours": 26262240', b'"milliwatt_hours": 26262241', "energy"),
    ("credit.json", b"1.2000", b"1.3000", "calculated"),
    ("credit.json", b'"capacity_kw": "6.0"', b'"capacity_kw": "7.0"', "equipment"),
    ("credit.json", b"T07:00:00", b"T06:00:00", "day's bounds"),
    ("readings.csv", b",final,", b",late,", "judged"),
    ("satellite.csv", b",0.0,0.0,", b",1.0,0.0,", "satellite"),
    ("verdict.json", b'"status": "VERIFIED"', b'"status": "PENDING"', "judged"),
    ("verdict.json", b'"readings_digest": "', b'"readings_digest": "0', "judged"),
    ("verdict.json", b'"outcome": "pass"', b'"outcome": "fail"', "status"),
    ("verdict.json", b'"sentence": "', b'"sentence": "Surely: ', "verdict"),
    ("verdict.json", b'"actor": "ada"', b'"actor": "eve"', "verdict"),
    ("verdict.bytes", b'"ada"', b'"eve"', "judged"),
    ("verdict.json", b'"threshold": 0.9,', b'"threshold": 0.5,', "rule"),
    ("verdict.json", b'"figure": 26.26224', b'"figure": 26.26225', "· production"),
]


@pytest.mark.parametrize(("name", "before", "after", "check"), FORGED)
def test_the_ledger_contradicts_what_the_keys_holder_signs_anew(honest, bundle, name, before, after, check):
    path = f"{FOLDER.format(honest.inverter_id)}/{name}"
    assert before in bundle[path]

    table = examined(signed_again(bundle | {path: bundle[path].replace(before, after, 1)}))

    assert line(table, "manifest")[0] == "ok"
    assert line(table, check)[0] == "FAIL", "\n".join(table.printed())


def test_an_upload_exchanged_for_another_is_seen_although_signed_anew(bundle):
    [path] = [name for name in bundle if name.startswith("uploads/")]

    table = examined(signed_again(bundle | {path: bundle[path] + b" "}))

    assert line(table, "uploads")[0] == "FAIL"


def test_templates_exchanged_for_others_are_seen_although_signed_anew(bundle):
    [path] = [name for name in bundle if name.startswith("texts/")]

    table = examined(signed_again(bundle | {path: bundle[path].replace(b"possible", b"certain")}))

    assert line(table, "verdict") == ("FAIL", "the templates of its sentences are others")


def test_an_entry_written_anew_is_not_in_the_log(bundle):
    path = "ledger/000000000005.json"

    table = examined(signed_again(bundle | {path: bundle[path].replace(b"31514", b"31515")}))

    assert line(table, "entries") == ("FAIL", "entry 5 is not in the log: its proof leads to another root")


def test_a_bundle_of_another_key_is_told_from_the_trusted_one(bundle):
    other = "lumix.test/other+" + str(signer().verifier).partition("+")[2]

    assert line(examined(bundle, trusted=other), "key")[0] == "FAIL"
    assert line(examined(bundle, trusted=str(signer().verifier)), "key")[0] == "ok"


def bare(path, *arguments):
    """The bundle's own verifier in a Python without any package, far from Lumix."""
    inside = zipfile.ZipFile(path)
    script = path.parent / "untouched.py"
    script.write_bytes(inside.read("verify.py"))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), *arguments, str(path)],
        capture_output=True, text=True, check=False, cwd=path.parent, env={"PATH": os.defpath, "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_a_bare_python_checks_the_zip_and_prints_a_table(honest, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(subject_of(honest)))

    ran = bare(path, "--key", str(signer().verifier))

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "ok    tonnes          × 1.2000 kg/kWh = 31514 g, rounded down" in ran.stdout
    assert "all that was recomputed agrees" in ran.stdout


def test_a_bare_python_checks_the_unpacked_folder_that_it_lies_in(honest, tmp_path):
    zipfile.ZipFile(io.BytesIO(zipped(subject_of(honest)))).extractall(tmp_path)

    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(tmp_path / "verify.py")], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_is_no_bundle_cannot_be_checked(honest, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(subject_of(honest)))
    (tmp_path / "other.zip").write_bytes(b"no zip")

    assert bare(path).returncode == 0
    script = tmp_path / "untouched.py"
    ran = subprocess.run([sys.executable, "-I", "-S", str(script), "other.zip"], cwd=tmp_path, check=False)
    assert ran.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code"), [(["{zip}", "--key", "{other}"], 1), (["{zip}", "--key"], 2), (["{zip}", "--kee", "k"], 2)]
)
def test_a_key_is_compared_wherever_it_stands_and_never_passed_over(honest, tmp_path, capsys, arguments, code):
    (tmp_path / "bundle.zip").write_bytes(zipped(subject_of(honest)))
    known = {"zip": tmp_path / "bundle.zip", "other": "lumix.test/other+" + str(signer().verifier).partition("+")[2]}

    assert verify.main([one.format(**known) for one in arguments]) == code


def test_a_zip_damaged_on_its_way_is_refused_without_a_traceback(honest, tmp_path, capsys):
    content, path = zipped(subject_of(honest)), tmp_path / "bundle.zip"
    for at in range(40, len(content) - 22, len(content) // 40):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])

        assert verify.main([str(path)]) in (0, 1, 2)
