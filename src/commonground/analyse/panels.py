"""Panels for `analyse effect`: one row per unit and time, times as numbers or dates."""

import argparse
from dataclasses import dataclass

import numpy as np

from commonground.analyse.columns import Columns, Floats
from commonground.analyse.sheets import database, sheet
from commonground.analysis.effects import Check, Panel, make_panel
from commonground.analysis.effects.audits import even_times, filled, gaps, sample_ratio, starts
from commonground.analysis.errors import Unusable

NEVER = ("", "never")


@dataclass(frozen=True)
class Read:
    """panel; checks : what was done with its rows, where there is something to tell."""

    panel: Panel
    checks: tuple[Check, ...]


def read(args: argparse.Namespace, outcome: str) -> Read:
    """The panel that the options name, with one outcome. Raises Unusable."""
    with database(1) as opened:
        columns = Columns(opened, sheet(args.panel))
        times, dated = _times(columns, args.time)
        first, dated_too = _times(columns, args.first_treated, never=True)
        if dated or dated_too:
            _refuse_mixed(times, first, args)
        units, values = columns.filled(args.unit), columns.numbers(outcome)
        cluster = columns.filled(args.cluster) if args.cluster else None
        covariates = {name: columns.numbers(name) for name in args.covariates}
    there = np.unique(times)
    every = even_times(there) if args.fill_zero else None
    panel = make_panel(
        units, times, values, first, cluster=cluster, covariates=covariates,
        fill_zero=args.fill_zero, periods=every,
    )  # fmt: skip
    rows = filled(len(units), panel.n, panel.periods, panel.periods - len(there))
    given = first[np.unique(units, return_index=True)[1]]
    checks = (
        rows, gaps(panel.times), starts(panel.times, given), _shares(panel, args.planned_share),
    )  # fmt: skip
    return Read(panel, tuple(check for check in checks if check is not None))


def _shares(panel: Panel, planned: float | None) -> Check:
    if planned is None:
        why = "No share of treated units was planned (--planned-share) to hold theirs against."
        return Check("sample-ratio", None, why)
    treated = int(np.isfinite(panel.first).sum())
    return sample_ratio(treated, panel.n - treated, planned)


def _times(columns: Columns, name: str, *, never: bool = False) -> tuple[Floats, bool]:
    """Numbers; a month or day as one: 2024-06 is 202406, 2024-06-01 is 20240601. And are there
    months or days?"""
    made, dated = columns.values(name), False
    odd = np.isnan(made)
    if not never and np.isinf(made).any():
        raise Unusable(f"A time in column “{name}” is infinite.")
    if not odd.any():
        return made, dated
    texts = columns.texts(name) if never else columns.filled(name)
    for text in set(texts[odd].tolist()):
        is_date = not (never and text.lower() in NEVER)
        made[texts == text] = _date(text, name) if is_date else np.inf
        dated = dated or is_date
    return made, dated


def _refuse_mixed(times: Floats, first: Floats, args: argparse.Namespace) -> None:
    """A month's number lies below every day's: who starts on a day would never start among
    months."""
    starts = first[np.isfinite(first) & (first != 0)]
    kinds = {_kind(float(one)) for one in np.unique(np.concatenate((times, starts)))}
    if len(kinds) > 1:
        raise Unusable(
            f"Columns “{args.time}” and “{args.first_treated}” hold {' and '.join(sorted(kinds))}: "
            "write all as days (2024-06-01), all as months (2024-06), or all as years."
        )


def _kind(number: float) -> str:
    return {8: "days", 6: "months", 4: "years"}.get(len(f"{number:.0f}"), "other numbers")


def _date(text: str, column: str) -> float:
    parts = text[:10].split("-")
    joined = "".join(parts)
    if len(parts) in (2, 3) and joined.isdigit() and [len(p) for p in parts] in ([4, 2], [4, 2, 2]):
        try:
            np.datetime64("-".join(parts), "D")
        except ValueError:
            raise Unusable(f"“{text[:40]}” in column “{column}” is no day that there is.") from None
        return float(joined)
    raise Unusable(f"“{text[:40]}” in column “{column}” is neither a number nor a date.")
