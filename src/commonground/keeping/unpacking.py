"""Reading a copy, as if whoever wrote it meant harm; without Django.

Every refusal is one sentence, and whoever calls throws away what was unpacked until then.
"""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from commonground.common import deployment
from commonground.common.errors import Refused

from .copies import DATABASE, FORMAT, LABEL, Label, private

CHUNK = 1 << 20
LARGEST_HEADER = 16 << 20  # what tarfile may read into memory at once
LARGEST_LABEL = 256 << 20
BROKEN = (
    OSError, EOFError, zlib.error, tarfile.TarError, ValueError, TypeError, OverflowError,
    RecursionError, AttributeError,
)  # fmt: skip


class Forward:
    """The unpacked stream, never read in one large piece and never wound back.

    A header may declare any size, also a negative one.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LARGEST_HEADER:
            raise tarfile.ReadError("a part of it is too large")
        return self.stream.read(size)

    def seek(self, place: int) -> int:
        if place < self.stream.tell() - tarfile.BLOCKSIZE:
            raise tarfile.ReadError("its parts lie one over the other")
        return self.stream.seek(place)

    def tell(self) -> int:
        return self.stream.tell()


def unpack(copy: Path, into: Path) -> Label:
    """Write every file of the copy below `into`, prove each by its hash, and the whole of them."""
    try:
        label = _unpack(copy, into)
        _prove_database(label, into)
        deployment.read(into / deployment.FILE)
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {copy}.") from problem
    except BROKEN as problem:
        why = f"{type(problem).__name__}: {problem}"[:200]
        raise Refused(f"{copy.name} is no whole copy of Commonground ({ascii(why)}).") from problem
    except sqlite3.Error as problem:
        raise Refused(f"The database in {copy.name} cannot be read as SQLite.") from problem
    return label


def _unpack(copy: Path, into: Path) -> Label:
    found: dict[str, str] = {}
    label: Label | None = None
    room = shutil.disk_usage(into).free * 9 // 10
    with gzip.open(copy) as stream, tarfile.open(fileobj=Forward(stream), mode="r:") as tar:
        while member := tar.next():
            tar.members.clear()  # or it remembers them all
            _refuse_member(member, label, found)
            room -= member.size
            if room < 0:
                raise Refused(f"{copy.name} unpacks to more than this disk has room for.")
            if member.name == LABEL:
                label = read_label(b"".join(_chunks(tar, member)))
            else:
                found[member.name] = _write(tar, member, into)
    if label is None or found != label.files:
        raise Refused(f"{copy.name} is damaged: its files are not the ones that it lists.")
    return label


def _refuse_member(member: tarfile.TarInfo, label: Label | None, found: dict[str, str]) -> None:
    """Only plain files below the folder, each once."""
    name, shown = PurePosixPath(member.name), ascii(member.name[:100])
    if not member.isfile() or member.issparse() or name.is_absolute() or ".." in name.parts:
        raise Refused(f"The copy holds something that is no plain file: {shown}.")
    if member.name in found or (label is not None and member.name == LABEL):
        raise Refused(f"The copy holds {shown} twice.")
    if member.name == LABEL and member.size > LARGEST_LABEL:
        raise Refused(f"The copy's own list {LABEL} is too large.")


def _chunks(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    source = tar.extractfile(member)
    assert source is not None  # a plain file
    while chunk := source.read(CHUNK):
        yield chunk


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> str:
    target = into / PurePosixPath(member.name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open(target, "xb", opener=private) as out:
        for chunk in _chunks(tar, member):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def read_label(text: bytes) -> Label:
    label = Label(**json.loads(text))
    if label.format != FORMAT:
        raise Refused(f"The copy has format {label.format!r}; this version reads {FORMAT}.")
    words = (label.version, label.made_at, label.database)
    if not all(map(_is_plain, words)) or not isinstance(label.files, dict):
        raise ValueError(f"{LABEL} does not say what it should")
    if not isinstance(label.folders, list) or not all(map(_is_name, label.folders)):
        raise ValueError(f"{LABEL} names folders that cannot be")
    return label


def _is_plain(word: object) -> bool:
    return isinstance(word, str) and word.isprintable() and len(word) <= 100


def _is_name(name: object) -> bool:
    """A folder directly below the data folder."""
    return _is_plain(name) and name not in ("..", "/") and PurePosixPath(name).parts == (name,)


def _prove_database(label: Label, into: Path) -> None:
    """What the label promises is there, is SQLite, is whole, and is ours."""
    file = into / DATABASE
    if label.database == "none" and not file.exists():
        return
    if label.database != "sqlite" or not file.exists():
        raise ValueError(f"{LABEL} and the files differ about the database")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        is_whole = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        database.execute("SELECT app, name FROM django_migrations LIMIT 1").fetchone()
    finally:
        database.close()
    if not is_whole:
        raise sqlite3.DatabaseError("damaged")
