"""What each test asks of the database, so that PostgreSQL need not run all tests of SQLite again.

While the tests run on SQLite, every statement of the product's own code is noted with the functions
that led to it (the page, the verb, the query), the kinds of its values and how it ended. On
PostgreSQL so many tests run that each of these is met again, those first that ask much in little
time. With nothing noted all run; always run tests that nothing is noted of, and those of code that
tells the databases apart.
"""

import heapq
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

import pytest
from django.db import connection

import commonground

OURS = str(Path(commonground.__file__).parent)
TESTS = Path(__file__).resolve().parent / "rooms"
NOTES = os.environ.get("COMMONGROUND_STATEMENTS", "")  # a folder; empty: nothing is noted
LONG = 64  # letters, from which on it counts how long a text is: PostgreSQL's columns have an end
# their statements are those of other threads, or their transactions are what they try
ALWAYS = {"transactional_db", "live_server"}

Asked = dict[str, tuple[float, list[str]]]  # test -> CPU-seconds, what it asked
_asked: Asked = {}


@contextmanager
def noted(test: str) -> Iterator[None]:
    """Note what `test` asks while this lasts."""
    if not NOTES or connection.vendor != "sqlite":
        yield
        return
    watch, began = _Watch(), time.process_time()
    with connection.execute_wrapper(watch):
        yield
    _asked[test] = (time.process_time() - began, sorted(watch.met))


def keep() -> None:
    if _asked:
        (Path(NOTES) / f"{os.getpid()}.json").write_text(json.dumps(_asked))


def enough(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of the tests, in their order, those that together ask all that was noted."""
    asked = _kept()
    known = {item.nodeid: asked[item.nodeid] for item in items if item.nodeid in asked}
    always = {item.nodeid for item in items if _is_always(item, known)}
    chosen = always | covering(known, always)
    return [item for item in items if item.nodeid in chosen]


def _is_always(item: pytest.Item, known: Asked) -> bool:
    """Is nothing noted of it (one that SQLite skips, one with constraints of models alone)? Or may
    it ask PostgreSQL something else than SQLite, or try its transactions?"""
    _, asked = known.get(item.nodeid, (0.0, []))
    if not asked or ALWAYS & set(getattr(item, "fixturenames", ())):
        return True
    return item.path in _telling(TESTS) or any(
        f"{str(file)[len(OURS) :]}:" in what for file in _telling(Path(OURS)) for what in asked
    )


@cache
def _telling(folder: Path) -> set[Path]:
    """The files that tell one database from the other."""
    return {file for file in folder.rglob("*.py") if "connection.vendor" in file.read_text()}


def covering(asked: Asked, always: set[str]) -> set[str]:
    """Tests that ask, beside `always`, all that any asks: again and again the one that asks most
    that is new for its seconds."""
    met = {what for test in always & set(asked) for what in asked[test][1]}
    left = {test: set(whats) - met for test, (_, whats) in asked.items() if test not in always}
    queue = [(-len(new) / (asked[test][0] + 0.01), test) for test, new in left.items() if new]
    heapq.heapify(queue)
    chosen: set[str] = set()
    while queue:
        was, test = heapq.heappop(queue)
        left[test] -= met
        worth = -len(left[test]) / (asked[test][0] + 0.01)
        if not left[test]:
            continue
        if worth > was:  # others have asked some of it since it was queued
            heapq.heappush(queue, (worth, test))
            continue
        chosen.add(test)
        met |= left[test]
    return chosen


def _kept() -> Asked:
    files = sorted(Path(NOTES).glob("*.json")) if NOTES else []
    return {test: asked for file in files for test, asked in json.loads(file.read_text()).items()}


class _Watch:
    def __init__(self) -> None:
        self.met: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        way = _way(sys._getframe(1))
        ended = "fine"
        try:
            return execute(sql, params, many, context)
        except Exception as problem:
            ended = type(problem).__name__
            raise
        finally:
            if way or ended != "fine":  # a test itself asks for what a constraint forbids
                values = [one for row in params or () for one in row] if many else params or ()
                self.met.add(f"{way} {ended} {_kinds(values)} {shape(sql)}")


def _way(frame: FrameType | None) -> str:
    """The functions of ours that led to it, the last first; empty for what a test asks itself."""
    ours = []
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(OURS):
            ours.append(f"{code.co_filename[len(OURS) :]}:{code.co_qualname}")
        frame = frame.f_back
    return " < ".join(ours)


def _kinds(values: object) -> str:
    """Their types, and how long the longest text is where it is long."""
    values = values.values() if isinstance(values, dict) else list(values)
    longest = max((len(one) for one in values if isinstance(one, str | bytes)), default=0)
    size = longest.bit_length() if longest >= LONG else 0
    nul = any(isinstance(one, str) and "\0" in one for one in values)
    return f"{sorted({type(one).__name__ for one in values})} {size} {nul}"


@cache
def shape(sql: str) -> str:
    """A statement without how many values it lists, and without the names of savepoints."""
    sql = re.sub(r"%s(?:, ?%s)+", "%s", sql)
    sql = re.sub(r"(\([^()]*%s[^()]*\))(?:, ?\1)+", r"\1", sql)
    return re.sub(r'"s\d+_x\d+"', "", sql)
