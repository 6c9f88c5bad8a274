"""An agency's store: a folder with a manifest of its own and Parquet of counts.

manifest.json   whose counts, of which days, in which cells; each file with its SHA-256
counts-*.parquet   cell, day, category, count. Nothing else: no point, hour, word or person.

New files are written first and the manifest takes their name last, so a reader sees a whole store,
the old one or the new one.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from errno import EFBIG, EINVAL
from math import isfinite
from pathlib import Path
from secrets import token_hex
from typing import Any

from commonground.analysis.errors import Unusable

FORMAT = 1
MANIFEST = "manifest.json"
UNIT = "day"
H3 = "h3"
DAYS = ("as_of", "first_day", "last_day")
COLUMNS = {"cell": "VARCHAR", "day": "DATE", "category": "VARCHAR", "count": "UINTEGER"}


# What any other store cannot be: its agency may have put anything there
FILE_NAME = re.compile(r"counts-[0-9A-Za-z-]{1,64}\.parquet")
OUR_NAME = re.compile(r"counts-[0-9a-f]{16}\.parquet")
FINEST = 9  # resolution: eight finer cells may be one address
MOST_NAME = 200  # characters
MOST_A_MONTH = 1000.0
MOST_BYTES = 1_000_000  # of a manifest


@dataclass(frozen=True)
class File:
    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a store says of itself.

    as_of : the morning whose knowledge it holds. first_day, last_day : the days that it covers,
    with or without reports. false_alerts_a_month : so many the morning's scan may bring.
    without_place : reports left out because their point is their source's way to say that the
    place is not known, by kind.
    """

    agency: str
    time_zone: str
    as_of: date
    first_day: date
    last_day: date
    resolution: int
    false_alerts_a_month: float
    without_place: dict[str, int] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    def written(self) -> str:
        """The manifest as it lies in the store."""
        days = {name: getattr(self, name).isoformat() for name in DAYS}
        made = {
            "format": FORMAT, "agency": self.agency, "time_zone": self.time_zone, "unit": UNIT,
            "cell": {"system": H3, "resolution": self.resolution}, **days,
            "false_alerts_a_month": self.false_alerts_a_month,
            "without_place": self.without_place,
            "files": [asdict(file) for file in self.files],
        }  # fmt: skip
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def of(cls, made: dict[str, Any]) -> "Manifest":
        """Raises Unusable, KeyError, TypeError or ValueError where something is not as it is."""
        if made["format"] != FORMAT:
            raise Unusable(f"has format {made['format']}; this version reads {FORMAT}")
        if made["unit"] != UNIT or made["cell"]["system"] != H3:
            raise Unusable("does not count by day and h3 cell")
        files = tuple(File(**file) for file in made["files"])
        if any(not FILE_NAME.fullmatch(file.name) for file in files):
            raise Unusable("names a file outside its folder, or one that is not called counts-…")
        found = cls(
            agency=str(made["agency"]), time_zone=str(made["time_zone"]),
            as_of=date.fromisoformat(made["as_of"]),
            first_day=date.fromisoformat(made["first_day"]),
            last_day=date.fromisoformat(made["last_day"]),
            resolution=int(made["cell"]["resolution"]),
            false_alerts_a_month=float(made["false_alerts_a_month"]),
            without_place=dict(made["without_place"]), files=files,
        )  # fmt: skip
        _check_says(found)
        return found


def _check_says(manifest: Manifest) -> None:
    if manifest.resolution > FINEST:
        raise Unusable(f"counts in cells that are finer than those of resolution {FINEST}")
    if not (manifest.agency.isprintable() and 0 < len(manifest.agency) <= MOST_NAME):
        raise Unusable(f"needs a name of the agency, of up to {MOST_NAME} letters that can be read")
    a_month = manifest.false_alerts_a_month
    if not (isfinite(a_month) and 0 < a_month <= MOST_A_MONTH):
        raise Unusable(f"must allow more than 0 false alerts a month, and at most {MOST_A_MONTH:g}")


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """The manifest and its SHA-256. Raises Unusable where there is none that can be read."""
    file = folder / MANIFEST
    try:
        text = read_plain(file, MOST_BYTES)
    except FileNotFoundError:
        raise Unusable(f"{folder} holds no {MANIFEST}: it is no agency's store.") from None
    except OSError as problem:
        raise Unusable(f"{file} cannot be read: {problem.strerror}.") from None
    try:
        return Manifest.of(json.loads(text)), hashlib.sha256(text).hexdigest()
    except Unusable as problem:
        raise Unusable(f"{file} {problem}.") from None
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError):
        raise Unusable(f"{file} is not the manifest of a store: write the store again.") from None


