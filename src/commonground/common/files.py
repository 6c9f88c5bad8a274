"""Files that are safely on disk, and that do not tell when somebody without a name was here."""

import os
import re
import time
from pathlib import Path

FORMULA = re.compile(r"(^|[;\t\n])(\s*[=+\-@])")


def to_the_hour(path: Path) -> None:
    """Set the file's or folder's own times to the full hour.

    It cannot reach what the file system writes for itself (when an inode changed).
    """
    hour = int(time.time()) // 3600 * 3600
    os.utime(path, (hour, hour))


def sync_folder(path: Path) -> None:
    """On return the folder's list of names is on disk."""
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def no_formula(value: str) -> str:
    """A cell for a CSV file. A spreadsheet reads these as a formula, and would run what a stranger
    wrote; where commas are in numbers it also begins a cell at each semicolon."""
    line = value.replace("\r", " ")  # the writer would end the line there
    return FORMULA.sub(r"\1'\2", line)
