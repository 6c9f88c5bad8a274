"""What a survey's answers say, as JSON for scripts and as a table for people."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.numbers import finite
from commonground.analyse.survey_file import Answers
from commonground.analyse.tables import table
from commonground.analysis.discovery import adjusted
from commonground.analysis.surveys import (
    Design,
    Estimate,
    Method,
    bootstrap,
    difference,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    jackknife,
    poststratify,
    rake,
    replicate_covariance,
)
from commonground.analysis.surveys.comparing import p_value
from commonground.analysis.surveys.estimates import kish_size
from commonground.analysis.surveys.gates import NO_INTERVAL, NO_SPREAD, TOO_FEW
from commonground.analysis.surveys.intervals import proportion, student

Document = dict[str, Any]
Members = NDArray[np.bool_]

OF_BOTH = (TOO_FEW, NO_INTERVAL, NO_SPREAD)  # flags of a group that its differences have too

WORDS = {
    "too-few-answers": "too few answers to say",
    "few-answers": "few answers",
    "relative-se-30-percent": "unreliable",
    "interval-over-20-points": "over 20 points wide",
    "no-denominator": "the denominator adds up to zero",
    "no-interval": "nothing tells how far off it may be",
    "no-spread": "all answers alike, or everybody was asked",
}


def document(read: Answers, args: argparse.Namespace) -> Document:
    """What `--json` prints. Numbers that are not finite are null."""
    groups: list[str | None] = [None]
    if read.groups is not None:
        groups = [*sorted(set(read.groups.tolist()), key=_order)]
    made = {group: _estimate(read, args, _members(read, group)) for group in groups}
    told = {
        "estimates": [
            _nothing(group, _count(read, group)) if one is None else _row(group, one)
            for group, one in made.items()
        ],
        "weighting": _weighting(read),
    }
    return told | ({"differences": _differences(read, made, args)} if args.differences else {})


def _order(group: str) -> tuple[int, float, str]:
    try:
        return 0, float(group), group
    except ValueError:
        return 1, 0.0, group


def _members(read: Answers, group: str | None) -> Members:
    if group is None or read.groups is None:
        return read.answered
    return np.asarray(read.answered & (read.groups == group))


def _estimate(read: Answers, args: argparse.Namespace, members: Members) -> Estimate | None:
    """None for a group of which nobody answered, or whose denominator adds up to zero."""
    weights = np.where(members, read.design.weights, 0.0)
    is_empty = not weights.any() or (
        read.denominator is not None and weights @ read.denominator == 0
    )
    if is_empty and read.groups is not None:
        return None
    found = _of(read, read.design, args, members)
    if args.variance == "taylor":
        return found
    return _replicated(read, args, members, found)


def _count(read: Answers, group: str | None) -> int:
    return int((_members(read, group) & (read.design.weights > 0)).sum())


def _of(read: Answers, design: Design, args: argparse.Namespace, members: Members) -> Estimate:
    if args.statistic == "total":
        return estimate_total(design, read.values, members=members, level=args.level)
    if args.statistic == "ratio" and read.denominator is not None:
        return estimate_ratio(
            design, read.values, read.denominator, members=members, level=args.level
        )
    method: Method | None = args.interval or "korn-graubard"
    return estimate_mean(
        design, read.values, members=members, level=args.level,
        proportion=method if args.proportion is not None else None,
    )  # fmt: skip


def _replicated(
    read: Answers, args: argparse.Namespace, members: Members, found: Estimate
) -> Estimate:
    """The same estimate, with the standard error of replicates that meet the margins again."""
    kind = jackknife if args.variance == "jackknife" else _bootstrap(args)
    variance = replicate_covariance(kind(read.designed), _again(read, args, members))[0, 0]
    se = float(np.sqrt(variance))
    low, high = student(found.estimate, se, found.df, args.level)
    if found.is_proportion:
        kish = kish_size(np.where(members, read.design.weights, 0.0))
        low, high = proportion(
            found.estimate, se, n=found.n, n_kish=kish, df=found.df, level=args.level,
            method=args.interval or "korn-graubard",
        )  # fmt: skip
    deff = found.deff * variance / found.se**2 if found.se > 0 else float("nan")
    size = found.n / deff if deff > 0 else float("nan")
    return replace(found, se=se, low=low, high=high, deff=deff, n_effective=size)


def _bootstrap(args: argparse.Namespace) -> Callable[[Design], Any]:
    return lambda design: bootstrap(design, replicates=args.replicates, seed=args.seed)


def _again(
    read: Answers, args: argparse.Namespace, members: Members
) -> Callable[[NDArray[np.float64]], float]:
    below = np.ones_like(read.values) if read.denominator is None else read.denominator

    def estimator(weights: NDArray[np.float64]) -> float:
        made = _met(read, args, weights)
        used = np.where(members, made, 0.0)
        top, under = float(used @ read.values), float(used @ below)
        if args.statistic == "total":
            return top
        return top / under if under else float("nan")  # the whole group is left out

    return estimator


def _met(
    read: Answers, args: argparse.Namespace, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    if not read.margins:
        return weights
    if args.rake is not None:
        return rake(weights, read.margins, trim=args.trim)[0]
    return poststratify(weights, read.margins[0])[0]


def _nothing(group: str | None, n: int) -> Document:
    flags = ["no-denominator"] if n else ["too-few-answers"]
    return {
        "group": group, **dict.fromkeys(("estimate", "se", "low", "high")), "n": n,
        **dict.fromkeys(("n_effective", "deff", "df")), "flags": flags,
    }  # fmt: skip


def _row(group: str | None, made: Estimate) -> Document:
    return {
        "group": group,
        "estimate": made.estimate,
        "se": finite(made.se),
        "low": finite(made.low),
        "high": finite(made.high),
        "n": made.n,
        "n_effective": finite(made.n_effective),
        "deff": finite(made.deff),
        "df": made.df,
        "flags": list(made.flags),
    }


def _weighting(read: Answers) -> Document:
    weights = read.design.weights[read.answered]
    used = weights[weights > 0]
    kish = kish_size(weights)
    made: Document = {
        "method": read.design.calibration.method if read.design.calibration else "as designed",
        "n": len(used),
        "sum": float(used.sum()),
        "smallest": float(used.min()),
        "largest": float(used.max()),
        "n_effective_kish": kish,
        "deff_kish": len(used) / kish,
        "df": read.design.degrees_of_freedom(),
        "not_answered": int((~read.answered).sum()),
    }
    if (how := read.design.calibration) is not None:
        made |= {"rounds": how.rounds, "furthest_off": how.off, "trimmed": how.trimmed}
        made["margins"] = {
            margin.name: dict(zip(margin.levels, margin.counts.tolist(), strict=True))
            for margin in read.margins
        }
    return made


def _differences(
    read: Answers, made: dict[str | None, Estimate | None], args: argparse.Namespace
) -> list[Document]:
    """Every two groups; q is the p-value with control of false discovery (Benjamini-Hochberg)."""
    there = [(group, one) for group, one in made.items() if one is not None]
    rows: list[Document] = [
        {"first": first, "second": second} | _difference(read.design, a, b, args.level)
        for (first, a), (second, b) in combinations(there, 2)
    ]
    tested = [row for row in rows if row["p_value"] is not None]
    for row, q in zip(tested, adjusted([row["p_value"] for row in tested]), strict=True):
        row["q_value"] = float(q)
    return rows


def _difference(design: Design, a: Estimate, b: Estimate, level: float) -> Document:
    """Marked as the two groups are. Where nothing tells how far off one of them may be, as with one
    answer, nothing tells it of their difference either."""
    gap, se, low, high = difference(design, a, b, level=level)
    p: float | None = p_value(gap, se, design.degrees_of_freedom())
    flags = [flag for flag in OF_BOTH if flag in a.flags or flag in b.flags]
    if NO_INTERVAL in flags:
        se = low = high = float("nan")
        p = None
    return {
        "difference": gap, "se": finite(se), "low": finite(low), "high": finite(high),
        "p_value": p, "q_value": None, "flags": flags,
    }  # fmt: skip


def show(made: Document, args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(made))
        return
    percent = f"{args.level:.0%}"
    names = (
        args.by or "", args.statistic, "se", f"{percent} from", "to", "answers", "effective", ""
    )  # fmt: skip
    print(table(names, [_cells(row) for row in made["estimates"]]))
    for row in made.get("differences", []):
        print(_told(row))
    told = made["weighting"]
    print(
        f"\nWeights {told['method']}: {told['n']:,} answers stand for {told['sum']:,.0f}; unequal "
        f"weights alone leave {told['n_effective_kish']:,.0f} of them."
    )


def _told(row: Document) -> str:
    words = f"{_name(row['first'])} less {_name(row['second'])}: {row['difference']:.6g}"
    if row["p_value"] is not None:
        words += f" ({row['low']:.6g} to {row['high']:.6g}), q {row['q_value']:.3g}"
    marks = _marks(row["flags"])
    return f"{words}; {marks}" if marks else words


def _name(group: str | None) -> str:
    return "(empty)" if group == "" else group or ""


def _cells(row: Document) -> tuple[str, ...]:
    name = _name(row["group"])
    if row["estimate"] is None:
        return (name, "", "", "", "", f"{row['n']:,}", "", _marks(row["flags"]))
    numbers = [row[key] for key in ("estimate", "se", "low", "high")]
    shown = ["" if number is None else f"{number:.7g}" for number in numbers]
    size = "" if row["n_effective"] is None else f"{row['n_effective']:,.0f}"
    return (name, *shown, f"{row['n']:,}", size, _marks(row["flags"]))


def _marks(flags: list[str]) -> str:
    """In words; that there are too few answers says it all."""
    first = flags[:1] if "too-few-answers" in flags else flags
    return "; ".join(WORDS[flag] for flag in first)
