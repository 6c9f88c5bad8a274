"""The charts of one morning: CPU-seconds, 275 areas times 20 kinds of report.

python benchmarks/charts.py
"""

import time
from collections.abc import Callable

import numpy as np

from commonground.analysis.charts import (
    NOUFAILY,
    EarsSettings,
    ears,
    falls_and_rises,
    farrington,
)

AREAS, KINDS, WEEKS = 275, 20, 312
STARTS = np.datetime64("2012-01-02") + 7 * np.arange(WEEKS)
LAST = np.array([WEEKS - 1])


def counts() -> np.ndarray:
    """(5,500, 312): means from one a year to 20 a week, a season, overdispersed."""
    random = np.random.default_rng(7)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(WEEKS) / 52.18)
    mean = np.exp(random.uniform(np.log(0.02), np.log(20), (AREAS * KINDS, 1))) * season
    return random.negative_binomial(8, 8 / (8 + mean)).astype(float)


def main() -> None:
    series, days = counts(), counts()[:, -60:]
    one = series[-1]
    works: dict[str, Callable[[], object]] = {
        "Farrington, defaults, last week of each": lambda: farrington(
            series, STARTS, "week", points=LAST
        ),
        "Farrington, Noufaily's settings, last week of each": lambda: farrington(
            series, STARTS, "week", NOUFAILY, points=LAST
        ),
        "falls and rises, last week of each": lambda: falls_and_rises(series, STARTS),
        "EARS C2, 60 days of each": lambda: ears(days, EarsSettings("C2")),
        "Farrington, defaults, 49 weeks of one series": lambda: farrington(one, STARTS, "week"),
    }
    for words, work in works.items():
        work()
        cpu = time.process_time()
        work()
        print(f"{words}: {time.process_time() - cpu:.3f} CPU-s")


if __name__ == "__main__":
    main()
