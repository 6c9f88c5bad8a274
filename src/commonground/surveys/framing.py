"""A frame: the list of all addresses that a sample is drawn from. It is read, never kept."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from commonground.common.csv_files import rows_of
from commonground.common.errors import Refused

NEEDED = ("id", "address", "stratum", "neighbourhood")
CLUSTER = "cluster"
LONGEST = {"id": 60, "address": 300, "stratum": 60, "neighbourhood": 60, CLUSTER: 60}


@dataclass(frozen=True)
class Home:
    id: str
    address: str
    stratum: str
    neighbourhood: str  # the source's own id of it
    cluster: str


@dataclass(frozen=True)
class Frame:
    """Every address once, sorted by id: the same list in another order gives the same sample."""

    homes: list[Home]
    print: str  # a hash of the ids and strata, to tell later which list it was


def read(file: Path) -> Frame:
    """The addresses of a CSV file. Refused, with the line that has to be put right."""
    with rows_of(file) as rows:
        _refuse_head(rows.fieldnames or [], file.name)
        homes = [_home(row, number) for number, row in enumerate(rows, start=2)]
    if not homes:
        raise Refused(f"{file.name} has no address below its head.")
    return _sorted(homes)


def _refuse_head(head: list[str], name: str) -> None:
    if not set(NEEDED) <= set(head):
        raise Refused(f"{name} needs the columns {', '.join(NEEDED)}, and cluster for two stages.")


def _home(row: dict[str, str], number: int) -> Home:
    if None in row:
        raise Refused(f"Line {number} has more values than the head has columns.")
    values = {name: " ".join((row.get(name) or "").split()) for name in LONGEST}
    empty = next((name for name in NEEDED if not values[name]), None)
    if empty is not None:
        raise Refused(f"Line {number} has nothing in the column {empty}.")
    long = next((name for name, most in LONGEST.items() if len(values[name]) > most), None)
    if long is not None:
        raise Refused(f"Line {number} has more than {LONGEST[long]} letters in the column {long}.")
    return Home(**values)


def _sorted(homes: list[Home]) -> Frame:
    homes = sorted(homes, key=lambda home: home.id)
    twice = next((a.id for a, b in zip(homes, homes[1:], strict=False) if a.id == b.id), None)
    if twice is not None:
        raise Refused(f"The address {twice[:20]!r} stands twice: give each one line.")
    lines = "\n".join(f"{home.id}\t{home.stratum}\t{home.cluster}" for home in homes)
    return Frame(homes, hashlib.sha256(lines.encode()).hexdigest())
