"""What the documents tell people to type is what the program takes; their links lead somewhere."""

import argparse
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from commonground.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def typed(page: Path) -> list[str]:
    """The lines that begin with `commonground` in a page's shell fences."""
    lines = [
        line.strip().split(" #")[0]
        for language, body in FENCE.findall(page.read_text(encoding="utf-8"))
        if language in ("sh", "console")
        for line in body.replace("\\\n", " ").splitlines()
    ]
    return [line for line in lines if line.startswith("commonground ")]


def commands() -> list[tuple[str, str]]:
    return [(page.name, line) for page in PAGES for line in typed(page)]


@pytest.mark.parametrize(("page", "line"), commands())
def test_each_command_in_the_documents_is_one_that_the_program_takes(page, line):
    _, name, *words = shlex.split(line)
    assert name in COMMANDS, f"{page}: no command {name}"
    module = import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(exit_on_error=False)
    part = f"_{name}" if hasattr(module, f"run_{name}") else ""
    getattr(module, f"arguments{part}", lambda parser: None)(parser)
    _, unknown = parser.parse_known_args(words)
    assert unknown == [], f"{page}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_between_documents_lead_somewhere(page):
    missing = [
        link for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_in_the_documents_exist(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"`make ([a-z]+)|^make ([a-z]+)", page.read_text(), re.MULTILINE)
    assert {a or b for a, b in named} <= targets
