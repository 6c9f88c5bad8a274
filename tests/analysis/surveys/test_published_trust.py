"""What the page on published measures says is what its command wrote; and the command's steps."""

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "methods"
FOUND = json.loads((PAGES / "published-trust.json").read_text(encoding="utf-8"))
PAGE = (PAGES / "published-trust.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def command():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import published_trust

        yield published_trust
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def test_a_district_that_moves_by_under_six_points_tells_nothing():
    for measure in FOUND["chicago"].values():
        assert 5.5 < measure["noise_limit"] < 6.5
        assert measure["beyond_6"] < 0.08  # all noise would give 0.05
        assert measure["taken_back_in_4_months"] > 0.8


def test_windows_that_share_answers_are_not_taken_for_independent():
    for measure in (FOUND["london"]["Good Job local"], FOUND["london"]["Trust MPS"]):
        assert measure["next_quarter_margin_points"] == pytest.approx(
            measure["if_taken_for_independent"] / 2, abs=0.1
        )
        assert measure["correlation_4_quarters_on"] < -0.35
        assert measure["independent_windows"] <= -(-measure["quarters"] // 4)


def test_nashvilles_small_places_are_not_shown_and_nothing_is_called_a_margin_of_its_own():
    found = FOUND["nashville"]
    assert all(place["n"] >= 30 for place in found["places"])
    assert found["too_few"] + len(found["places"]) == found["zips"] == 35
    assert [p["zip"] for p in found["places"]] == sorted(p["zip"] for p in found["places"])
    assert found["assumes"][0] == "those-who-did-not-answer-think-alike"


def test_the_page_prints_these_figures():
    chicago, london, nashville = FOUND["chicago"], FOUND["london"], FOUND["nashville"]
    assert f"| {chicago['trust']['change_sd']} | {chicago['safety']['change_sd']} |" in PAGE
    assert f"± {london['Good Job local']['margin_points']} points" in PAGE
    assert f"{nashville['respondents']:,} respondents" in PAGE
    for place in nashville["places"]:
        assert f"| {place['zip']} | {place['n']} | {100 * place['share']:.0f} % |" in PAGE


def test_the_steps_recover_the_noise_that_was_put_in(command, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "PAGES", tmp_path)
    random = np.random.default_rng(4)
    file = tmp_path / "scores.csv.gz"
    with gzip.open(file, "wt", newline="") as made:
        rows = csv.writer(made)
        rows.writerow(["ORG_LEVEL", "DISTRICT", "START_DATE", "TRUST", "SAFETY"])
        for month in range(120):
            for district in range(20, 40):
                value = 60 + random.normal(0, 3)
                when = f"{2010 + month // 12}-{month % 12 + 1:02}-01"
                rows.writerow(["District", district, when, value, value])
        rows.writerow(["City", "", "2010-01-01", 1, 1])
    found = command.chicago(str(file))["trust"]
    assert found["districts"] == 20
    assert found["noise_sd_of_one_figure"] == pytest.approx(3, rel=0.12)
    assert (tmp_path / "published-trust-chicago.svg").read_text().startswith("<svg")
