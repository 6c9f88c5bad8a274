"""`analyse smallarea` and `analyse mrp` in the words that scripts rely on."""

import csv
import gzip
from pathlib import Path

import pytest

from .running import answer, refusal, words, write

DATA = Path(__file__).resolve().parents[1] / "reference" / "small_areas"
ASKED = ["--direct", "y", "--variance", "v", "--area", "a"]


@pytest.fixture
def milk(tmp_path):
    with (DATA / "milk.csv").open() as file:
        rows = list(csv.DictReader(file))
    table = [
        (r["SmallArea"], r["yi"], float(r["SD"]) ** 2, "m" + r["MajorArea"], 1)
        for r in reversed(rows)
    ]
    return write(tmp_path / "milk.csv", "a,y,v,major,one", table)


def test_the_areas_in_the_order_of_the_file(capsys, milk):
    found = answer(capsys, "smallarea", milk, *ASKED, "--covariates", "major")
    assert found["method"] == "fay-herriot-reml"
    assert found["coefficients"] == ["(intercept)", "major=m2", "major=m3", "major=m4"]
    assert found["sigma2_u"] == pytest.approx(0.0185503, abs=1e-6)
    assert found["beta"] == pytest.approx([0.968189, 0.1327801, 0.2269462, -0.2413011], abs=1e-6)
    assert [area["area"] for area in found["areas"]][:2] == ["43", "42"]
    last = found["areas"][-1]
    assert last["estimate"] == pytest.approx(1.0219703, abs=1e-6)
    assert last["mse"] == pytest.approx(0.01346022, abs=1e-7)
    variance = 0.163**2
    assert last["shrinkage"] == pytest.approx(variance / (variance + found["sigma2_u"]))


def test_without_covariates_there_is_the_intercept(capsys, milk):
    found = answer(capsys, "smallarea", milk, *ASKED)
    assert found["coefficients"] == ["(intercept)"]
    assert "borrowed" in words(capsys, "smallarea", milk, *ASKED)


def test_shares_keep_between_0_and_1(capsys, tmp_path):
    rows = [(f"w{i}", p, 0.01) for i, p in enumerate([0.05, 0.1, 0.5, 0.8, 0.95, ""])]
    path = write(tmp_path / "w.csv", "a,y,v", rows)
    found = answer(capsys, "smallarea", path, *ASKED, "--scale", "logit")
    assert all(0 < row["low"] < row["estimate"] < row["high"] < 1 for row in found["areas"])
    nobody = found["areas"][-1]
    assert (nobody["direct"], nobody["shrinkage"]) == (None, 1)


@pytest.mark.parametrize(
    ("rows", "typed", "said"),
    [
        ([("a", 1, 0.1)] * 2, [], "Area “a” has more than one row"),
        ([("a", 1, 0.1), ("b", 1, 0)], [], "must be above 0"),
        ([("a", 1, 0.1), ("b", "x", 1)], [], "“x” where a number must be"),
        ([("a", 1, 0.1), ("b", 1, "")], [], "nothing where a number must be"),
        ([("a", 1, 0.1), ("b", 2, 1)], [], "need estimates of at least 3 areas; there are 2"),
        ([("a", 1, 0.1), ("b", 2, 1)], ["--level", 2], "between 0 and 1"),
    ],
)
def test_what_cannot_be_modelled_is_one_sentence(capsys, tmp_path, rows, typed, said):
    path = write(tmp_path / "w.csv", "a,y,v", rows)
    assert said in refusal(capsys, "smallarea", path, *ASKED, *typed)


def test_a_constant_covariate_is_refused(capsys, milk):
    said = refusal(capsys, "smallarea", milk, *ASKED, "--covariates", "one")
    assert "constant or repeats others" in said


MODEL = ["--outcome", "y", "--area", "area", "--groups", "age", "--covariates", "x,sex,own"]


def test_answers_and_a_census_give_every_area_a_share(capsys):
    frame = DATA / "mrp_frame.csv.gz"
    found = answer(
        capsys, "mrp", DATA / "mrp_sample.csv.gz", *MODEL, "--frame", frame, "--people", "N"
    )
    with gzip.open(DATA / "mrp_truth.csv.gz", "rt") as file:
        truth = {row["area"]: float(row["truth"]) for row in csv.DictReader(file)}
    off = [(row["estimate"] - truth[row["area"]]) ** 2 for row in found["areas"]]
    assert len(off) == 100
    assert (sum(off) / 100) ** 0.5 <= 0.0550
    assert sum(row["n"] for row in found["areas"]) == 5000


@pytest.mark.parametrize(
    ("people", "answers", "said"),
    [
        ([("n", 10)], [("n", 1), ("s", 0)], "frame.csv has no people with area “s”"),
        ([("n", -1), ("s", 2)], [("n", 1), ("s", 0)], "how many people there are"),
        ([("n", 5), ("s", 2)], [("n", 1), ("s", 1)], "All answered alike"),
        ([("n", 5), ("s", 2)], [("n", 1), ("s", 3)], "are 0 or 1"),
    ],
)
def test_a_frame_that_does_not_fit_is_one_sentence(capsys, tmp_path, people, answers, said):
    frame = write(tmp_path / "frame.csv", "area,people", people)
    data = write(tmp_path / "data.csv", "area,y", answers)
    told = refusal(capsys, "mrp", data, "--outcome", "y", "--area", "area", "--frame", frame)
    assert said in told


def test_a_number_that_is_missing_makes_no_words_of_a_covariate(capsys, tmp_path):
    rows = [(f"w{i}", i % 4, 0.1, "NA" if i == 7 else i) for i in range(12)]
    path = write(tmp_path / "w.csv", "a,y,v,x", rows)
    said = refusal(capsys, "smallarea", path, *ASKED, "--covariates", "x")
    assert "Row 8 of w.csv has “NA” where a number must be, in column “x”." in said
