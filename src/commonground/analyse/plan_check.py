"""`commonground plan-check`: does a plan break a hard rule? Independent of the solver."""

import argparse

from commonground.analyse.week_files import load, load_instance
from commonground.analysis.errors import Unusable
from commonground.analysis.planning.checking import check
from commonground.analysis.planning.reading import read_plan


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", metavar="INSTANCE.json", help="what the plan was made from")
    parser.add_argument("plan", metavar="PLAN.json", help="what `commonground plan --json` printed")


def run(args: argparse.Namespace) -> int:
    instance = load_instance(args.instance)
    made = load(args.plan)
    try:
        plan = read_plan(made, instance)
    except Unusable as problem:
        raise Unusable(f"{args.plan}: {problem}") from None
    broken = check(instance, plan)
    for one in broken:
        print(f"{one.rule}: {one.words}")
    print(f"{len(plan):,} assignments, {len(broken):,} broken rules.")
    return 1 if broken else 0
