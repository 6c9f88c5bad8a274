"""The command and the analysis work where Django cannot be imported."""

import subprocess
import sys

import pytest

from .running import WHERE, town

FORBID = """
import sys
class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name == "django" or name.startswith("django."):
            raise ImportError(f"{name} must not be imported here")
sys.meta_path.insert(0, NoDjango())
"""
EVERY_MODULE = """
import pkgutil, commonground.analysis
from importlib import import_module
for module in pkgutil.walk_packages(commonground.analysis.__path__, "commonground.analysis."):
    import_module(module.name)
"""


def run(script: str, *typed) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", FORBID + script, *map(str, typed)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_every_module_of_the_analysis_is_imported_without_django():
    done = run(EVERY_MODULE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "typed",
    [
        ["scan", "FILE", *WHERE, "--max-days", "7", "--replications", "9", "--json"],
        ["knox", "FILE", "--t", "date", "--distance", "1", "--days", "7", "--permutations", "9"],
        ["chart", "COUNTS", "--method", "ears-c1"],
        ["--help"],
        ["scan", "--help"],
    ],
    ids=lambda typed: " ".join(typed[:2]),
)
def test_the_command_runs_without_django(typed, tmp_path):
    town(tmp_path / "FILE", cases=200)
    rows = [f"2024-01-{day:02},{day % 5}\n" for day in range(1, 31)]
    (tmp_path / "COUNTS").write_text("date,count\n" + "".join(rows))
    there = [tmp_path / word if word in ("FILE", "COUNTS") else word for word in typed]
    script = "from commonground.cli import main; sys.exit(main(['analyse', *sys.argv[1:]]))"
    done = run(script, *there)
    assert done.returncode == 0, done.stderr
    assert done.stdout and not done.stderr


def test_a_question_does_not_wait_for_the_compiler_of_another():
    script = "from commonground.cli import main; main(['analyse', 'effect', 'x.csv']); "
    done = run(script + "sys.exit('numba' in sys.modules or 'effect' not in sys.argv)", "effect")
    assert done.returncode == 0 and "Give also --unit" in done.stderr


def test_the_import_of_django_is_really_forbidden_here():
    assert "must not be imported here" in run("import django").stderr
