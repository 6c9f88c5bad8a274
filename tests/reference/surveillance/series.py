"""Write the series that make.R answers: ours, and the public one of the R package.

python tests/reference/surveillance/series.py SALMNEWPORT.csv > series.csv
(columns week_start, cases: salmNewport of R surveillance, summed over the 16 states)
"""

import csv
import sys

import numpy as np


def ours():
    """(name, unit, dates, counts): sparse and dense, a trend, an outbreak, zeros; seeded."""
    random = np.random.default_rng(20)
    weeks = np.arange(np.datetime64("2012-01-03"), np.datetime64("2018-12-31"), 7)
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(len(weeks)) / 52.18)
    dense = random.negative_binomial(20, 20 / (20 + 60 * season))
    dense[[200, 201, 340]] += 90
    yield "dense weeks", "week", weeks, dense
    growth = np.exp(np.arange(len(weeks)) * 0.004)
    yield "growing weeks", "week", weeks, random.poisson(6 * season * growth)
    yield "sparse weeks", "week", weeks, random.poisson(0.8 * season)
    rare = random.poisson(0.05, len(weeks))
    rare[-6:] = [0, 4, 3, 5, 0, 1]
    yield "nearly none", "week", weeks, rare
    days = np.arange(np.datetime64("2020-01-01"), np.datetime64("2020-07-01"))
    yield "sparse days", "day", days, random.poisson(0.7, len(days))
    yield "dense days", "day", days, random.negative_binomial(5, 5 / (5 + 30), len(days))
    years = np.arange(np.datetime64("2019-01-01"), np.datetime64("2024-03-06"))
    yield "years of days", "day", years, random.negative_binomial(6, 6 / (6 + 9), len(years))
    months = np.arange(np.datetime64("2004-01"), np.datetime64("2013-01")).astype("datetime64[D]")
    yield "months", "month", months, random.negative_binomial(8, 8 / (8 + 25), len(months))


def main(path):
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["series", "unit", "date", "count"])
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            out.writerow(["salmNewport", "week", row["week_start"], row["cases"]])
    for name, unit, dates, counts in ours():
        for date, count in zip(dates, counts, strict=True):
            out.writerow([name, unit, date, count])


if __name__ == "__main__":
    main(sys.argv[1])
