"""Where records lie: Parquet files by kind and month, and the one manifest that lists them.

A change writes new files beside the old ones, makes them durable, and then replaces the
manifest by a rename. A reader, a crash or a kill sees the old list or the new one, never both.
Files that no manifest lists are the rest of a dead import, or were replaced; the next import
removes them.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from commonground.common.errors import Refused
from commonground.common.ids import new_public_id

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Part:
    """One file: its name below the store, and how many rows (versions) it holds."""

    file: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What the store holds: kind -> month ("2017-12") -> parts."""

    generation: int = 0
    kinds: dict[str, dict[str, tuple[Part, ...]]] = field(default_factory=dict)

    def files(self, kind: str, months: set[str] | None = None) -> list[str]:
        """Names of a kind's files, of some months or of all, in order of month."""
        held = self.kinds.get(kind, {})
        return [
            part.file
            for month in sorted(held)
            if months is None or month in months
            for part in held[month]
        ]

    def all_files(self) -> set[str]:
        return {name for kind in self.kinds for name in self.files(kind)}

    def with_months(self, kind: str, changed: dict[str, tuple[Part, ...]]) -> "Manifest":
        held = {**self.kinds.get(kind, {}), **changed}
        return Manifest(self.generation + 1, {**self.kinds, kind: held})

    def without(self, kind: str, month: str) -> "Manifest":
        held = {m: parts for m, parts in self.kinds[kind].items() if m != month}
        return Manifest(self.generation + 1, {**self.kinds, kind: held})


def folder() -> Path:
    return Path(settings.HOME) / "parquet" / "incidents"


def current(where: Path | None = None) -> Manifest:
    """The manifest as it stands now; an empty one before the first import."""
    try:
        text = ((where or folder()) / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise Refused(
            f"The incident store has format {data['format']}; this version reads {FORMAT}."
        )
    kinds = {
        kind: {m: tuple(Part(**p) for p in parts) for m, parts in months.items()}
        for kind, months in data["kinds"].items()
    }
    return Manifest(data["generation"], kinds)


def paths(manifest: Manifest, kind: str, months: set[str] | None = None) -> list[str]:
    return [str(folder() / name) for name in manifest.files(kind, months)]


@contextmanager
def writing() -> Iterator[Path]:
    """Hold the store for one import: yields a scratch folder that goes at the end.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    where = folder()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (where / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Refused("Another import is running: try again when it is done.") from problem
        remove_leftovers(where)
        scratch = where / f"scratch-{new_public_id()}"
        scratch.mkdir()
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def is_busy() -> bool:
    """Whether some process holds the store now."""
    file = folder() / "lock"
    if not file.exists():
        return False
    with file.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def remove_leftovers(where: Path) -> None:
    """Remove scratch folders and Parquet files that the manifest does not list."""
    listed = current(where).all_files()
    for scratch in where.glob("scratch-*"):
        shutil.rmtree(scratch, ignore_errors=True)
    for file in where.glob("*/*.parquet"):
        if file.relative_to(where).as_posix() not in listed:
            file.unlink(missing_ok=True)


def adopt(kind: str, written: dict[str, list[tuple[Path, int]]]) -> Manifest:
    """Move written files into the store and make the manifest list them for their months."""
    where, changed = folder(), {}
    target = where / kind
    target.mkdir(exist_ok=True, mode=0o700)
    for month, files in written.items():
        parts = []
        for file, rows in files:
            name = f"{kind}/{month}.{new_public_id()}.parquet"
            make_durable(file)
            os.rename(file, where / name)
            parts.append(Part(name, rows))
        changed[month] = tuple(parts)
    make_durable(target)
    manifest = current(where).with_months(kind, changed)
    replace_manifest(where, manifest)
    return manifest


def drop(kind: str, month: str) -> int:
    """Take a month out of the store; how many rows it held, 0 when there is no such month.

    The manifest without it comes first, by rename; then the files go. A reader that still had
    the old list finds a newer one (`asking.ask`).
    """
    if month not in current().kinds.get(kind, {}):
        return 0
    with writing():
        manifest = current()
        rows = sum(part.rows for part in manifest.kinds[kind][month])
        replace_manifest(folder(), manifest.without(kind, month))
        remove_leftovers(folder())
    return rows


def replace_manifest(where: Path, manifest: Manifest) -> None:
    kinds = {
        kind: {m: [vars(p) for p in parts] for m, parts in sorted(months.items())}
        for kind, months in manifest.kinds.items()
    }
    data = {"format": FORMAT, "generation": manifest.generation, "kinds": kinds}
    new = where / f"{MANIFEST}.new"
    new.write_text(json.dumps(data, indent=1), encoding="utf-8")
    make_durable(new)
    os.replace(new, where / MANIFEST)
    make_durable(where)


def make_durable(path: Path) -> None:
    """fsync a file or a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
