"""`analyse knox` on a published table and a generated file, in the words it promises."""

from datetime import date
from pathlib import Path

import pytest

from commonground.analysis.knox import knox

from .running import answer, words, write

DATA = Path(__file__).resolve().parents[1] / "reference" / "near_repeat"
GENERATED = DATA / "made_up_5000.csv"
CLOSE = ["--x", "x", "--y", "y", "--t", "t", "--distance", 200, "--days", 7]
EDGES = ["--distance-edges", "0,1,101,201,301", "--time-edges", "0,8,15,22"]
KEYS = ["pairs", "null_mean", "ratio", "p_value", "table"]


def test_it_answers_the_reference_of_the_generated_file(capsys):
    found = answer(capsys, "knox", GENERATED, *CLOSE, "--permutations", 999, "--seed", 1)
    assert list(found) == KEYS
    assert (found["pairs"], found["p_value"], found["table"]) == (1073, 0.001, [])
    assert found["null_mean"] == pytest.approx(648.9, abs=1)
    assert found["ratio"] == pytest.approx(1073 / found["null_mean"])


def test_dates_and_the_metric_give_the_table_of_chicagos_burglaries(tmp_path, capsys):
    file = tmp_path / "burglaries.csv"
    file.write_text("x,y,t\n" + (DATA / "chicago_be_month1.csv").read_text())
    typed = [*CLOSE, *EDGES, "--metric", "manhattan", "--permutations", 99]
    found = answer(capsys, "knox", file, *typed)
    assert found["table"] == [
        [29, 4, 5, 2], [45, 15, 7, 2], [106, 48, 21, 13], [88, 64, 46, 15],
        [206611, 138108, 88321, 36415],
    ]  # fmt: skip
    assert found["distance_edges"] == [0, 1, 101, 201, 301]
    assert found["time_edges"] == [0, 8, 15, 22]
    for name in ("table_null_mean", "table_ratio", "table_p_value"):
        assert [len(row) for row in found[name]] == [4] * 5
    cell = found["table"][2][0] / found["table_null_mean"][2][0]
    assert found["table_ratio"][2][0] == pytest.approx(cell)


def test_it_is_the_statistic_of_the_analysis(tmp_path, capsys):
    rows = [
        (i * 37 % 100, i * 53 % 100, f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}") for i in range(80)
    ]
    file = write(tmp_path / "events.csv", "east,north,when", rows)
    found = answer(
        capsys, "knox", file, "--x", "east", "--y", "north", "--t", "when", "--distance", 20,
        "--days", 30, "--permutations", 99, "--seed", 4,
    )  # fmt: skip
    days = [date.fromisoformat(row[2]).toordinal() for row in rows]
    x, y = [row[0] for row in rows], [row[1] for row in rows]
    expected = knox(x, y, days, distance=20, days=30, permutations=99, seed=4)
    assert (found["pairs"], found["p_value"]) == (expected.pairs, expected.p_value)
    assert found["null_mean"] == expected.null_mean


def test_no_pair_at_all_has_no_ratio(tmp_path, capsys):
    file = write(tmp_path / "far.csv", "x,y,t", [[0, 0, 1], [9999, 0, 2]])
    found = answer(capsys, "knox", file, *CLOSE)
    assert (found["pairs"], found["ratio"], found["p_value"]) == (0, None, 1.0)
    assert words(capsys, "knox", file, *CLOSE).startswith(
        "0 pairs within 200 and 7 days; by chance"
    )


def test_people_get_a_sentence_and_a_table(capsys):
    text = words(capsys, "knox", GENERATED, *CLOSE, *EDGES, "--permutations", 99)
    first, second, names, *rows = text.splitlines()
    assert first == (
        "1,073 pairs within 200 and 7 days; by chance 649.6, 1.65 times as many; p 0.01."
    )
    assert second.startswith("Pairs: observed / by chance (p)")
    assert names.split() == ["from", "0+", "days", "8+", "days", "15+", "days", "22+", "days"]
    assert [row.split()[0] for row in rows] == ["0", "1", "101", "201", "301"]
