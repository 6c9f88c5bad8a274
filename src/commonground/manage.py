"""Django's own commands (makemigrations, shell): `python -m commonground.manage`."""

import os
import sys


def main() -> None:
    from commonground.project import sqlite

    sqlite.prefer_safe_sqlite()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
