"""The key that signs, where it is none: said by whatever needs it, in the same words, and never a broken page."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from lumix.ledger.keys import FILE, SigningKeyError, public_key, signer
from lumix.ledger.models import LedgerCheckpoint
from lumix.ledger.note import Signer
from tests.credits.factories import plant, verified

SECRET = Signer("lumix.example/ledger", bytes(range(32))).written()
HERE = "signing key in LUMIX_SIGNING_KEY cannot be used"
pytestmark = pytest.mark.django_db


@pytest.fixture
def bad_key(settings) -> None:
    settings.LUMIX_SIGNING_KEY = SECRET[:-4]


@pytest.mark.parametrize("line", ["no key", "PRIVATE+KEY+", SECRET[:-4], SECRET.replace("example", "sample")])
def test_a_line_that_is_no_key_is_refused_with_its_place_and_its_cure(settings, line):
    settings.LUMIX_SIGNING_KEY = line
    with pytest.raises(SigningKeyError, match=f"{HERE}.*Put there the whole line.*make_signing_key"):
        signer()
    assert public_key()[0] == ""


@pytest.mark.parametrize(("content", "why"), [(None, "No such file"), (b"\xff", "it is no text"), (b"", "begins with")])
def test_a_file_that_holds_none_is_refused_without_its_path(settings, tmp_path, content, why):
    settings.LUMIX_SIGNING_KEY_FILE = str(tmp_path / "key")
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(SigningKeyError, match=rf"in the file of LUMIX_SIGNING_KEY_FILE.*{why}") as refusal:
        signer()
    assert str(tmp_path) not in str(refusal.value)


def test_a_spoilt_key_of_the_data_folder_is_said_with_what_a_new_one_costs(settings):
    (settings.LUMIX_DATA_DIR / FILE).write_text("spoilt")
    with pytest.raises(SigningKeyError, match=r"of the data folder.*Put it back from a backup"):
        signer()


def test_the_system_page_and_monitors_say_it(bad_key):
    shown = Client().get("/fleet/system")
    assert (shown.status_code, HERE in shown.content.decode(), "none: nothing is signed" in shown.content.decode()) == (
        503, True, True,
    )  # fmt: skip
    [fault] = Client().get("/health/ready").json()["errors"]
    assert (fault["field"], HERE in fault["message"]) == ("signing key", True)


def test_work_goes_on_unsigned(bad_key, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        inverter = plant()
    assert inverter.pk and not LedgerCheckpoint.objects.exists()


def test_the_api_answers_503_with_the_sentence(bad_key):
    answer = Client().get("/ledger/key")
    assert (answer.status_code, HERE in answer.json()["detail"]) == (503, True)


def test_commands_say_it(bad_key, tmp_path):
    for command in ("checkpoint", "verify_ledger", "verify_bundle"):
        told = StringIO()
        with pytest.raises(SystemExit) as left:
            call_command(command, *([tmp_path] if command == "verify_bundle" else []), stdout=told)
        assert (left.value.code, HERE in told.getvalue(), "DATABASE_URL" in told.getvalue()) == (2, True, False), (
            command
        )


def test_bundles_are_refused_with_it_on_every_way(settings):
    credit = verified()
    day = f"{credit.inverter_id}/{credit.date}"
    settings.LUMIX_SIGNING_KEY = SECRET[:-4]
    with pytest.raises(CommandError, match=HERE):
        call_command("evidence_bundle", day)
    answers = [Client().get(f"/evidence?credit={day}"), Client().get(f"/audit/{credit.inverter_id}/evidence")]
    answers += [Client().post(f"/audit/{day}/chain/verify")]
    assert [HERE in answer.content.decode() for answer in answers] == [True] * 3
    assert [answer.status_code for answer in answers] == [503, 200, 503]
