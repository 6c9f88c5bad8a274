"""Whether the database has the tables that this version needs, and which command brings them."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .deployment import deployment


def are_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def what_to_do() -> str:
    """One sentence; the demo city updates itself when it starts."""
    command = "commonground demo" if deployment().demo else "commonground init"
    return f"The database is not up to date: run `{command}`."
