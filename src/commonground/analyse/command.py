"""`commonground analyse`: what can be asked for, and the way from words to an answer."""

import argparse
import os
import sys
from importlib import import_module
from typing import Any

from commonground.analyse.parsing import Parser as Plain
from commonground.analyse.ticking import Ticker

KINDS = {
    "scan": ("scanning", "where and when are there more cases than usual? (SaTScan's statistics)"),
    "knox": ("near_repeats", "do events come close to each other in place and time at once?"),
    "chart": ("charting", "is a series of counts higher or lower than usual?"),
    "survey": ("survey", "what would everybody say, from the answers of some?"),
    "smallarea": ("small_areas", "areas with few answers: what they share with areas like them"),
    "mrp": ("post_strata", "the same from single answers and a census of who lives where"),
    "effect": ("effects", "did it work, by a panel of places over time?"),
    "wdd": ("pairs.wdd", "a change in one place less that in another, displacement included"),
    "etest": ("pairs.etest", "do two counts have one rate?"),
    "balance": ("balance", "in which areas do police only come when they are called?"),
    "scan-all": ("scan_all", "the morning of many agencies, each from its own store of counts"),
}


class Parser(Plain):
    """The words of one kind of question.

    module : what knows the arguments; it is loaded when there are words to understand, so that one
    kind of question does not wait for the libraries of the others.
    """

    def __init__(self, *, module: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.module = module

    def parse_known_args(self, *words: Any, **more: Any) -> Any:
        if self.module:
            _of(self.module, "arguments")(self)
            self.module = ""
        return super().parse_known_args(*words, **more)


def arguments(parser: argparse.ArgumentParser) -> None:
    # before NumPy is loaded: its matrices here are small, and threads would wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser.description = (
        "Statistics on your own CSV files (also .csv.gz), with a header line. Needs no data "
        "folder and changes nothing."
    )
    parser.epilog = "commonground analyse scan --help says what a scan needs."
    kinds = parser.add_subparsers(
        dest="kind", metavar=f"{{{','.join(KINDS)}}}", required=True, parser_class=Parser
    )
    for kind, (module, text) in KINDS.items():
        kinds.add_parser(
            kind, module=module, help=text, description=text[0].upper() + text[1:],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    work = _of(KINDS[args.kind][0], "run")
    if not sys.stderr.isatty():  # a program reads it, and waits for one sentence or none
        return int(work(args) or 0)
    with Ticker("reading the file and working it out", every=5.0):
        return int(work(args) or 0)


def _of(module: str, what: str) -> Any:
    """`arguments` or `run` of a module; of `pairs.wdd`: `wdd_arguments` and `wdd` of pairs."""
    name, _, kind = module.partition(".")
    found = import_module(f"commonground.analyse.{name}")
    if not kind:
        return getattr(found, what)
    return getattr(found, kind if what == "run" else f"{kind}_{what}")
