"""Interrupted time series: one place over time, with season, and errors that hang together.

outcome_t = level + trend t + season + step x (t >= start) + slope x (t - start)+, also for the
difference from a control series if there is one. Standard errors after Newey & West 1987 with a
lag of 0.75 T^(1/3). On short series they are far too small, so that the interval and the p-value
come from a bootstrap: the line without an effect, with errors that hang together as strongly as
those seen (order 1, corrected for its bias in short series), drawn 1,999 times. A fit without a
comparison cannot tell the programme from whatever else began then.
"""

from dataclasses import replace

import numpy as np

from commonground.analysis.errors import Unusable

from .interrupting import Interrupted, refutations
from .panel import Panel
from .results import Effect, Part, told
from .series import bootstrap, fitted, mean_change


def its(
    panel: Panel, *, season: int = 0, level: float = 0.95, seed: int = 1, refuted: bool = True
) -> Effect:
    """The average change after the start against where the line before was going.

    Treated units are averaged into one series. Units that are never treated are averaged into a
    control series, and the difference of the two is analysed.

    Parameters
    ----------
    season : periods in a year (12, 52), for two harmonics; 0 for none. refuted : with its checks.

    Raises
    ------
    Unusable : several starts, too few periods on a side, or a series without any error.
    """
    treated = panel.treated
    if len(treated) != 1:
        raise Unusable(
            f"An interrupted time series needs one start; here there are {len(treated)}."
        )
    start = int(treated[0])
    inside, control = panel.first == treated[0], np.isinf(panel.first)
    series = panel.outcome[inside].mean(axis=0)
    if control.any():
        series = series - panel.outcome[control].mean(axis=0)
    line = fitted(series, start, season)
    estimate, se = line.combined(mean_change(len(series), start))
    if se <= 1e-12 * np.abs(series).max(initial=1e-300):
        raise Unusable("The series lies on its line without any error: nothing can be told of it.")
    drawn = bootstrap(series, start, season, seed)
    times = float(np.quantile(drawn, level))
    made = told(
        method="its",
        estimand="average change after the start against the line of before"
        + (", beyond that of the controls" if control.any() else ""),
        estimate=estimate,
        se=se,
        n_units=panel.n,
        n_periods=panel.periods,
        df=line.df,
        level=level,
        p_value=float((1 + np.sum(drawn >= abs(estimate) / se)) / (1 + len(drawn))),
        by=tuple(Part(name, *line.combined({name: 1.0})) for name in ("step", "slope", "trend")),
    )
    made = replace(made, low=estimate - times * se, high=estimate + times * se)
    of = Interrupted(panel.outcome[inside], panel.outcome[control], start, season)
    return replace(made, checks=refutations(of, line, made, seed)) if refuted else made
