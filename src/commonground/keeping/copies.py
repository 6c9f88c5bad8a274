"""One file that holds a whole deployment: what is in it, written and read without Django.

A gzipped tar: db.sqlite3, commonground.toml, keys/, photos/, parquet/, ledger/, and last
backup.json, which says when and by which version, and the SHA-256 of each file.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from commonground.common.errors import Refused

FORMAT = 1
LABEL = "backup.json"
DATABASE = "db.sqlite3"
BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, TypeError)


@dataclass
class Label:
    """What backup.json says."""

    version: str
    made_at: str  # ISO 8601, UTC
    database: str  # sqlite, or none: only the files
    format: int = FORMAT
    folders: list[str] = field(default_factory=list)  # of the data folder, empty ones too
    files: dict[str, str] = field(default_factory=dict)  # name -> SHA-256


class Writer:
    """Adds files to the copy and keeps their hashes."""

    def __init__(self, tar: tarfile.TarFile, label: Label) -> None:
        self.tar, self.label = tar, label

    def add(self, file: Path, name: str) -> bool:
        """Add one file; False when it went away meanwhile (erased by retention)."""
        try:
            source = file.open("rb")
        except FileNotFoundError:
            return False
        with source:
            self.label.files[name] = hashlib.file_digest(source, "sha256").hexdigest()
            member = tarfile.TarInfo(name)
            member.size, member.mode = source.tell(), 0o600
            source.seek(0)
            self.tar.addfile(member, source)
        return True

    def add_all(self, files: Iterable[Path], base: Path) -> int:
        return sum(self.add(file, file.relative_to(base).as_posix()) for file in files)


@contextmanager
def writing(target: Path, label: Label) -> Iterator[Writer]:
    """Write the copy beside its final name; the rename makes it whole or not there at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        with open(part, "xb", opener=private) as raw:
            with (
                gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Writer(tar, label)
                _add_label(tar, label)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _add_label(tar: tarfile.TarFile, label: Label) -> None:
    text = json.dumps(vars(label), indent=1).encode()
    member = tarfile.TarInfo(LABEL)
    member.size, member.mode = len(text), 0o600
    tar.addfile(member, io.BytesIO(text))


def unpack(copy: Path, into: Path) -> Label:
    """Write every file of the copy below `into` and prove each by its hash."""
    found: dict[str, str] = {}
    label: Label | None = None
    try:
        with tarfile.open(copy, "r:gz") as tar:
            for member in tar:
                if member.name == LABEL:
                    label = read_label(tar.extractfile(member).read())
                else:
                    found[member.name] = _unpack_one(tar, member, into)
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {copy}.") from problem
    except BROKEN as problem:
        raise Refused(f"{copy.name} is no whole copy of Commonground ({problem}).") from problem
    if label is None or found != label.files:
        raise Refused(f"{copy.name} is damaged: its files are not the ones that it lists.")
    return label


def read_label(text: bytes) -> Label:
    label = Label(**json.loads(text))
    if label.format != FORMAT:
        raise Refused(f"The copy has format {label.format}; this version reads {FORMAT}.")
    return label


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> str:
    """Only plain files below the folder: a copy from elsewhere may try other things."""
    name = PurePosixPath(member.name)
    if not member.isfile() or name.is_absolute() or ".." in name.parts:
        raise Refused(f"The copy holds something that is no plain file: {member.name}.")
    target = into / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tar.extractfile(member) as source, open(target, "xb", opener=private) as out:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()
