"""`commonground plan`: who is where, when, in the week of an instance."""

import argparse
import json
from math import inf, isfinite
from typing import Any

from commonground.analyse.plan_repair import near, repair_document, repaired
from commonground.analyse.tables import table
from commonground.analyse.ticking import Ticker
from commonground.analyse.week_files import load_instance, whole
from commonground.analysis.errors import Unusable
from commonground.analysis.planning.goals import GOALS
from commonground.analysis.planning.instance import DAY, Instance
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.reading import FORMAT
from commonground.analysis.planning.solving import FEASIBLE, INFEASIBLE, Plan, solve
from commonground.analysis.planning.stages import Stage
from commonground.analysis.planning.writing import write_assignments

Document = dict[str, Any]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", metavar="INSTANCE.json", help="officers, tasks, rules")
    parser.add_argument("--seconds", default="30", help="time that may be used (30)")
    parser.add_argument("--seed", default="1", help="of what is drawn where choices are equal (1)")
    parser.add_argument("--near", metavar="PLAN.json", help="plan with few changes to this plan")
    parser.add_argument("--keep", metavar="PLAN.json", help="repair this plan, with --without")
    parser.add_argument(
        "--without", metavar="OFFICER[@DAY[THH:MM-HH:MM]]", help="who is taken off, and when"
    )
    parser.add_argument("--json", action="store_true", help="print the plan for programs")


def run(args: argparse.Namespace) -> int:
    seconds, seed = whole(args, "seconds", 1, 86_400), whole(args, "seed", 0, 2**32 - 1)
    instance = load_instance(args.instance)
    if args.keep or args.without:
        return _repair(args, instance, seed)
    if args.near:
        instance = near(instance, args.near)
    with Ticker("looking for a first plan") as ticker:
        plan = solve(instance, seconds=seconds, seed=seed, progress=ticker.tell)
    if args.json:
        print(json.dumps(document(instance, plan)))
    else:
        _show(instance, plan)
    return 1 if plan.status == INFEASIBLE else 0


def _repair(args: argparse.Namespace, instance: Instance, seed: int) -> int:
    """A plan without an officer, at once."""
    if not args.keep or not args.without or args.near:
        raise Unusable("Give --keep and --without together, and without --near.")
    made = repaired(instance, args.keep, args.without, seed)
    # what a repair is worth is known, how good it could be with more changes is not
    stages = tuple(
        Stage(goal, value, inf if GOALS[goal] else -inf) for goal, value in made.values.items()
    )
    plan = Plan(FEASIBLE, made.assignments, stages, made.unmet, (), seed)
    if args.json:
        told = document(made.instance, plan) | {"repair": repair_document(made)}
        print(json.dumps(told))
    else:
        _show(made.instance, plan)
        print(f"Freed: {len(made.freed)}. Changed of others: {len(made.changed)}.")
        for lost in made.lost:
            print(f"  {lost.what} is lost: {lost.why}")
    return 0


def document(instance: Instance, plan: Plan) -> Document:
    """What `--json` prints: `plan.schema.json`."""
    widest, week = plan.widest, Week(instance.week)
    return {
        "format": FORMAT,
        "week": instance.week.isoformat(),
        "status": plan.status,
        "goal": widest.goal if widest else None,
        "objective": widest.value if widest else None,
        "bound": _number(widest.bound) if widest else None,
        "gap": _number(widest.gap) if widest else None,
        "stages": [_stage(stage) for stage in plan.stages],
        "assignments": write_assignments(instance, plan.assignments),
        "unmet": [{"what": unmet.what, "why": unmet.why} for unmet in plan.unmet],
        "seed": plan.seed,
        "draws": [
            {
                "officer": instance.officers[draw.officer].id,
                "neighbourhood": instance.neighbourhoods[draw.place].id,
                "among": [week.name(start) for start in draw.among],
                "chosen": week.name(draw.chosen),
            }
            for draw in plan.draws
        ],
    }


def _stage(stage: Stage) -> Document:
    return {
        "goal": stage.goal,
        "better": "more" if GOALS[stage.goal] else "less",
        "value": round(stage.value, 6),
        "bound": _number(stage.bound),
        "gap": _number(stage.gap),
    }


def _number(value: float) -> float | None:
    return round(value, 6) if isfinite(value) else None


def _show(instance: Instance, plan: Plan) -> None:
    """The week as a person reads it."""
    by_day: dict[int, list[list[str]]] = {}
    for a in sorted(plan.assignments, key=lambda a: (a.start, a.place, a.officer)):
        what = "visit" if a.task is None else instance.tasks[a.task].id
        van = "" if a.vehicle is None else instance.vehicles[a.vehicle]
        times = f"{_clock(a.start)}-{_clock(a.end)}"
        place, officer = instance.neighbourhoods[a.place].id, instance.officers[a.officer].id
        by_day.setdefault(a.start // DAY, []).append([times, place, what, officer, van])
    for day, rows in sorted(by_day.items()):
        name = DAYS[day] if 0 <= day < 7 else f"Day {day + 1}"
        print(f"{name}\n{table(('time', 'where', 'what', 'who', 'vehicle'), rows)}\n")
    if plan.unmet:
        print("Not in the plan:")
        for unmet in plan.unmet:
            print(f"  {unmet.what}: {unmet.why}")
    for stage in plan.stages:
        best = f" (at best {stage.bound:,.6g})" if isfinite(stage.bound) else ""
        print(f"{stage.goal:>10} {stage.value:,.6g}{best}")
    if plan.status == INFEASIBLE:
        print("There is no plan that keeps everything that is fixed.")


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % 60:02}"
