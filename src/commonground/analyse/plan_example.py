"""`commonground plan-example`: write an instance that is drawn from a seed."""

import argparse
import json

from commonground.analyse.week_files import whole
from commonground.analysis.planning.example import example
from commonground.analysis.planning.writing import write_instance


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--officers", default="100", help="how many (100)")
    parser.add_argument("--neighbourhoods", default="275", help="how many (275)")
    parser.add_argument("--events", default="60", help="how many; other tasks come with them (60)")
    parser.add_argument("--seed", default="1", help="another number, another week (1)")


def run(args: argparse.Namespace) -> int:
    made = example(
        officers=whole(args, "officers", 1, 5_000),
        neighbourhoods=whole(args, "neighbourhoods", 1, 2_000),
        events=whole(args, "events", 0, 5_000),
        seed=whole(args, "seed", 0, 2**32 - 1),
    )
    print(json.dumps(write_instance(made)))
    return 0
