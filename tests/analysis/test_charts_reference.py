"""Our charts and those of R surveillance: the same digits."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from commonground.analysis.charts.ears import STRICT, EarsSettings, ears
from commonground.analysis.charts.farrington import NOUFAILY, FarringtonSettings, farrington
from commonground.analysis.charts.series import regular_series

HERE = Path(__file__).resolve().parents[1] / "reference" / "surveillance"
EARS = {
    "C1": EarsSettings("C1", alpha=STRICT["C1"]),
    "C2": EarsSettings("C2", alpha=STRICT["C2"]),
    "C3": EarsSettings("C3", alpha=STRICT["C3"]),
    "C1 0.05": EarsSettings("C1"),
    "C2 14 days, sigma 0.5": EarsSettings("C2", baseline=14, min_sigma=0.5, alpha=STRICT["C2"]),
    "C3 sigma 0.5": EarsSettings("C3", min_sigma=0.5, alpha=STRICT["C3"]),
}
FLEXIBLE = {
    "default": FarringtonSettings(),
    "no trend": FarringtonSettings(trend=False),
    "Noufaily": NOUFAILY,
    "muan": FarringtonSettings(periods=10, left_out=26, limit="muan"),
    "plugin, 4 years": FarringtonSettings(years_back=4, window=2, limit="nbPlugin", alpha=0.01),
    "unweighted": FarringtonSettings(reweight=False, p_trend=1.0),
    "2 years, wide": FarringtonSettings(years_back=2, window=5, weights_threshold=1, least=(0, 1)),
}


def read(path):
    text = path.read_bytes()
    text = gzip.decompress(text) if path.suffix == ".gz" else text
    yield from csv.DictReader(text.decode().splitlines())


def series():
    found = defaultdict(lambda: ([], []))
    for row in read(HERE / "series.csv"):
        found[row["series"]][0].append(row["date"])
        found[row["series"]][1].append(row["count"])
    return {name: regular_series(*columns) for name, columns in found.items()}


def answers():
    found = defaultdict(lambda: defaultdict(list))
    for row in read(HERE / "answers.csv.gz"):
        for name in ("expected", "upper", "alarm", "phi", "slope", "score", "p"):
            value = np.nan if row[name] == "NA" else float(row[name])
            found[row["series"], row["setting"]][name].append(value)
        found[row["series"], row["setting"]]["date"].append(row["date"])
    return {key: {n: np.array(v) for n, v in columns.items()} for key, columns in found.items()}


SERIES, ANSWERS = series(), answers()


def of(settings):
    return [key for key in ANSWERS if key[1] in settings]


@pytest.mark.parametrize(("name", "setting"), of(EARS))
def test_ears_has_the_limits_and_alarms_of_surveillance(name, setting):
    theirs, given = ANSWERS[name, setting], SERIES[name]
    found = ears(given.counts, EARS[setting])
    assert given.starts[found.first :].astype(str).tolist() == theirs["date"].tolist()
    np.testing.assert_allclose(found.upper[0], theirs["upper"], rtol=1e-9, atol=1e-9)
    known = np.isfinite(theirs["alarm"])
    assert (found.alarm[0][known] == theirs["alarm"][known]).all()
    assert not found.alarm[0][~known].any()


@pytest.mark.parametrize(("name", "setting"), of(FLEXIBLE))
def test_farrington_has_the_limits_and_alarms_of_surveillance(name, setting):
    theirs, given = ANSWERS[name, setting], SERIES[name]
    settings = FLEXIBLE[setting]
    if given.unit == "month":
        settings = FarringtonSettings(**(vars(settings) | {"periods": 1}))
    found = farrington(given.counts, given.starts, given.unit, settings)
    assert given.starts[found.history.points].astype(str).tolist() == theirs["date"].tolist()
    np.testing.assert_allclose(found.upper[0], theirs["upper"], rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(found.dispersion[0], theirs["phi"], rtol=1e-7)
    np.testing.assert_allclose(found.slope[0], theirs["slope"], rtol=1e-6)
    np.testing.assert_allclose(found.p_rise[0], theirs["p"], rtol=1e-6, atol=1e-12)
    assert (found.alarm[0] == (theirs["alarm"] == 1)).all()
    known = np.isfinite(theirs["expected"])
    np.testing.assert_allclose(found.expected[0][known], theirs["expected"][known], rtol=1e-7)


def test_the_published_c1_limits_of_salmonella_newport():
    given = SERIES["salmNewport"]
    found = ears(given.counts, EarsSettings("C1", alpha=0.05))
    in_2011 = given.starts[found.first :] >= np.datetime64("2011-01-03")
    upper = found.upper[0][in_2011][:4]
    assert upper.round(6).tolist() == [3.278854, 3.278854, 3.436517, 3.855617]
