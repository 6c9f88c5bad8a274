"""Words of a command line: what is wrong with them is one sentence, as all that is refused."""

import argparse
import re
from typing import NoReturn

from commonground.analysis.errors import Unusable

NEEDED = re.compile(r"the following arguments are required: (?P<what>.+)")
UNKNOWN = re.compile(r"unrecognized arguments: (?P<what>.+)")
CHOICE = re.compile(r"argument (?P<name>\S+): invalid choice: (?P<what>.+?) \(choose from (.+)\)")
VALUE = re.compile(r"argument (?P<name>\S+): invalid (?P<kind>\S+) value: (?P<what>.+)")
NOTHING = re.compile(r"argument (?P<name>\S+): expected .+")
KINDS = {"int": "a whole number", "float": "a number", "fromisoformat": "a date like 2026-11-23"}


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence that says what to do, where argparse prints its usage."""

    def error(self, message: str) -> NoReturn:
        raise Unusable(f"{told(message)} ({self.prog} --help says more).")


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
    if found := NOTHING.fullmatch(message):
        return f"Give a value after {found['name']}"
    return message[:1].upper() + message[1:]
