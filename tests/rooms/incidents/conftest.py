"""A data folder of the test's own, a small file to import, and a way to read the store back."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from commonground.common.actors import Actor
from commonground.incidents import importing, mapping, store

HEADER = "id,date,primary_type,description,domestic,beat,latitude,longitude"
IMPORTED = datetime(2017, 12, 11, 14, 0, tzinfo=UTC)
BY = Actor.system("test")


@pytest.fixture
def home(settings, tmp_path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.TIME_ZONE = "America/Chicago"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def desk(home, town, clock_at, tmp_path) -> "Desk":
    clock_at.set(IMPORTED)
    return Desk(home, tmp_path)


class Desk:
    """Where the tests import at: lines in, counts out, and what the store holds then."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder, self.files = home, folder, 0

    def file(self, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        self.files += 1
        path = self.folder / f"file{self.files}.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
        return path

    def mapping(self, **changes) -> mapping.Mapping:
        values = {
            "kind": "crimes",
            "types": "chicago-crimes",
            "columns": {
                "id": "id", "type": "primary_type", "subtype": "description",
                "occurred_at": "date", "sensitive": "domestic", "area": "beat",
                "latitude": "latitude", "longitude": "longitude",
            },
            "time": {"zone": "America/Chicago", "midnight_is_unknown_hour": True},
        }
        columns = changes.pop("columns", {})
        for name, change in changes.items():
            both = isinstance(change, dict) and isinstance(values.get(name), dict)
            values[name] = {**values[name], **change} if both else change
        values["columns"] = {
            k: v for k, v in {**values["columns"], **columns}.items() if v is not None
        }
        return mapping.parse(values, "test")

    def take(self, *lines: str, header: str = HEADER, **changes):
        return self.take_file(self.file(*lines, header=header), **changes)

    def take_file(self, file: Path, **changes):
        chosen = self.mapping(**changes)
        return importing.import_file(kind=chosen.kind, file=file, mapping=chosen, by=BY)

    def rows(self, columns: str, kind: str = "crimes", where: str = "true") -> list[tuple]:
        files = store.paths(store.current(), kind)
        if not files:
            return []
        return duckdb.execute(
            f"SELECT {columns} FROM read_parquet(?) WHERE {where} ORDER BY source_id, version",
            [files],
        ).fetchall()

    def on_disk(self) -> dict[str, tuple[int, int]]:
        """Every file of the store but the lock: when it was changed, and its size."""
        return {
            str(f.relative_to(self.home)): (f.stat().st_mtime_ns, f.stat().st_size)
            for f in (self.home / "parquet").rglob("*")
            if f.is_file() and f.name != "lock"
        }
