"""`commonground plan-check`: does a plan break a hard rule? Independent of the solver."""

import argparse

from commonground.analyse.week_files import load_instance, plan_of
from commonground.analysis.planning.checking import check, missed


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", metavar="INSTANCE.json", help="what the plan was made from")
    parser.add_argument("plan", metavar="PLAN.json", help="what `commonground plan --json` printed")


def run(args: argparse.Namespace) -> int:
    instance = load_instance(args.instance)
    plan = plan_of(args.plan, instance)
    broken = check(instance, plan)
    for one in broken:
        print(f"{one.rule}: {one.words}")
    for words in missed(instance, plan):
        print(f"minimum presence, not a broken rule: {words}")
    print(f"{len(plan):,} assignments, {len(broken):,} broken rules.")
    return 1 if broken else 0