def read_plain(file: Path, most: int) -> bytes:
    """Raises OSError where it is no plain file, or larger than `most` bytes."""
    if check_is_plain(file) > most:
        raise OSError(EFBIG, os.strerror(EFBIG))
    return file.read_bytes()


def check_is_plain(file: Path) -> int:
    """How many bytes it has. Raises OSError where it is a link, a pipe, a device or a folder:
    those may lead to another agency's counts, or never end."""
    try:
        found = file.lstat()
    except ValueError as problem:  # a name that no file can have
        raise OSError(EINVAL, os.strerror(EINVAL)) from problem
    if not stat.S_ISREG(found.st_mode):
        raise OSError(EINVAL, "it is no plain file")
    return found.st_size


def write(folder: Path, manifest: Manifest, counts: dict[str, Any]) -> Manifest:
    """Replace what the store holds.

    counts : the columns, arrays of (n,); days as date.toordinal().
    Raises Unusable where the folder is something else, another agency's, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _check_is_ours(folder, manifest)
        _close(folder)
        made = replace(manifest, files=(_write_counts(folder, counts),))
        write_whole(folder / MANIFEST, made.written())
        _remove_others(folder, made)
    except OSError as problem:
        raise Unusable(f"{folder} cannot be written: {problem.strerror}.") from problem
    return made


def _close(folder: Path) -> None:
    """To everybody who was not given it: small counts are still counts of a place."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IRWXO:
        folder.chmod(mode & ~stat.S_IRWXO)


def _check_is_ours(folder: Path, manifest: Manifest) -> None:
    if (folder / MANIFEST).exists():
        there = read_manifest(folder)[0].agency
        if there != manifest.agency:
            raise Unusable(f"{folder} is the store of {there}: name another folder.")
    elif any(not _is_unfinished(file.name) for file in folder.iterdir()):
        raise Unusable(f"{folder} holds something else: name an empty or a new folder.")


def _is_unfinished(name: str) -> bool:
    """What a writing that was broken off leaves."""
    return name.startswith(".") or OUR_NAME.fullmatch(name) is not None


def _write_counts(folder: Path, counts: dict[str, Any]) -> File:
    from commonground.analyse.sheets import database, literal

    with scratch(folder) as target, database(1) as opened:
        opened.register("counts", counts)
        opened.execute(
            "COPY (SELECT cell::VARCHAR AS cell, DATE '0001-01-01' + (day - 1)::INTEGER AS day, "
            "category::VARCHAR AS category, count::UINTEGER AS count FROM counts ORDER BY ALL) "
            f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )
        proof = sha256(target)
        name = f"counts-{proof[:16]}.parquet"
        settle(target, folder / name)
    return File(name, len(counts["count"]), proof)


def _remove_others(folder: Path, manifest: Manifest) -> None:
    kept = {file.name for file in manifest.files}
    for file in folder.glob("counts-*.parquet"):
        if file.name not in kept:
            file.unlink()


def sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def write_whole(file: Path, text: str) -> None:
    """The file has its old text or the new one, whatever happens."""
    with scratch(file.parent) as target:
        target.write_text(text, encoding="utf-8")
        settle(target, file)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A name for a file that is being written; it is gone at the end, unless it was settled."""
    target = folder / f".writing-{token_hex(8)}"
    try:
        yield target
    finally:
        with suppress(FileNotFoundError):
            target.unlink()


def settle(target: Path, name: Path) -> None:
    """Put the file on disk, then give it its name."""
    with target.open("rb") as written:
        os.fsync(written.fileno())
    target.replace(name)
