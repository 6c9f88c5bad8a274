"""How often do the charts alarm where nothing happens? Written to charts_null.json beside this.

python benchmarks/studies/charts_null.py

Weekly counts with a season of 30 % and no trend, Poisson (ratio 1) or negative binomial with a
variance of 2 times the mean; daily ones without a season for EARS. Each series is judged once.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import beta

from commonground.analysis.charts import (
    NOUFAILY,
    EarsSettings,
    FarringtonSettings,
    ears,
    falls_and_rises,
    farrington,
)
from commonground.analysis.charts.ears import STRICT

ANSWER = Path(__file__).with_suffix(".json")
MEANS, RATIOS = (0.2, 0.5, 1, 2, 5, 20, 60), (1, 2)
SERIES, WEEKS, DAYS = 10_000, 5 * 52 + 5, 12
STARTS = np.datetime64("2014-01-06") + 7 * np.arange(WEEKS)
LAST = np.array([WEEKS - 1])
FARRINGTON = {
    "Farrington": FarringtonSettings(),
    "Farrington, model's errors": FarringtonSettings(errors="model"),
    "Noufaily": NOUFAILY,
}
EARS = {f"EARS {variant}": EarsSettings(variant, alpha=rate) for variant, rate in STRICT.items()}
P_VALUES = (0.05, 0.01, 0.001)


def drawn(random, series, mean, ratio):
    """Counts of a mean, per series (rows) and time; the mean may differ by time."""
    shape = (series, len(mean))
    if ratio == 1:
        return random.poisson(mean, shape).astype(float)
    return random.negative_binomial(mean / (ratio - 1), 1 / ratio, shape).astype(float)


def judged(random, series, mean, ratio):
    """(chart, nominal rate, rises, falls, trends kept), the last three one yes or no per series."""
    season = mean * (1 + 0.3 * np.sin(2 * np.pi * np.arange(WEEKS) / 52.18))
    weeks, days = (
        drawn(random, series, season, ratio),
        drawn(random, series, np.full(DAYS, float(mean)), ratio),
    )
    for name, settings in FARRINGTON.items():
        found = farrington(weeks, STARTS, "week", settings, points=LAST)
        yield name, settings.alpha, found.alarm[:, 0], found.fall[:, 0], np.isfinite(found.slope)
    surprises = falls_and_rises(weeks, STARTS)
    for p in P_VALUES:
        yield f"falls and rises, p = {p}", p, *surprises.beyond(p), None
    for name, settings in EARS.items():
        found = ears(days, settings)
        yield name, settings.rates[0], found.alarm[:, -1], found.fall[:, -1], None


def rate(alarms):
    """Alarms, their share and its 95 % interval (Clopper and Pearson)."""
    n, k = len(alarms), int(alarms.sum())
    low = beta.ppf(0.025, k, n - k + 1) if k else 0.0
    high = beta.ppf(0.975, k + 1, n - k) if k < n else 1.0
    return {"n": k, "share": k / n, "interval": [round(float(low), 6), round(float(high), 6)]}


def study(series, seed):
    for mean in MEANS:
        for ratio in RATIOS:
            random = np.random.default_rng([seed, round(mean * 10), ratio])
            for chart, nominal, rises, falls, trends in judged(random, series, mean, ratio):
                yield {
                    "chart": chart, "mean": mean, "ratio": ratio, "series": series,
                    "nominal": nominal, "rises": rate(rises), "falls": rate(falls),
                } | ({} if trends is None else {"trend_kept": float(trends.mean())})  # fmt: skip


def main():
    rows = list(study(SERIES, 2025))
    text = ",\n".join(json.dumps(row) for row in rows)
    ANSWER.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    for row in rows:
        print(row["chart"], row["mean"], row["ratio"], row["rises"]["share"], row["falls"]["share"])


if __name__ == "__main__":
    main()
