"""Words of a command line: what is wrong with them is one sentence, as all that is refused."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from commonground.analysis.errors import Unusable

NEEDED = re.compile(r"the following arguments are required: (?P<what>.+)")
UNKNOWN = re.compile(r"unrecognized arguments: (?P<what>.+)")
CHOICE = re.compile(r"argument (?P<name>\S+): invalid choice: (?P<what>.+?) \(choose from (.+)\)")
VALUE = re.compile(r"argument (?P<name>\S+): invalid (?P<kind>\S+) value: (?P<what>.+)")
BOTH = re.compile(r"argument (?P<name>\S+): not allowed with argument (?P<what>\S+)")
LIST = re.compile(r"-\.?\d.*,")  # “-9,NA”, which argparse takes for an option
NOTHING = re.compile(r"argument (?P<name>\S+): expected .+")
KINDS = {"int": "a whole number", "float": "a number", "fromisoformat": "a date like 2026-11-23"}


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence that says what to do, where argparse prints its usage."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:
        return super().parse_known_args(joined(sys.argv[1:] if args is None else args), namespace)

    def error(self, message: str) -> NoReturn:
        raise Unusable(f"{told(message)} ({self.prog} --help says more).")


def joined(words: Sequence[str]) -> list[str]:
    """A list that begins with a number below zero is the value of the option before it."""
    made: list[str] = []
    for word in words:
        if made and made[-1].startswith("--") and "=" not in made[-1] and LIST.match(word):
            made[-1] += f"={word}"
        else:
            made.append(word)
    return made


def told(message: str) -> str:
    """What argparse says of wrong words, as something to do; without the full stop."""
    if found := NEEDED.fullmatch(message):
        return f"Give also {found['what']}"
    if found := UNKNOWN.fullmatch(message):
        return f"Leave out {found['what']}: nothing here takes it"
    if found := CHOICE.fullmatch(message):
        return f"{found['name']} cannot be {found['what']}: choose from {found[3]}"
    if found := VALUE.fullmatch(message):
        needed = KINDS.get(found["kind"], "another value")
        return f"{found['name']} cannot be {found['what']}: give {needed}"
    if found := BOTH.fullmatch(message):
        return f"Give {found['name']} or {found['what']}, not both"
    if found := NOTHING.fullmatch(message):
        return f"Give a value after {found['name']}"
    return message[:1].upper() + message[1:]
