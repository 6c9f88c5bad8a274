"""The files that we write out (disclosures, backups): where, and whether they are still there."""

import hashlib
from pathlib import Path

from .models import WrittenFile


def note(*, kind: str, file: Path) -> WrittenFile:
    """Remember a finished file, so that retention finds it; call beside the audit row."""
    path = file.resolve()
    return WrittenFile.objects.create(kind=kind, path=str(path), sha256=_sha256(path))


def is_there(row: WrittenFile) -> bool:
    """Whether some file lies where it was written."""
    return bool(row.path) and Path(row.path).is_file()


def remove(row: WrittenFile) -> int:
    """Delete the file unless another lies in its place now; then forget where it was."""
    if not row.path:
        return 0
    if is_there(row) and _sha256(Path(row.path)) == row.sha256:
        Path(row.path).unlink()
    row.path = ""
    row.save(update_fields=["path"])
    return 1


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
