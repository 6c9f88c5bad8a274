"""`analyse chart` prints the chart of the analysis, whose digits are those of R surveillance."""

import csv
import json
from pathlib import Path

import pytest

from commonground.analysis.charts import METHODS, chart, document

from .running import answer, words, write

SERIES = Path(__file__).resolve().parents[1] / "reference" / "surveillance" / "series.csv"
# R surveillance's own test: upper limits at 95 % of weeks 1 to 4 of 2011
PUBLISHED = [3.278854, 3.278854, 3.436517, 3.855617]


def salmonella() -> list[list[str]]:
    with SERIES.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == "salmNewport"]
    return [[row["date"], row["count"]] for row in rows]


@pytest.fixture
def weeks(tmp_path):
    return write(tmp_path / "weeks.csv", "week,reports", salmonella())


@pytest.mark.parametrize("method", METHODS)
def test_it_prints_the_chart_of_the_analysis(method, weeks, capsys):
    found = answer(capsys, "chart", weeks, "--date", "week", "--count", "reports",
                   "--method", method)  # fmt: skip
    dates, counts = zip(*salmonella(), strict=True)
    made = document(chart(dates, counts, method=method))
    assert found == json.loads(json.dumps(made))
    assert found["method"] == method and len(found["points"]) > 200


def test_its_limits_of_2011_are_the_published_ones(weeks, capsys):
    found = answer(capsys, "chart", weeks, "--date", "week", "--count", "reports",
                   "--method", "ears-c1")  # fmt: skip
    first = next(i for i, point in enumerate(found["points"]) if point["date"] >= "2011-01-03")
    upper = [point["upper_95"] for point in found["points"][first : first + 4]]
    assert upper == pytest.approx(PUBLISHED, abs=5e-7)


def test_options_reach_the_method(weeks, capsys):
    typed = ["chart", weeks, "--date", "week", "--count", "reports", "--method"]
    found = answer(
        capsys, *typed, "farrington", "--years-back", 3, "--window", 2, "--no-trend",
        "--no-reweight", "--least", 0, 1, "--limit", "muan", "--alpha", 0.01,
    )  # fmt: skip
    chosen = {"years_back": 3, "window": 2, "trend": False, "reweight": False, "least": [0, 1],
              "limit": "muan", "alpha": 0.01}  # fmt: skip
    assert {name: found["settings"][name] for name in chosen} == chosen
    found = answer(capsys, *typed, "ears-c2", "--baseline", 9, "--min-sigma", 0.5)
    assert (found["settings"]["baseline"], found["settings"]["min_sigma"]) == (9, 0.5)


def test_gaps_are_zeros_only_if_one_says_so(tmp_path, capsys):
    rows = [[f"2024-01-{day:02}", day % 4] for day in range(1, 31) if day != 20]
    file = write(tmp_path / "days.csv", "date,count", rows)
    found = answer(capsys, "chart", file, "--method", "ears-c1", "--zero-gaps")
    assert any("taken for 0" in flag for flag in found["flags"])


def test_people_get_a_row_for_each_point(weeks, capsys):
    text = words(capsys, "chart", weeks, "--date", "week", "--count", "reports",
                 "--method", "farrington")  # fmt: skip
    assert text.split("\n")[0].split() == ["week", "count", "usual", "lower", "upper"]
    assert " rise\n" in text
