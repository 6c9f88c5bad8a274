"""The weekly plan on drawn weeks: each goal's value, bound and gap, beside the greedy plan.

    python benchmarks/plan.py [--first 1] [--seeds 10] [--seconds 30] [--out FILE.json]

The greedy plan does less work, so that less travel of it is no merit: travel is given for each
assignment too. A gap is null where no bound was reached.
"""

import argparse
import json
import math
import time
from collections.abc import Callable
from typing import Any

from commonground.analysis.planning.checking import check
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import DAY, Instance
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.repair import repair
from commonground.analysis.planning.solving import Plan, solve
from commonground.analysis.planning.works import works

SIZE = {"officers": 100, "neighbourhoods": 275, "events": 60}


def timed(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, CPU-seconds and wall seconds."""
    cpu, wall = time.process_time(), time.monotonic()
    made = call()
    return made, round(time.process_time() - cpu, 2), round(time.monotonic() - wall, 2)


def row(seed: int, seconds: float) -> dict[str, Any]:
    instance = example(**SIZE, seed=seed)
    work = works(roster(instance))
    plan, cpu, wall = timed(lambda: solve(instance, seconds=seconds, seed=seed))
    first = greedy(work, seed).assignments()
    drawn, stages = values(instance, first), {stage.goal: stage for stage in plan.stages}
    return {
        "seed": seed, "binaries": sum(Programme(work).table.whole), "status": plan.status,
        "cpu_seconds": cpu, "wall_seconds": wall,
        "broken_rules": len(check(instance, list(plan.assignments))),
        "goals": {
            stage.goal: {
                "value": round(stage.value, 3), "bound": round(stage.bound, 3),
                "gap": round(stage.gap, 5) if math.isfinite(stage.gap) else None,
                "greedy": round(drawn[stage.goal], 3),
            }
            for stage in plan.stages
        },
        "travel_each": {
            "plan": round(stages["travel"].value / len(plan.assignments), 2),
            "greedy": round(drawn["travel"] / len(first), 2),
        },
        "repair_cpu_seconds": repairs(instance, plan),
    }  # fmt: skip


def repairs(instance: Instance, plan: Plan) -> dict[str, float]:
    """The officer with most tasks is taken off: on the day with most of them, and all week."""
    tasks = [a for a in plan.assignments if a.task is not None]
    held = [a.officer for a in tasks]
    who = max(sorted(set(held)), key=held.count)
    days = [a.start // DAY for a in tasks if a.officer == who]
    day = max(sorted(set(days)), key=days.count)
    spans = {"day": (day * DAY, (day + 1) * DAY), "week": (0, 7 * DAY)}
    return {
        name: timed(lambda span=span: repair(instance, plan.assignments, who, *span))[1]
        for name, span in spans.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="the first week's seed")
    parser.add_argument("--seeds", type=int, default=10, help="so many weeks")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--out")
    args = parser.parse_args()
    rows = []
    for seed in range(args.first, args.first + args.seeds):
        rows.append(row(seed, args.seconds))
        print(json.dumps(rows[-1]), flush=True)
    if args.out:
        with open(args.out, "w", encoding="utf-8") as file:
            json.dump({"size": SIZE, "seconds": args.seconds, "rows": rows}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
