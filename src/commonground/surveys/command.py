"""`commonground survey`: draw, print and take out rows where no page is wanted.

An independent body can run a whole survey with it.
"""

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from commonground.analysis.surveys.sizing import Wanted, plan
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import exporting, framing, instruments, inviting, letters, planning
from .models import MOST_REMINDERS, Mode, Survey
from .sizes import needed

BY = Actor.system("survey")


def arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    new = steps.add_parser("new", help="make a survey; prints its id")
    new.add_argument("instrument", help="which questions: " + ", ".join(instruments.instruments()))
    new.add_argument("--mode", choices=Mode.values, default=Mode.ADDRESSES.value)
    new.add_argument("--opens", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    new.add_argument("--closes", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    new.add_argument("--target", type=int, metavar="N", help="answers wanted of each stratum")
    _sample(steps.add_parser("sample", help="draw addresses of a list"))
    _plan(steps.add_parser("plan", help="what so many answers would show, and what they take"))
    printed = steps.add_parser("letters", help="write the letters of codes that were not used")
    printed.add_argument("survey", help="the survey's id")
    printed.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    rows = steps.add_parser("rows", help="write a closed survey's answers as rows")
    rows.add_argument("survey", help="the survey's id")
    rows.add_argument("--out", type=Path, required=True, metavar="FILE", help=".csv or .json")


def _sample(sample: argparse.ArgumentParser) -> None:
    sample.add_argument(
        "frame",
        type=Path,
        metavar="FRAME.csv",
        help="id, address, stratum, neighbourhood; cluster for two stages",
    )
    sample.add_argument("--seed", type=int, required=True, metavar="S")
    sample.add_argument("--per-stratum", type=int, metavar="N")
    sample.add_argument("--clusters-per-stratum", type=int, metavar="A")
    sample.add_argument("--per-cluster", type=int, metavar="M")
    sample.add_argument("--survey", metavar="ID", help="keep it for this survey (else: only say)")


def _plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("--answers", type=int, required=True, metavar="N", help="of each area")
    plan.add_argument("--response", type=float, required=True, metavar="R", help="0.25: 1 in 4")
    plan.add_argument("--areas", type=int, default=1, metavar="A")
    plan.add_argument("--deff", type=float, default=1.0, metavar="D", help="design effect")
    plan.add_argument("--reminders", type=int, choices=range(MOST_REMINDERS + 1), default=2)
    for name in ("letter", "reminder", "answer"):
        plan.add_argument(f"--{name}", type=float, default=0.0, metavar="M", help="what one costs")


def run(args: argparse.Namespace) -> int:
    return {"new": _new, "plan": _planned, "sample": _draw, "letters": _letters, "rows": _rows}[
        args.step
    ](args)


def _new(args: argparse.Namespace) -> int:
    survey = planning.make_survey(
        instrument=args.instrument,
        mode=args.mode,
        opens_on=args.opens,
        closes_on=args.closes,
        target_per_stratum=args.target,
        by=BY,
    )
    print(survey.public_id)
    return 0


def _planned(args: argparse.Namespace) -> int:
    try:
        wanted = Wanted(**{name: getattr(args, name) for name in Wanted.__dataclass_fields__})
        made = plan(wanted)
    except ValueError as problem:
        raise Refused(f"{str(problem)[0].upper()}{str(problem)[1:]}.") from problem
    for name, found in (("One area", made.one_area), ("All areas", made.everybody)):
        print(
            f"{name}: within {100 * found.margin:.1f} points; a change shows from "
            f"{100 * found.visible:.1f}, and one of {100 * found.reliable:.1f} four times in five"
        )
    print(
        f"{made.letters:,} letters, up to {made.reminders:,} reminders, {made.answers:,} answers, "
        f"{made.weeks} weeks"
    )
    for need in needed(wanted):
        print(
            f"a change of {need.points} points in one area takes {need.answers:,} answers a round "
            f"({need.letters:,} letters), to be found four times in five"
        )
    if made.cost:
        print(f"cost {made.cost_least:,.0f} to {made.cost:,.0f}")
    return 0


def _draw(args: argparse.Namespace) -> int:
    one, two = args.per_stratum, args.clusters_per_stratum
    if (one is None) == (two is None) or (two is None) != (args.per_cluster is None):
        raise Refused("Give --per-stratum, or both --clusters-per-stratum and --per-cluster.")
    if args.seed < 0:
        raise Refused("--seed must be 0 or more.")
    wanted = planning.Wanted(args.seed, one, two, args.per_cluster)
    frame = framing.read(args.frame)
    drawn = planning.sample(frame, wanted)
    if args.survey:
        planning.draw(survey=_survey(args.survey), frame=frame, wanted=wanted, by=BY)
    homes = Counter(home.stratum for home in frame.homes)
    asked = Counter(frame.homes[row].stratum for row in drawn.rows)
    for name in sorted(asked):
        print(f"{name}: {asked[name]:,} of {homes[name]:,} addresses")
    print(
        f"seed {args.seed}, list {frame.print[:16]}, each stands for "
        f"{drawn.weights.min():,.1f} to {drawn.weights.max():,.1f} addresses"
    )
    return 0


def _letters(args: argparse.Namespace) -> int:
    survey = _survey(args.survey)
    rows = list(survey.invitations.filter(is_used=False).order_by("stratum", "cluster", "id"))
    if not rows:
        raise Refused("No code is left to print: draw addresses, or make slips.")
    inviting.take_letters(survey=survey, rows=rows, by=BY)
    args.out.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(range(0, len(rows), letters.MOST), start=1):
        file = args.out / f"letters-{number}.pdf"
        file.write_bytes(letters.letters(survey, rows[start : start + letters.MOST]))
        print(file)
    return 0


def _rows(args: argparse.Namespace) -> int:
    if args.out.suffix not in (".csv", ".json"):
        raise Refused("Name a file that ends in .csv or .json.")
    survey = _survey(args.survey)
    made = exporting.rows(survey=survey, by=BY)
    is_csv = args.out.suffix == ".csv"
    text = exporting.as_csv(made) if is_csv else exporting.as_json(survey, made)
    args.out.write_text(text, encoding="utf-8")
    print(f"{len(made)} answers in {args.out}")
    return 0


def _survey(public_id: str) -> Survey:
    survey = Survey.objects.filter(public_id=public_id.strip().upper()).first()
    if survey is None:
        raise Refused(f"There is no survey {public_id}: the page Surveys lists their ids.")
    return survey
