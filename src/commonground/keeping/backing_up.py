"""`commonground backup FILE`: everything into one file, while the pages are served.

Why the copy is consistent: an import is kept out for the moment in which the database is copied
(by SQLite's own backup, one point in time) and the Parquet files are held by a second name.
Photos are on disk before their row, so each row of the copied database finds its photo; photos
that came later are left out. The ledger is copied last: what was erased meanwhile is erased again
by the restore.
"""

import argparse
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from commonground import __version__
from commonground.common import audit, photos
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.retention import days_of
from commonground.incidents import store

from . import copies, written
from .models import WrittenFile
from .retention import BACKUPS

WAIT_SECONDS = 600  # for an import that is running
SCRATCH = ".backup-"
SMALL = ("commonground.toml", "keys", "ledger")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file to write, for example cg-monday.tar.gz")
    parser.add_argument(
        "--files-only", action="store_true",
        help="leave the database out (PostgreSQL: run pg_dump first, then this)",
    )


def run(args: argparse.Namespace) -> int:
    label = back_up(args.file, files_only=args.files_only)
    size = args.file.stat().st_size / 2**20
    print(f"{len(label.files)} files, {size:.1f} MB in {args.file}")
    print(f"it is removed from there after {days_of(BACKUPS)} days, unless it is the newest")
    print("it holds the keys and every word: keep it as safe as the data folder itself")
    return 0


def back_up(target: Path, *, files_only: bool = False) -> copies.Label:
    """Write one consistent copy; the server may go on meanwhile."""
    refuse(target, files_only)
    kind = "none" if files_only else "sqlite"
    label = copies.Label(
        __version__, datetime.now(UTC).isoformat(), kind, folders=folders_of(Path(settings.HOME))
    )
    with scratch() as held, copies.writing(target, label) as copy:
        with no_import():
            if not files_only:
                copy_database(held / copies.DATABASE)
            pictures = files_below(photos.folder())
            hold_parquet(held)
        copy.add_all(files_below(held), held)
        copy.add_all((file for file in pictures if file.exists()), Path(settings.HOME))
        for name in SMALL:
            copy.add_all(files_below(Path(settings.HOME) / name), Path(settings.HOME))
    with transaction.atomic():
        written.note(kind=WrittenFile.Kind.BACKUP, file=target)
        audit.record(by=Actor.system("command"), verb="backup", noun="deployment",
                     files=len(label.files))  # fmt: skip
    return label


def refuse(target: Path, files_only: bool) -> None:
    if target.exists():
        raise Refused(f"{target} is there already: give another name.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}.")
    if connection.vendor != "sqlite" and not files_only:
        raise Refused(
            "The database is PostgreSQL: copy it with pg_dump first, and then everything else "
            "with `commonground backup FILE --files-only`."
        )


@contextmanager
def scratch() -> Iterator[Path]:
    """A private folder inside the data folder: second names work only on one disk."""
    for old in Path(settings.HOME).glob(f"{SCRATCH}*"):
        if old.stat().st_mtime < time.time() - 86400:  # of a backup that was killed
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=settings.HOME))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def no_import() -> Iterator[None]:
    """Wait for a running import, then keep others out."""
    last = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with store.writing():
                yield
                return
        except Refused:
            if time.monotonic() > last:
                raise
            time.sleep(1)


def copy_database(target: Path) -> None:
    """One moment of the database, whoever writes meanwhile; proven whole."""
    source = sqlite3.connect(connection.settings_dict["NAME"])
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Refused("The database is damaged: nothing was copied. Restore an older copy.")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        source.close()
        copy.close()


def hold_parquet(held: Path) -> None:
    """Second names for the files that the manifest lists; they are never changed, only replaced."""
    source, target = store.folder(), held / "parquet" / "incidents"
    listed = store.current().all_files()
    if not listed:
        return
    for name in [*sorted(listed), store.MANIFEST]:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source / name, target / name)
        except OSError:  # a disk without second names
            shutil.copyfile(source / name, target / name)


def folders_of(home: Path) -> list[str]:
    return sorted(p.name for p in home.iterdir() if p.is_dir() and not p.name.startswith("."))


def files_below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())

