"""Django's SQLite, with the newer library swapped in before it is imported."""

from commonground.project import sqlite

sqlite.prefer_safe_sqlite()

from django.db.backends.sqlite3.base import *  # noqa: E402, F403
