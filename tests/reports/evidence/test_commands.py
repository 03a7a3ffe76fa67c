"""`evidence_bundle` writes what `verify_bundle` believes, and nothing else."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from lumix.ledger.note import Signer
from reports.evidence.bundle import VERIFIER
from tests.credits import factories
from tests.reports.evidence.bundling import files

pytestmark = pytest.mark.django_db


def made(tmp_path, *arguments):
    path = tmp_path / "bundle.zip"
    call_command("evidence_bundle", *arguments, "--out", str(path), stdout=io.StringIO())
    return path


def verified_as(path, *arguments):
    """The exit code and the words of `verify_bundle`."""
    out = io.StringIO()
    try:
        call_command("verify_bundle", str(path), *arguments, stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def rewritten(path, changed):
    """The same zip with some files exchanged."""
    kept = files(path.read_bytes()) | changed
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def path(tmp_path):
    credit = factories.verified()
    return made(tmp_path, f"{credit.inverter_id}/{credit.date}")


def test_a_bundle_of_ours_is_believed(path):
    code, words = verified_as(path)

    assert code == 0, words
    assert "it is the one that was signed, and this Lumix's own" in words
    assert "the ledger here had the same root" in words


def test_a_changed_verifier_is_not(path):
    with_more = files(path.read_bytes())["verify.py"] + b"\n"

    code, words = verified_as(rewritten(path, {"verify.py": with_more}))

    assert code == 1
    assert "it is not the one that was signed: do not run it" in words


def test_a_bundle_of_another_log_needs_that_logs_key(path):
    code, words = verified_as(path, "--key", str(Signer("lumix.test/log", bytes(32)).verifier))

    assert code == 1
    assert "not the one you trust" in words


def test_what_is_no_zip_cannot_be_checked(tmp_path):
    (tmp_path / "other.zip").write_text("no zip")

    assert verified_as(tmp_path / "other.zip")[0] == 2
    assert verified_as(tmp_path / "missing.zip")[0] == 2


def test_a_period_and_a_selection_hold_all_their_days(tmp_path):
    first, second = factories.calculate_days(2)
    of_period = files(made(tmp_path, "--inverter", str(first.inverter_id)).read_bytes())
    named = [f"{credit.inverter_id}/{credit.date}" for credit in (first, second)]
    of_selection = files(made(tmp_path, *named).read_bytes())

    folders = {f"credits/{credit.inverter_id}_{credit.date}/credit.json" for credit in (first, second)}
    assert folders <= set(of_period)
    assert folders <= set(of_selection)


REFUSED = [
    (["1"], "names no credit"),
    (["7/2016-07-04"], "has no credit of 2016-07-04"),
    (["--inverter", "99"], "There is no inverter 99"),
    ([], "Name credits as INVERTER/DATE"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_bundled_is_refused_with_the_cause(tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        made(tmp_path, *arguments)

    assert not list(tmp_path.iterdir())


def test_more_credits_than_a_bundle_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("reports.evidence.subject_selectors.MOST_CREDITS", 1)
    first, second = factories.calculate_days(2)

    with pytest.raises(CommandError, match="These are 2 credits, and one bundle holds 1"):
        made(tmp_path, "--inverter", str(first.inverter_id))
    with pytest.raises(CommandError, match="These are 2 credits, and one bundle holds 1"):
        made(tmp_path, *(f"{one.inverter_id}/{one.date}" for one in (first, second)))


def test_days_of_no_credit_between_two_are_no_error(tmp_path):
    [credit] = factories.calculate_days(1)
    before, after = (credit.date + timedelta(days=days) for days in (-3, 3))

    path = made(tmp_path, "--inverter", str(credit.inverter_id), "--from", f"{before}", "--to", f"{after}")

    assert files(path.read_bytes())["verify.py"] == VERIFIER.read_bytes()
