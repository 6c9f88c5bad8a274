"""One file that holds a whole deployment: what is in it, and how it is written, without Django.

A gzipped tar: db.sqlite3, commonground.toml, keys/, photos/, parquet/, ledger/, and last
backup.json, which says when and by which version, and the SHA-256 of each file.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FORMAT = 1
LABEL = "backup.json"
DATABASE = "db.sqlite3"


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
