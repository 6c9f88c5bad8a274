"""The migrated database: made once for one set of migrations, copied by every later process.

Copies lie in `build/test-databases` (`make clean` takes them away). Each is named by all that went
into it: another migration, another line in one, another Django, and it is made anew. Only SQLite's
are kept: a PostgreSQL server of ours lives for one run, so its migrations are tried in each.
"""

import fcntl
import hashlib
import inspect
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from commonground import common, project

FOLDER = Path(__file__).resolve().parent.parent / "build" / "test-databases"


def set_up() -> None:
    """The connection's test database, migrated."""
    if connection.vendor == "sqlite":
        _copied(FOLDER / f"{_key()}.sqlite3")
    else:
        _made()


def _made() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def _copied(template: Path) -> None:
    """Processes that begin together wait for the first, which makes it."""
    template.parent.mkdir(parents=True, exist_ok=True)
    with _alone(template.parent):
        if not template.exists():
            _made()
            _keep(template)
            return
    name = connection.creation._get_test_db_name()
    shutil.copyfile(template, name)
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def _keep(template: Path) -> None:
    for older in template.parent.glob("*.sqlite3"):
        older.unlink()
    half = template.with_suffix(".half")  # a run that is stopped here leaves none that counts
    half.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(half)])
    half.replace(template)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _key() -> str:
    versions = f"{metadata.version('django')} {connection.Database.sqlite_version}"
    key = hashlib.sha256(versions.encode())
    for file in sorted(set(_sources())):
        key.update(f"{file} {file.stat().st_size} ".encode() + file.read_bytes())
    return key.hexdigest()[:32]


def _sources() -> Iterator[Path]:
    """Migrations, and what they import of ours (tests/house/test_migrations.py); the database's
    own settings; the files of the models, which say what Django writes after migrating."""
    for app in apps.get_app_configs():
        yield from Path(app.path).glob("migrations/*.py")
        yield from (Path(inspect.getfile(model)) for model in app.get_models())
    yield from Path(common.__file__).parent.glob("*.py")
    yield from Path(project.__file__).parent.glob("**/*.py")
