"""`commonground analyse wdd` and `etest`: two numbers against two others."""

import argparse
import json
from typing import Any

from commonground.analysis.errors import Unusable


def wdd_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "commonground analyse wdd --treated 207,110 --control 308,318 "
        "--displacement-treated 178,157 --displacement-control 150,140"
    )
    for name, what in (
        ("treated", "area with the programme"), ("control", "area it is compared with"),
    ):  # fmt: skip
        parser.add_argument(
            f"--{name}", type=_numbers(2), required=True, metavar="BEFORE,AFTER", help=what
        )
    for name, what in (("treated", "where it may have moved to"), ("control", "its control")):
        parser.add_argument(
            f"--displacement-{name}", type=_numbers(2), metavar="BEFORE,AFTER", help=what
        )
    parser.add_argument(
        "--time-weights", type=_numbers(2), default=(1.0, 1.0), metavar="BEFORE,AFTER",
        help="lengths of the periods (default 1,1)",
    )  # fmt: skip
    parser.add_argument(
        "--area-weights", type=_numbers(4), default=(1.0,) * 4, metavar="C,T,DC,DT",
        help="sizes of control, treated, displacement control, displacement area",
    )  # fmt: skip
    parser.add_argument("--level", type=float, default=0.95, metavar="L", help="default 0.95")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def etest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", type=float, metavar="A", help="a count")
    parser.add_argument("second", type=float, metavar="B", help="another count")
    parser.add_argument(
        "--exposure", type=_numbers(2), default=(1.0, 1.0), metavar="A,B",
        help="time or people behind each count (default 1,1)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _numbers(many: int) -> Any:
    def read(text: str) -> tuple[float, ...]:
        try:
            made = tuple(float(part) for part in text.split(","))
        except ValueError:
            made = ()
        if len(made) != many:
            raise argparse.ArgumentTypeError(f"{many} numbers with commas between them")
        return made

    read.__name__ = f"{many} numbers"
    return read


def wdd(args: argparse.Namespace) -> None:
    from commonground.analysis.effects.counts import displacement_difference

    if not 0 < args.level < 1:
        raise Unusable("--level must be between 0 and 1.")
    if (args.displacement_treated is None) != (args.displacement_control is None):
        raise Unusable("Displacement needs both --displacement-treated and --displacement-control.")
    found = displacement_difference(
        args.treated, args.control, args.displacement_treated or (0, 0),
        args.displacement_control or (0, 0), time_weights=args.time_weights,
        area_weights=args.area_weights, level=args.level,
    )  # fmt: skip
    made = {
        "estimate": found.estimate, "se": found.se, "z": found.z, "low": found.low,
        "high": found.high, "p_value": found.p_value,
    }  # fmt: skip
    if args.json:
        print(json.dumps(made))
        return
    print(
        f"{found.estimate:.4g} incidents (standard error {found.se:.4g}, {args.level:.0%} interval "
        f"{found.low:.4g} to {found.high:.4g}, p {found.p_value:.3g})."
    )


def etest(args: argparse.Namespace) -> None:
    from commonground.analysis.effects.counts import e_test

    p = e_test(args.first, args.second, exposure=args.exposure)
    if args.json:
        print(json.dumps({"p_value": p}))
        return
    print(f"p {p:.4f}: how often chance alone sets two such counts as far apart.")
