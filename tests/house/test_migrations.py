"""Migrations say the same forever: of ours they import what everybody may, and nothing else."""

import ast
from pathlib import Path

import pytest

import commonground

MIGRATIONS = sorted(Path(commonground.__file__).parent.glob("*/migrations/0*.py"))


@pytest.mark.parametrize("file", MIGRATIONS, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_a_migration_imports_nothing_of_ours_but_common(file):
    """The tests' copies of the migrated database are named by these texts (tests/databases.py)."""
    assert [name for name in imported(file) if not allowed(name)] == []


def imported(file: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return names


def allowed(name: str) -> bool:
    ours = name.startswith((".", "commonground"))
    return not ours or name.startswith("commonground.common.")
