"""A program that reads our words may stop reading, as `head` does."""

import subprocess
import sys

import pytest

from .running import WHERE, town


@pytest.mark.parametrize(
    ("more", "status"), [(["--json"], [141]), (["--help"], [0, 141])], ids=["answer", "help"]
)
def test_a_reader_that_goes_away_is_no_error(more, status, tmp_path):
    file = town(tmp_path / "town.csv", cases=200)
    typed = ["scan", file, *WHERE, "--max-days", 7, "--replications", 9, *more]
    with subprocess.Popen(
        [sys.executable, "-m", "commonground.cli", "analyse", *map(str, typed)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode in status
