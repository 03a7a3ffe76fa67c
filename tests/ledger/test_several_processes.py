"""What shows only on a real database with processes of their own: queues of writers, snapshots, migrations."""

import json
from itertools import chain

WRITERS, ENTRIES = 8, 40


def test_eight_writers_at_once_neither_fork_the_chain_nor_lose_an_entry_nor_meet_a_lock(throwaway):
    acknowledged = json.loads(throwaway.script("tests.ledger.appenders", str(WRITERS), str(ENTRIES)).stdout)
    assert [error for error in acknowledged if isinstance(error, str)] == []
    assert sorted(chain(*acknowledged)) == list(range(1, WRITERS * ENTRIES + 1))
    verified = throwaway.manage("verify_ledger")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert f"Entries that hold together: {WRITERS * ENTRIES}\n" in verified.stdout


def test_a_snapshot_stands_still_holds_no_writer_up_and_writes_nothing(throwaway):
    seen = json.loads(throwaway.script("tests.ledger.watcher").stdout)
    assert seen == {"before": 0, "after": 0, "in the end": 1, "wrote": False}


def test_a_populated_table_keeps_its_triggers_through_later_migrations(throwaway):
    throwaway.script("tests.ledger.appenders", "1", "3")
    migrated = throwaway.manage("migrate", "ledger", settings_module="tests.ledger.later.settings")
    assert "0005_remake... OK" in migrated.stdout
    assert throwaway.manage("check", "--database", "default").returncode == 0
    assert throwaway.manage("verify_ledger").stdout.startswith("Entries that hold together: 3\n")


def test_missing_triggers_fail_the_check_whose_hint_puts_them_back(throwaway):
    throwaway.script("tests.ledger.unguard")
    failed = throwaway.manage("check", "--database", "default")
    assert failed.returncode == 1
    assert "ledger.E001" in failed.stderr
    assert throwaway.manage("migrate", "ledger", "--skip-checks").returncode == 0
    assert throwaway.manage("check", "--database", "default").returncode == 0


def test_a_database_that_cannot_be_reached_leaves_with_2(throwaway):
    nowhere = type(throwaway)(url=throwaway.url + "/nowhere", folder=throwaway.folder)
    assert nowhere.manage("verify_ledger").returncode == 2
