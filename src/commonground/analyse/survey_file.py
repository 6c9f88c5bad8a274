"""A survey's answers from a CSV file, and margins from a JSON file."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from commonground.analyse.columns import Columns, Floats, Members, Texts, number
from commonground.analyse.sheets import database, sheet
from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import Design, Margin, make_design, poststratify, rake


@dataclass(frozen=True)
class Answers:
    """The design, and of each answer the values; `answered` leaves out what is missing."""

    design: Design
    designed: Design  # with the weights as they were before margins
    margins: list[Margin]
    values: Floats
    denominator: Floats | None
    groups: Texts | None
    answered: Members


def read(args: argparse.Namespace) -> Answers:
    file = sheet(args.data)
    with database(1) as opened:
        columns, missing = Columns(opened, file), frozenset(args.missing)
        answered = columns.answered(args.variable, missing)
        if args.denominator:
            answered &= columns.answered(args.denominator, missing)
        if not answered.any():
            raise Unusable(f"No row of {args.data.name} has an answer in “{args.variable}”.")
        design = _design(columns, args)
        values = _values(columns, args, answered)
        below = columns.but(args.denominator, ~answered) if args.denominator else None
        groups = columns.texts(args.by) if args.by else None
        margins = _margins(columns, args.rake or args.poststratify)
    adjusted = _adjusted(design, margins, args)
    return Answers(adjusted, design, margins, values, below, groups, answered)


def _design(columns: Columns, args: argparse.Namespace) -> Design:
    weights = columns.numbers(args.weights) if args.weights else None
    return make_design(
        len(columns.texts(args.variable)),
        weights=weights,
        strata=columns.named(args.strata) if args.strata else None,
        clusters=[columns.named(name) for name in args.cluster],
        populations=[columns.numbers(name) for name in args.fpc],
    )


def _values(columns: Columns, args: argparse.Namespace, answered: Members) -> Floats:
    """Missing values are 0: their weight says that they were drawn, not what was answered."""
    if args.proportion is None:
        hint = "; --proportion VALUE tells the share that answered VALUE"
        return columns.but(args.variable, ~answered, hint)
    texts = columns.texts(args.variable)
    same = answered & np.array([_same(text, args.proportion) for text in texts])
    if not same.any():
        there = ", ".join(sorted(set(texts[answered].tolist()))[:10])
        raise Unusable(
            f"Nobody answered “{args.proportion}” in {args.variable}; there is: {there}."
        )
    return np.asarray(same, dtype=np.float64)


def _same(text: str, value: str) -> bool:
    return text == value or number(text) == number(value)


def _margins(columns: Columns, path: Path | None) -> list[Margin]:
    if path is None:
        return []
    return [_margin(columns, name, levels) for name, levels in _document(path).items()]


def _margin(columns: Columns, name: str, levels: dict[str, float]) -> Margin:
    parts = [name] if columns.file.has(name) else name.split(",")
    read = [columns.filled(part.strip()) for part in parts]
    texts = np.array([",".join(row) for row in zip(*read, strict=True)])
    known = list(levels)
    places = {level: i for i, level in enumerate(known)}
    strange = next((text for text in texts if text not in places), None)
    if strange is not None:
        raise Unusable(f"The margins of {name} do not say how many people have “{strange}”.")
    codes = np.array([places[text] for text in texts], dtype=np.intp)
    return Margin(name, tuple(known), np.array(list(levels.values()), dtype=np.float64), codes)


def _document(path: Path) -> dict[str, dict[str, float]]:
    """Raises Unusable where the file is not {"column": {"level": count}}."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        made: Any = json.loads(text, object_pairs_hook=_once, parse_int=float)
    except FileNotFoundError as problem:
        raise Unusable(f"There is no file {path}.") from problem
    except Unusable:
        raise
    except (OSError, ValueError, RecursionError) as problem:
        raise Unusable(f"{path.name} is not JSON that can be read.") from problem
    shape = 'like {"sex": {"f": 5210, "m": 4990}}'
    if not isinstance(made, dict) or not made:
        raise Unusable(f"{path.name} must hold margins {shape}.")
    for name, levels in made.items():
        if not isinstance(levels, dict) or not levels:
            raise Unusable(f"{path.name} must hold margins {shape}; “{name}” is not.")
        for level, count in levels.items():
            if isinstance(count, bool) or not isinstance(count, int | float):
                raise Unusable(f"{path.name}: {name} “{level}” is not a number.")
    return made


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice, and the first is then forgotten without a word."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in made if names.count(name) > 1)
        raise Unusable(f"The margins name “{twice}” twice: leave one of them out.")
    return made


def _adjusted(design: Design, margins: list[Margin], args: argparse.Namespace) -> Design:
    if not margins:
        return design
    if args.rake is not None:
        return design.calibrated(*rake(design.weights, margins, trim=args.trim))
    if len(margins) > 1:
        raise Unusable(
            "--poststratify takes one column of margins (or cells of several, as in "
            '"sex,age"); --rake takes several.'
        )
    return design.calibrated(*poststratify(design.weights, margins[0]))
