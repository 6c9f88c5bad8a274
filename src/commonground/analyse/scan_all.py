"""`commonground analyse scan-all`: the morning of many agencies, each from its own store."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.analyse.tables import table
from commonground.analysis.errors import Unusable

if TYPE_CHECKING:
    from commonground.analyse.agency import Done, Work

EPILOG = """\
STORE is a folder with a store of each agency in a folder of its own, or one store, or a file that
lists them: a line each, or JSON, which may say whose worker alone may read a store:

  ["north", {"store": "/srv/south", "worker": "south"}]

Agencies write their stores with `commonground scan --store FOLDER`. Each answer is written into
its store, as results-DAY.json. Asked again, nothing is done twice.

Examples:
  commonground analyse scan-all /srv/stores
  commonground analyse scan-all stores.json --cluster tcp://10.0.0.1:8786

All of it is explained in docs/how-to/scan-many-agencies.md.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("store", type=Path, metavar="STORE", help="stores, or a list of them")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="a Dask scheduler: tcp://10.0.0.1:8786 (or tls://)"
    )
    parser.add_argument(
        "--as-of", metavar="DAY", help="the morning to look from (default: each store's own)"
    )
    parser.add_argument(
        "--threads", type=int, default=1, metavar="N", help="cores for each agency (default 1)"
    )
    parser.add_argument(
        "--replications", type=int, metavar="N", help="default: as in the morning job, 999"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def run(args: argparse.Namespace) -> int:
    from commonground.analyse import spreading

    works = works_of(args)
    if args.cluster:
        made = spreading.on_cluster(works, args.cluster)
    else:
        made = spreading.here(works, max((os.cpu_count() or 1) // args.threads, 1))
    order = [work.store for work in works]
    done = sorted(_told(made, len(works)), key=lambda one: order.index(one.store))
    print(json.dumps(document(done)) if args.json else summary(done))
    return int(any(one.error for one in done))


def works_of(args: argparse.Namespace) -> "list[Work]":
    from commonground.analyse.agency import Work
    from commonground.analysis.emerging import REPLICATIONS

    replications = REPLICATIONS if args.replications is None else args.replications
    if args.threads < 1 or replications < 1:
        raise Unusable("--threads and --replications must be at least 1.")
    as_of = _day(args.as_of) if args.as_of else None
    found = {store: Work(store, as_of, args.threads, replications, worker)
             for store, worker in stores(args.store)}  # fmt: skip
    return list(found.values())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"“{text}” is no day: write it like 2017-12-11.") from None


def stores(path: Path) -> list[tuple[str, str | None]]:
    """(folder, worker) of each store. Raises Unusable where there are none.

    Those in a list are not looked at: only a worker may be able to read them.
    """
    from commonground.analyse.stores import MANIFEST

    if path.is_dir() and (path / MANIFEST).exists():
        return [(str(path.resolve()), None)]
    if path.is_dir():
        inside = sorted(p for p in path.resolve().iterdir() if p.is_dir() and p.name[0] != ".")
        found: list[tuple[str, str | None]] = [(str(folder), None) for folder in inside]
    elif path.is_file():
        found = _listed(path)
    else:
        raise Unusable(f"There is no folder and no list {path}.")
    if not found:
        raise Unusable(f"{path} names no store: each agency writes its own into a folder.")
    return found


def _listed(path: Path) -> list[tuple[str, str | None]]:
    try:
        text = path.read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines()]
        told = json.loads(text) if text.lstrip().startswith("[") else [x for x in lines if x]
        return [_named(one, path.resolve().parent) for one in told]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unusable(
            f"{path} is no list of stores: write a folder a line, or JSON like "
            '["north", {"store": "south", "worker": "south"}].'
        ) from None


def _named(one: Any, folder: Path) -> tuple[str, str | None]:
    told = {"store": one} if isinstance(one, str) else dict(one)
    worker = told.get("worker")
    if not isinstance(worker, str | None):
        raise TypeError
    return str(folder / told["store"]), worker


def _told(made: "Iterator[Done]", count: int) -> "Iterator[Done]":
    """Say on standard error how far it is."""
    for number, one in enumerate(made, 1):
        print(
            f"{number} of {count}: {_readable(one.agency or one.store)}",
            file=sys.stderr,
            flush=True,
        )
        yield one


def document(done: "list[Done]") -> dict[str, Any]:
    """What `--json` prints: an agency has an error, or the rest."""
    told = [
        {"store": one.store, "error": one.error} if one.error
        else {name: value for name, value in asdict(one).items() if name != "error"}
        for one in done
    ]  # fmt: skip
    return {"agencies": told}


def summary(done: "list[Done]") -> str:
    names = ("agency", "morning", "streams", "cases", "alerts", "CPU-s")
    rows = [
        (one.agency, one.as_of, f"{one.streams}", f"{one.cases:,}", f"{one.alerts}",
         "before" if one.done_before else f"{one.cpu_seconds:.1f}")
        for one in done if not one.error
    ]  # fmt: skip
    lines = [table(names, rows)] if rows else []
    lines += [_readable(f"{Path(one.store).name}: {one.error}") for one in done if one.error]
    return "\n".join(lines)


def _readable(text: str) -> str:
    """Without what a terminal obeys: names come from the agencies."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
