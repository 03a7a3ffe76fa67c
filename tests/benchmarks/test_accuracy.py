"""The command that prints the tables."""

import pytest

from benchmarks import accuracy, speed


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(speed, "DAYS", 200)
    monkeypatch.setattr(speed, "BY_ONE", 2)
    monkeypatch.setattr(speed, "RUNS", 1)


def printed(capsys, *arguments):
    accuracy.main(["--site", "serf_east_2016", "--draws", "1", *arguments])
    return capsys.readouterr().out


def test_each_case_is_one_row_beside_the_published_rule(capsys, quick):
    out = printed(capsys, "--case", "honest", "--case", "copied from the satellite")
    rows = [line.split() for line in out.splitlines() if line.endswith(("met", "MISSED"))]
    assert rows[0] == ["honest", "98.6", "0.0", "1.4", "98.8", "12.2", "87.8", "0.0", "10.8", "met"]
    assert rows[1][4:] == ["0.0", "100.0", "0.0", "0.0", "100.0", "0.0", "0.0", "100.0", "met"]
    assert "every target met" in out
    assert "times slower" in out


def test_a_missed_target_is_counted(capsys, quick):
    out = printed(capsys, "--case", "1.3 times the energy", "--unknown-array", "--unknown-orientation")
    assert "orientation not stated, array not stated" in out
    assert "MISSED" in out
    assert "1 targets missed" in out


def test_noise_is_named_and_changes_the_sky(capsys, quick):
    clear, noisy = (printed(capsys, "--case", "honest", *view).splitlines() for view in ((), ("--noise", "150")))
    assert noisy[1] == clear[1] + ", 150 W/m² of noise in the reference"
    assert noisy[4] != clear[4]
