"""`commonground analyse smallarea`: areas with few answers, by the model of Fay and Herriot."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.numbers import finite
from commonground.analyse.options import listed
from commonground.analyse.tables import table
from commonground.analysis.errors import Unusable

EPILOG = """\
DATA.csv has one row per area: a direct estimate, its sampling variance (the standard error
squared), and what is known of the area from elsewhere, such as a census; never police activity.
An area with an empty estimate is predicted from its covariates alone.

Example:
  commonground analyse smallarea wards.csv --direct trust --variance v --area ward \\
      --covariates deprivation,renting --scale logit

What it assumes is in docs/methods/small-areas.md.
"""

Floats = NDArray[np.float64]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("data", type=Path, metavar="DATA.csv", help="one row per area")
    parser.add_argument("--direct", required=True, metavar="Y", help="column of estimates")
    parser.add_argument("--variance", required=True, metavar="V", help="their sampling variances")
    parser.add_argument("--area", required=True, metavar="A", help="column of names")
    parser.add_argument(
        "--covariates", type=listed, default=[], metavar="X1,X2",
        help="columns; those with words are compared with their first level (default: none)",
    )  # fmt: skip
    parser.add_argument(
        "--scale", choices=("identity", "logit", "arcsine"), default="identity",
        help="logit or arcsine for proportions (default identity)",
    )  # fmt: skip
    parser.add_argument("--level", type=float, default=0.95, metavar="L", help="default 0.95")
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def run(args: argparse.Namespace) -> None:
    if not 0 < args.level < 1:
        raise Unusable("--level must be between 0 and 1.")
    made = document(args)
    print(json.dumps(made)) if args.json else _show(made)


def document(args: argparse.Namespace) -> dict[str, Any]:
    from scipy.special import stdtrit

    from commonground.analysis.smallareas import Scale, fay_herriot

    names, direct, variance, covariates, coefficients = _read(args)
    scale = Scale(args.scale)
    model = fay_herriot(*scale.towards(direct, variance), covariates)
    t = float(stdtrit(model.df, (1 + args.level) / 2))
    estimate, low, high = scale.back(model.estimate, model.mse, t)
    mse = model.mse * scale.slope(model.estimate) ** 2
    return {
        "method": "fay-herriot-reml",
        "scale": args.scale,
        "sigma2_u": model.sigma2_u,
        "coefficients": coefficients,
        "beta": model.beta.tolist(),
        "se_beta": model.se_beta.tolist(),
        "areas": [
            {"area": name, "direct": finite(own), "estimate": made,
             "mse": error, "low": down, "high": up, "shrinkage": borrowed}
            for name, own, made, error, down, up, borrowed in zip(
                names, direct.tolist(), estimate.tolist(), mse.tolist(), low.tolist(),
                high.tolist(), model.shrinkage.tolist(), strict=True,
            )
        ],
    }  # fmt: skip


def _read(args: argparse.Namespace) -> tuple[list[str], Floats, Floats, Floats, list[str]]:
    from commonground.analyse.columns import Columns
    from commonground.analyse.sheets import database, sheet

    with database(1) as opened:
        columns = Columns(opened, sheet(args.data))
        names = columns.filled(args.area).tolist()
        if len(set(names)) < len(names):
            twice = next(name for i, name in enumerate(names) if name in names[:i])
            raise Unusable(f"Area “{twice}” has more than one row.")
        direct = columns.numbers(args.direct, empty=True)
        known = np.isfinite(direct)
        variance = columns.numbers(args.variance, empty=~known)
        parts = [columns.covariate(name) for name in args.covariates]
    blocks = [np.ones((len(names), 1)), *(block for block, _ in parts)]
    coefficients = ["(intercept)", *(name for _, labels in parts for name in labels)]
    return names, direct, variance, np.hstack(blocks), coefficients


def _show(made: dict[str, Any]) -> None:
    rows = [
        (
            area["area"], "" if area["direct"] is None else f"{area['direct']:.5g}",
            f"{area['estimate']:.5g}", f"{area['mse'] ** 0.5:.3g}", f"{area['low']:.5g}",
            f"{area['high']:.5g}", f"{area['shrinkage']:.0%}",
        )
        for area in made["areas"]
    ]  # fmt: skip
    print(table(("area", "direct", "estimate", "se", "from", "to", "borrowed"), rows))
    told = ", ".join(
        f"{name} {b:.4g} ({se:.3g})"
        for name, b, se in zip(made["coefficients"], made["beta"], made["se_beta"], strict=True)
    )
    print(f"\nVariance between areas {made['sigma2_u']:.4g}. Coefficients (se): {told}.")
    print("borrowed: share of the figure that comes from areas like it, not from its own answers.")
