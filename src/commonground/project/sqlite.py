"""Which SQLite runs under Django.

Many Pythons carry an SQLite between 3.7.0 and 3.51.2, whose WAL reset can corrupt a database
written by two processes; ours is (web and worker). `pysqlite3` brings a newer one.
"""

import sys

FIRST_SAFE = (3, 51, 3)


def prefer_safe_sqlite() -> None:
    """Swap in pysqlite3, where it is installed. Call before Django is imported."""
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def warning() -> str:
    """One sentence when the SQLite in use has the WAL-reset defect, else ''."""
    import sqlite3

    if sqlite3.sqlite_version_info >= FIRST_SAFE:
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} has a defect that can damage a database shared by two "
        "processes: install the package pysqlite3, or use PostgreSQL."
    )
