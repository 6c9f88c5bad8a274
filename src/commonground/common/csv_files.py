"""CSV files that somebody hands to a command: what is wrong with them in words."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from .errors import Refused

DELIMITERS = ",;\t"  # spreadsheets write semicolons where a comma is in numbers


@contextmanager
def rows_of(file: Path) -> Iterator[csv.DictReader]:
    """The rows below the head. Refused, also while they are read, where it is no CSV in UTF-8."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as source:
            head = source.readline()
            delimiter = max(DELIMITERS, key=head.count)
            yield csv.DictReader(chain([head], source), delimiter=delimiter)
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {file}.") from problem
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Refused(f"{file.name} cannot be read: save it as CSV in UTF-8.") from problem
