"""Work that takes longer than a moment says so, on stderr alone."""

import time

from commonground.analyse import ticking
from commonground.analyse.ticking import Ticker


def test_after_a_moment_it_says_what_it_is_doing_until_it_ends(monkeypatch, capsys):
    monkeypatch.setattr(ticking, "FIRST_WORD", 0.05)
    with Ticker("reading the file", every=0.05) as ticker:
        time.sleep(0.2)
        ticker.tell("debt", 12.0, 10.0)
        time.sleep(0.2)
    told = capsys.readouterr()
    time.sleep(0.15)
    assert told.out == "" and capsys.readouterr().err == ""
    lines = told.err.splitlines()
    assert lines[0].endswith("reading the file")
    assert lines[-1].endswith("debt 12, at best 10")


def test_what_is_done_in_a_moment_says_nothing(capsys):
    with Ticker("reading the file"):
        pass
    assert capsys.readouterr().err == ""
