"""The deletion ledger: what was erased, kept in the database and again outside it.

The lines outside are on disk before the erasure commits, so whatever backup is restored later,
the ledger knows what must go again. A line whose transaction failed does no harm: the thing was
due to go.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from . import clock
from .files import sync_folder, to_the_hour
from .models import Erasure


@dataclass(frozen=True)
class Line:
    at: str  # ISO 8601, UTC
    store: str
    key: str
    why: str


def folder() -> Path:
    return Path(settings.HOME) / "ledger"


def note(*, store: str, keys: Iterable[str], why: str) -> int:
    """Write one line for each erased thing; call in the transaction that erases."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the ledger belongs in the transaction")
    now = clock.hour()  # it may be a resident who asked: no exact moment of theirs is kept
    rows = [Erasure(at=now, store=store, key=key, why=why) for key in keys]
    if not rows:
        return 0
    Erasure.objects.bulk_create(rows)
    _append([Line(now.isoformat(), row.store, row.key, row.why) for row in rows])
    return len(rows)


def _append(lines: list[Line]) -> None:
    """Add lines to this month's file; on return they are on disk."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder() / f"{lines[0].at[:7]}.jsonl"
    text = "".join(json.dumps(vars(line), ensure_ascii=False) + "\n" for line in lines)
    with open(file, "ab+", opener=_private) as target:
        target.write(_mend(target) + text.encode())
        target.flush()
        os.fsync(target.fileno())
    to_the_hour(file)
    sync_folder(file.parent)


def _mend(target: BinaryIO) -> bytes:
    """A line break where a crash cut the last line off: never write on its end."""
    if target.tell() == 0:
        return b""
    target.seek(-1, os.SEEK_END)
    return b"" if target.read(1) == b"\n" else b"\n"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def lines(path: Path | None = None) -> Iterator[Line]:
    """Every line outside the database, oldest first; what is no line of ours is passed over.

    A crash may have cut one off, and a restored copy may hold anything.
    """
    for file in sorted((path or folder()).glob("*.jsonl")):
        for text in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if line := _line(text):
                yield line


def _line(text: str) -> Line | None:
    try:
        line = Line(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return None
    return line if all(isinstance(part, str) for part in vars(line).values()) else None
