"""One series and one method -> a chart with its words, as `commonground analyse chart` prints it.

The command's options and the settings they set (a None leaves the method's own default):

    --method {farrington,ears-c1,ears-c2,ears-c3}   --alpha A   --alpha-fall A   --zero-gaps
    Farrington: --years-back 5  --window 3  --periods 1  --left-out 3  --no-reweight
        --weights-threshold 2.58  --no-trend  --p-trend 0.05
        --limit {delta,nbPlugin,muan,predictive}  --least 5 4  --errors {surveillance,model}
    EARS: --baseline 7  --min-sigma 0
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .ears import STRICT, Ears, EarsSettings, Variant, ears
from .farrington import Farrington, FarringtonSettings, farrington
from .limits import bounds
from .series import Series, regular_series

Floats = NDArray[np.float64]
Settings = FarringtonSettings | EarsSettings
VARIANTS: dict[str, Variant] = {"ears-c1": "C1", "ears-c2": "C2", "ears-c3": "C3"}
METHODS = ("farrington", *VARIANTS)
CUSTOMARY = 0.05  # the error rate of upper_95, printed whatever `alpha` is
STRICT_FARRINGTON = 0.05  # surveillance's own


@dataclass(frozen=True)
class Chart:
    """p points, the last p of the series; NaN where nothing can be told.

    method, unit : names. settings : what it was worked out with. dates : (p,) datetime64[D].
    observed, mean, upper, lower, score : (p,). mean : what is usual. expected : the same, but NaN
    where no rise is looked for, as in surveillance. upper_95 : the upper limit at an error rate of
    5 %, whatever `alpha`; upper_strict : at the rate that surveillance takes by itself (0.001 for
    C1 and C2, 0.025 for C3, 0.05 for Farrington). alarm : above `upper`; fall : below `lower`.
    flags : sentences.
    """

    method: str
    unit: str
    settings: Settings
    dates: NDArray[np.datetime64]
    observed: Floats
    mean: Floats
    expected: Floats
    upper: Floats
    upper_95: Floats
    upper_strict: Floats
    lower: Floats
    score: Floats
    alarm: NDArray[np.bool_]
    fall: NDArray[np.bool_]
    flags: tuple[str, ...]


def settings_of(method: str, **options: Any) -> Settings:
    """A method's settings from options of the fields' names; an option that is None is left out.

    Raises Unusable for an unknown method, and for an option that the method does not have.
    """
    if method not in METHODS:
        raise Unusable(f"The method must be one of {', '.join(METHODS)}.")
    given = {name: value for name, value in options.items() if value is not None}
    kind = FarringtonSettings if method == "farrington" else EarsSettings
    strange = [name for name in given if name not in kind.__dataclass_fields__]
    if strange:
        raise Unusable(f"{method} has no option --{strange[0].replace('_', '-')}.")
    return FarringtonSettings(**given) if kind is FarringtonSettings else EarsSettings(
        variant=VARIANTS[method], **given
    )  # fmt: skip


def chart(
    dates: Sequence[str],
    counts: Sequence[str | float],
    *,
    method: str,
    zero_gaps: bool = False,
    **options: Any,
) -> Chart:
    """The chart of one series.

    dates, counts : columns of a file, see `regular_series`. options : see `settings_of`, for
    example alpha=0.01, years_back=3.

    Raises Unusable, with the sentence for the person, for bad rows, options and short series.
    """
    settings = settings_of(method, **options)
    series = regular_series(dates, counts, zero_gaps=zero_gaps)
    if isinstance(settings, EarsSettings):
        return _ears(method, series, settings)
    return _farrington(method, series, settings)


def document(made: Chart) -> dict[str, Any]:
    """What `--json` prints.

    {"method", "unit", "settings": {...}, "points": [{"date", "observed", "mean", "expected",
    "upper", "upper_95", "upper_strict", "lower", "score", "alarm", "fall"}],
    "flags": [sentence]}; see Chart.
    Numbers that cannot be told, and infinite ones, are null.
    """
    numbers = ("mean", "expected", "upper", "upper_95", "upper_strict", "lower", "score")
    columns = {name: [_told(value) for value in getattr(made, name)] for name in numbers}
    points = [
        {"date": str(day), "observed": int(made.observed[row])}
        | {name: columns[name][row] for name in numbers}
        | {"alarm": bool(made.alarm[row]), "fall": bool(made.fall[row])}
        for row, day in enumerate(made.dates)
    ]
    return {
        "method": made.method, "unit": made.unit, "settings": _in_force(made.settings),
        "points": points, "flags": list(made.flags),
    }  # fmt: skip


def _in_force(settings: Settings) -> dict[str, Any]:
    """The settings, with what a None stands for."""
    if isinstance(settings, EarsSettings):
        alpha, fall = settings.rates
        return asdict(settings) | {"alpha": alpha, "alpha_fall": fall}
    found = {"left_out": settings.skipped, "alpha_fall": settings.fall_rate}
    return asdict(settings) | found | {"least": list(settings.least)}


def _told(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _ears(method: str, series: Series, settings: EarsSettings) -> Chart:
    found = ears(series.counts, settings)
    customary, strict = (
        ears(series.counts, replace(settings, alpha=rate)).upper[0]
        for rate in (CUSTOMARY, STRICT[settings.variant])
    )
    return Chart(
        method, series.unit, settings, series.starts[found.first :],
        series.counts[found.first :], found.expected[0], found.expected[0],
        found.upper[0], customary, strict,
        found.lower[0], found.score[0], found.alarm[0], found.fall[0],
        series.flags + _ears_flags(found),
    )  # fmt: skip


def _farrington(method: str, series: Series, settings: FarringtonSettings) -> Chart:
    found = farrington(series.counts, series.starts, series.unit, settings)
    if not len(found.history.points):
        raise Unusable(
            f"Farrington's chart looks {settings.years_back} years back, and the series has "
            f"{len(series.counts)} {series.unit}s: look back over fewer years, or use EARS."
        )
    customary, strict = (
        bounds(found.predicted, limit=settings.limit, alpha=rate, alpha_fall=rate)[0]
        for rate in (CUSTOMARY, STRICT_FARRINGTON)
    )
    return Chart(
        method, series.unit, settings, series.starts[found.history.points], found.observed[0],
        found.expected[0], np.where(found.enough, found.expected, np.nan)[0], found.upper[0],
        np.where(found.enough, customary, np.nan)[0], np.where(found.enough, strict, np.nan)[0],
        found.lower[0], found.score[0], found.alarm[0], found.fall[0],
        series.flags + _farrington_flags(found, settings),
    )  # fmt: skip


def _ears_flags(found: Ears) -> tuple[str, ...]:
    return _said(
        (~np.isfinite(found.upper), "cannot be told: the counts before do not vary at all"),
        (found.expected == 0, "have no report in the days they are held against"),
        (found.lower == 0, "are usually too low for a fall to show"),
    )


def _farrington_flags(found: Farrington, settings: FarringtonSettings) -> tuple[str, ...]:
    least, last = settings.least
    return _said(
        (~found.fitted, "cannot be told: no model fits the years before"),
        (~found.enough, f"are not judged for a rise: fewer than {least} in the last {last}"),
        (found.past == 0, "have no report in the years before to be held against"),
        (found.lower == 0, "are usually too low for a fall to show"),
    )


def _said(*cases: tuple[NDArray[np.bool_], str]) -> tuple[str, ...]:
    return tuple(
        f"{int(true.sum())} of {true.size} points {words}." for true, words in cases if true.any()
    )
