from datetime import UTC, datetime, timedelta

import pytest

from inverters import waiting_uploads
from inverters.errors import PreviewGoneError
from inverters.sources.intake import receive
from inverters.waiting_uploads import KEPT_FOR, Waiting, find, mark_stored, sweep

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BODY = b"timestamp,kwh\n2025-01-15T10:00:00,5.5\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.LUMIX_DATA_DIR = tmp_path
    return tmp_path / "previews"


def keep(body: bytes = BODY, *, actor: str = "ada", now: datetime = NOW) -> Waiting:
    with receive([body], limit_bytes=1_000) as received:
        return waiting_uploads.keep(received, inverter_id=7, file_name="a.csv", actor=actor, now=now)


def test_a_file_waits_as_it_was_sent():
    waiting = keep()
    found = find(waiting.token, actor="ada", now=NOW)
    assert found == waiting
    assert b"".join(found.pieces()) == BODY
    assert (found.inverter_id, found.file_name, found.size) == (7, "a.csv", len(BODY))


STRANGERS = [("bob", "", timedelta(0)), ("ada", "", KEPT_FOR + timedelta(seconds=1)), ("ada", "x", timedelta(0))]


@pytest.mark.parametrize(("actor", "more", "later"), STRANGERS, ids=["somebody else", "too late", "another token"])
def test_only_who_sent_it_finds_it_for_a_day_under_its_token(actor, more, later):
    waiting = keep()
    with pytest.raises(PreviewGoneError, match="choose it again"):
        find(waiting.token + more, actor=actor, now=NOW + later)


@pytest.mark.parametrize("token", ["../../etc", "a" * 32, "", "." * 32])
def test_a_token_names_no_other_folder(token):
    with pytest.raises(PreviewGoneError):
        find(token, actor="ada", now=NOW)


def test_what_waited_a_day_is_cleared_away_by_the_next_that_comes(folder):
    old = keep(now=NOW - KEPT_FOR - timedelta(minutes=1))
    new = keep()
    assert [place.name for place in folder.iterdir()] == [new.token]
    with pytest.raises(PreviewGoneError):
        list(old.pieces())


def test_all_of_them_together_take_a_bounded_room_and_the_oldest_goes_first(folder, monkeypatch):
    monkeypatch.setattr(waiting_uploads, "MOST_BYTES", 2 * len(BODY))
    kept = [keep(now=NOW + timedelta(minutes=minute)) for minute in range(4)]
    assert {place.name for place in folder.iterdir()} == {kept[2].token, kept[3].token}


def test_a_folder_that_broke_off_half_way_is_cleared_away(folder):
    (folder / "half").mkdir(parents=True)
    sweep(NOW)
    assert list(folder.iterdir()) == []


def test_what_became_of_it_is_noted_beside_it():
    mark_stored(keep(), batch=3)
    [place] = list((waiting_uploads._folder()).iterdir())
    assert find(place.name, actor="ada", now=NOW).stored == {"batch": 3}
