"""`commonground import`: the words of the command, its bar and its summary."""

import argparse
import sys
import time
from pathlib import Path

from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import importing, mapping
from .models import ImportRun

BAR_AFTER_S = 2.0
BAR_WIDTH = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=mapping.KINDS, help="what the file holds")
    parser.add_argument("file", type=Path, help="a CSV (also .gz) or a Parquet file")
    parser.add_argument(
        "--mapping",
        required=True,
        metavar="M.toml",
        help="which column is what: your file, or one of ours: " + ", ".join(mapping.shipped()),
    )


def run(args: argparse.Namespace) -> int:
    chosen = mapping.load(args.mapping)
    bar = Bar()
    try:
        done = importing.import_file(
            kind=args.kind, file=args.file, mapping=chosen, by=Actor.system("import"),
            progress=bar.show,
        )
    finally:
        bar.clear()
    print(summary(done))
    if done.read_count == done.refused_count:
        raise Refused("Every row was refused: the file with the reasons says why.")
    return 0


class Bar:
    """A progress bar on a terminal, for whatever takes more than two seconds."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.drawn = False

    def show(self, share: float, what: str) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self.started < BAR_AFTER_S:
            return
        full = round(share * BAR_WIDTH)
        bar = "#" * full + "." * (BAR_WIDTH - full)
        print(f"\r[{bar}] {share:4.0%} {what:<12}", end="", file=sys.stderr, flush=True)
        self.drawn = True

    def clear(self) -> None:
        if self.drawn:
            print("\r" + " " * (BAR_WIDTH + 24) + "\r", end="", file=sys.stderr, flush=True)


def summary(done: ImportRun) -> str:
    """The counts in words; they add up."""
    lines = [
        f"{done.file_name}: read {done.read_count:,} = kept {done.kept_count:,} "
        f"+ duplicate {done.duplicate_count:,} + refused {done.refused_count:,}"
    ]
    if done.kept_count:
        lines.append(f"kept: {done.first_day} to {done.last_day}")
    among_kept = {
        "corrections of records that we held": done.corrected_count,
        "of a type that our table does not list": done.unlisted_count,
        "in none of our neighbourhoods": done.nowhere_count,
    }
    lines += [f"of those kept, {what}: {count:,}" for what, count in among_kept.items() if count]
    if done.refused_file:
        lines.append(f"refused, with line and reason: {done.refused_file}")
    return "\n".join(lines)
