"""The data folder: everything that a deployment keeps lies below it."""

import os
import secrets
from pathlib import Path

FOLDERS = ("keys", "photos", "parquet", "ledger", "mail", "refused", "exports", "static")


def home() -> Path:
    return Path(os.environ.get("COMMONGROUND_HOME", "data")).resolve()


def make(folder: Path) -> None:
    """Create the folders, readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True, mode=0o700)


def key(folder: Path, name: str) -> str:
    """A secret of this deployment, made at first use (URL-safe, 43 characters)."""
    file = folder / "keys" / name
    if file.exists():
        return file.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # `parents` alone ignores the mode
    (folder / "keys").mkdir(exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write(secrets.token_urlsafe(32))
        target.flush()
        os.fsync(target.fileno())
    return file.read_text(encoding="ascii").strip()
