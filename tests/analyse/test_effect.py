"""`analyse effect`, `wdd` and `etest` in the words that scripts rely on."""

import csv
from pathlib import Path

import pytest

from .running import answer, refusal, words, write

DATA = Path(__file__).resolve().parents[1] / "reference" / "effects"
COUNTIES = [
    DATA / "mpdta.csv", "--unit", "countyreal", "--time", "year", "--outcome", "lemp",
    "--first-treated", "first.treat",
]  # fmt: skip
KEYS = [
    "method", "estimand", "estimate", "se", "se_conservative", "low", "high", "p_value", "n_units",
    "n_periods", "by", "checks",
]  # fmt: skip
COLUMNS = ["--unit", "u", "--time", "t", "--outcome", "y", "--first-treated", "g"]


def test_callaway_and_santanna(capsys):
    found = answer(capsys, "effect", *COUNTIES, "--method", "callaway-santanna")
    assert list(found) == KEYS
    assert (round(found["estimate"], 6), round(found["se"], 6)) == (-0.039951, 0.012034)
    assert (found["n_units"], found["n_periods"]) == (500, 5)
    assert [part["key"] for part in found["by"]][:2] == ["2004,2004", "2004,2005"]
    assert {"name", "passed", "text"} == set(found["checks"][0])


@pytest.mark.parametrize(
    ("typed", "estimate"),
    [
        (["--aggregate", "event"], -0.07724),
        (["--aggregate", "cohort"], -0.031018),
        (["--not-yet-treated"], -0.039764),
        (["--cluster", "countyreal"], -0.039951),
        (["--covariates", "lpop"], -0.041752),
    ],
)
def test_its_options(capsys, typed, estimate):
    found = answer(capsys, "effect", *COUNTIES, "--method", "callaway-santanna", *typed)
    assert round(found["estimate"], 6) == estimate


@pytest.mark.parametrize("method", ["did", "poisson", "sun-abraham", "roth-santanna"])
def test_the_other_methods_answer_in_the_same_shape(capsys, method):
    found = answer(capsys, "effect", *COUNTIES, "--method", method)
    assert list(found) == KEYS and found["method"] == method
    assert found["low"] < found["estimate"] < found["high"]


def test_design_inference_and_shuffled_starts(capsys):
    typed = [*COUNTIES, "--method", "callaway-santanna", "--inference", "design"]
    found = answer(capsys, "effect", *typed, "--permutations", 100)
    assert found["se"] <= found["se_conservative"]
    (shuffled,) = [one for one in found["checks"] if one["name"] == "permutation"]
    assert "100 times" in shuffled["text"]


def test_one_state_against_a_mix_of_others(capsys, tmp_path):
    with (DATA / "california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    path = write(
        tmp_path / "p.csv", "u,t,y,g",
        [(r["State"], r["Year"], r["PacksPerCapita"], 1989 if r["State"] == "California" else "")
         for r in rows],
    )  # fmt: skip
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "synthetic-did")
    assert round(found["estimate"], 6) == -15.603828
    names = [check["name"] for check in found["checks"]]
    assert names[2:6] == ["fit-before", "placebo-in-place", "placebo-in-time", "leave-one-out"]


def test_the_words_say_what_cannot_be_told(capsys):
    told = words(capsys, "effect", *COUNTIES, "--method", "did")
    assert "one-start: DOES NOT HOLD" in told
    assert "treated-clusters: holds" in told


def test_a_quiet_panel_cannot_be_told_from_no_effect(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", rows())
    assert "It cannot be told from no effect." in words(
        capsys, "effect", path, *COLUMNS, "--method", "did"
    )


def told_of(capsys, tmp_path, table, method):
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    return words(capsys, "effect", path, *COLUMNS, "--method", method)


def test_seven_placebos_make_no_effect_however_large(capsys, tmp_path):
    """Their spread gives an interval without 0, their ranks no p-value under 1/8."""
    table = [
        (u, t, 50 + (3 * u + t * t) % 5 - 30 * (u == 0 and t > 8), 9 if u == 0 else "")
        for u in range(8) for t in range(1, 17)
    ]  # fmt: skip
    told = told_of(capsys, tmp_path, table, "synthetic-control")
    assert "p 0.125. It cannot be told from no effect." in told


def test_an_effect_with_a_check_that_fails_is_told_as_none(capsys, tmp_path):
    table = [
        (u, t, (u * t) % 3 + u + 5 * (t > 5) * (u < 3), 6 if u < 3 else "")
        for u in range(12) for t in range(1, 11)
    ]  # fmt: skip
    told = told_of(capsys, tmp_path, table, "did")
    assert "treated-clusters: DOES NOT HOLD" in told
    assert "but a check does not hold: whether it is an effect cannot be told." in told


def test_a_difference_without_an_interval_is_called_that(capsys, tmp_path):
    table = [row for row in rows(("2", "", "", "")) if row[0] < 2]
    told = told_of(capsys, tmp_path, table, "did")
    assert "Nothing tells how far off the effect may be." in told


def test_a_start_within_a_period_is_told(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", rows(("2.5", "2", "", "")))
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "callaway-santanna")
    (told,) = [check for check in found["checks"] if check["name"] == "starts"]
    assert told["passed"] is None and "between two periods: 1." in told["text"]


def test_one_treated_unit_is_flagged(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", rows(("5", "", "", "")))
    for method, name in (("did", "treated-clusters"), ("callaway-santanna", "cohort-sizes")):
        found = answer(capsys, "effect", path, *COLUMNS, "--method", method)
        assert {check["name"]: check["passed"] for check in found["checks"]}[name] is False


def test_units_treated_in_the_first_period_are_left_out_and_told(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", rows(("1", "4", "", "")))
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "callaway-santanna")
    assert found["n_units"] == 3
    assert found["checks"][-1]["name"] == "treated-at-once"


def rows(first=("2", "2", "", "")):
    return [(u, t, u + t + (u * t) % 3, first[u]) for u in range(4) for t in range(1, 9)]


def test_dates_are_times(capsys, tmp_path):
    table = [(u, f"2024-{t:02}", y, g and f"2024-{int(g) + 3:02}") for u, t, y, g in rows()]
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    assert answer(capsys, "effect", path, *COLUMNS, "--method", "its")["n_periods"] == 8


@pytest.mark.parametrize(
    ("time", "first", "said"),
    [
        ("2024-{:02}", "2024-05-15", "“t” and “g” hold days and months"),
        ("2024-01-{:02}", "2024-01", "“t” and “g” hold days and months"),
        ("202{}", "2024-06", "“t” and “g” hold months and years"),
    ],
)
def test_who_starts_on_a_day_among_months_is_not_taken_for_never_treated(
    capsys, tmp_path, time, first, said
):
    table = [(u, time.format(t), y, g and first) for u, t, y, g in rows()]
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    assert said in refusal(capsys, "effect", path, *COLUMNS, "--method", "did")


def test_one_place_against_one_other_has_no_interval(capsys, tmp_path):
    table = [(u, t, 10.1 + u / 7 + (t * 5 % 3) / 9 + u * t % 4, 5 if u else "") for u in (0, 1)
             for t in range(1, 9)]  # fmt: skip
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "did")
    assert [found[key] for key in ("se", "low", "high", "p_value")] == [None] * 4


def test_outcomes_too_small_for_counts_are_refused(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", [(u, t, y * 1e-200, g) for u, t, y, g in rows()])
    assert "too small" in refusal(capsys, "effect", path, *COLUMNS, "--method", "poisson")


@pytest.mark.parametrize(
    ("table", "typed", "said"),
    [
        (rows()[:-1], ["--method", "did"], "1 of 32 pairs of unit and time have no row"),
        (rows() + rows()[:1], ["--method", "did"], "more than one row for unit 0 and time 1"),
        (rows(("1", "1", "", "")), ["--method", "callaway-santanna"], "after its first period"),
        (rows(("2", "", "", "")), ["--method", "roth-santanna"], "1 cohort has a single unit"),
        ([(u, "inf", y, g) for u, _, y, g in rows()], ["--method", "did"], "infinite"),
        ([(u, f"2024-13-{t:02}", y, g) for u, t, y, g in rows()], ["--method", "did"], "no day"),
        (rows(("2", "2", "3", "3")), ["--method", "callaway-santanna"], "--not-yet-treated"),
        (rows(("2", "2", "2", "2")), ["--method", "sun-abraham"], "no units to compare with"),
        ([(u, t, -1, g) for u, t, _, g in rows()], ["--method", "poisson"], "negative"),
        ([(u, f"x{t}", y, g) for u, t, y, g in rows()], ["--method", "did"], "neither a number"),
        (rows(), ["--method", "did", "--aggregate", "event"], "--aggregate is for"),
        (rows(), ["--method", "did", "--covariates", "y"], "--covariates are for"),
        (rows(), ["--method", "its", "--season", "1"], "at least 2"),
        (rows(), ["--method", "roth-santanna", "--inference", "sampling"], "always has"),
        (rows(), ["--method", "did", "--permutations", "200"], "--permutations are for"),
        (rows(), ["--method", "did", "--level", "95"], "between 0 and 1"),
        (rows(), ["--method", "did", "--outcome", "y,y"], "names a column twice"),
        (rows(("", "", "", "")), ["--method", "roth-santanna"], "Nobody is first treated"),
        (rows(("3", "", "", "")), ["--method", "its"], "needs 4 periods or more on each side"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(capsys, tmp_path, table, typed, said):
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    assert said in refusal(capsys, "effect", path, *COLUMNS, *typed)


@pytest.mark.parametrize("method", ["did", "poisson", "callaway-santanna", "sun-abraham"])
def test_clusters_that_tell_nothing_give_no_certainty(capsys, tmp_path, method):
    """All in one; or a cluster for those with it and one for the others."""
    table = [(u, t, (u * 7 + t * 3 + u * t % 5) % 11, g) for u, t, _, g in rows(("4", "4", "", ""))]
    one = write(tmp_path / "one.csv", "u,t,y,g,c", [(*row, "a") for row in table])
    typed = [*COLUMNS, "--method", method, "--cluster", "c"]
    assert "All units are in one cluster" in refusal(capsys, "effect", one, *typed)
    two = write(tmp_path / "two.csv", "u,t,y,g,c", [(*row, row[3] or "no") for row in table])
    found = answer(capsys, "effect", two, *typed)
    assert found["p_value"] is None or found["p_value"] > 0.2


def test_sparse_panels(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", [row for row in rows() if row[2] % 2])
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "did", "--fill-zero")
    assert found["n_units"] == 4


def test_a_period_without_any_event_is_a_period_of_zeros(capsys, tmp_path):
    table = [(u, t, u + t, g) for u, t, _, g in rows() if t != 5]
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    found = answer(capsys, "effect", path, *COLUMNS, "--method", "did", "--fill-zero")
    assert found["n_periods"] == 8
    assert found["checks"][0]["name"] == "rows"
    assert "28 rows became 4 units times 8 periods" in found["checks"][0]["text"]
    assert "1 periods without any row" in found["checks"][0]["text"]
    flagged = answer(capsys, "effect", path, *COLUMNS, "--method", "did")
    assert (flagged["n_periods"], flagged["checks"][1]["name"]) == (7, "gaps-in-time")


def test_months_over_the_turn_of_a_year_are_no_gap(capsys, tmp_path):
    named = {t: 202410 + t if t < 3 else 202498 + t for t in range(1, 9)}
    table = [(u, named[t], y, g and named[int(g)]) for u, t, y, g in rows()]
    path = write(tmp_path / "p.csv", "u,t,y,g", table)
    for typed in ([], ["--fill-zero"]):
        found = answer(capsys, "effect", path, *COLUMNS, "--method", "did", *typed)
        assert found["n_periods"] == 8
        assert "gaps-in-time" not in [check["name"] for check in found["checks"]]


def test_several_outcomes_allow_for_looking_at_so_many(capsys, tmp_path):
    table = [(u, t, y, (y * 7) % 5, g) for u, t, y, g in rows()]
    path = write(tmp_path / "p.csv", "u,t,y,z,g", table)
    typed = [path, *COLUMNS[:4], "--first-treated", "g", "--method", "did"]
    found = answer(capsys, "effect", *typed, "--outcome", "y,z")["outcomes"]
    assert [one["outcome"] for one in found] == ["y", "z"]
    for one, name in zip(found, "yz", strict=True):
        alone = answer(capsys, "effect", *typed, "--outcome", name)
        assert list(alone) == KEYS and {key: one[key] for key in KEYS} == alone
        assert one["p_holm"] >= one["p_benjamini_hochberg"] >= alone["p_value"]
        assert 0 < one["p_westfall_young"] <= 1
    later = [(*row[:4], row[4] and "5") for row in table]
    typed_later = [write(tmp_path / "l.csv", "u,t,y,z,g", later), *typed[1:-1], "synthetic-did"]
    found = answer(capsys, "effect", *typed_later, "--outcome", "y,z")["outcomes"]
    assert [one["p_westfall_young"] for one in found] == [None, None]
    assert "(Westfall and Young)" in words(capsys, "effect", *typed, "--outcome", "y,z")
    assert "Of 2 outcomes: p" in words(capsys, "effect", *typed, "--outcome", "y,z")
    assert "no column" in refusal(capsys, "effect", *typed, "--outcome", "y,nowhere")


def test_a_share_of_treated_units_that_was_not_planned_is_flagged(capsys):
    typed = [*COUNTIES, "--method", "did", "--planned-share"]
    rows, shares, *_ = answer(capsys, "effect", *typed, "0.6")["checks"]
    assert (rows["name"], rows["passed"]) == ("rows", True)
    assert (shares["name"], shares["passed"]) == ("sample-ratio", False)
    assert answer(capsys, "effect", *typed, "0.38")["checks"][1]["passed"] is True
    assert "between 0 and 1" in refusal(capsys, "effect", *typed, "2")


def test_units_treated_from_the_first_period_on_are_flagged_in_a_regression(capsys, tmp_path):
    path = write(tmp_path / "p.csv", "u,t,y,g", rows(("1", "4", "", "")))
    for method in ("did", "poisson"):
        found = answer(capsys, "effect", path, *COLUMNS, "--method", method)
        assert found["checks"][-1]["name"] == "treated-at-once"
        assert found["checks"][-1]["passed"] is False


def test_a_start_before_the_panel_is_a_start(capsys, tmp_path):
    """0 is never; -3 is a time."""
    early = write(tmp_path / "p.csv", "u,t,y,g", rows(("-3", "4", "", "")))
    found = answer(capsys, "effect", early, *COLUMNS, "--method", "callaway-santanna")
    assert found["n_units"] == 3


def test_few_clusters_are_flagged_however_many_units(capsys, tmp_path):
    table = [
        (f"{u}-{k}", t, y + k * u, g, u % 2)
        for u, t, y, g in rows(("3", "3", "", "")) for k in range(8)
    ]  # fmt: skip
    path = write(tmp_path / "p.csv", "u,t,y,g,c", table)
    typed = [path, *COLUMNS, "--method", "callaway-santanna", "--cluster", "c"]
    checks = {check["name"]: check for check in answer(capsys, "effect", *typed)["checks"]}
    assert (
        checks["cohort-sizes"]["passed"] is False and "clusters" in checks["cohort-sizes"]["text"]
    )


def test_displacement_difference(capsys):
    typed = ["--treated", "207,110", "--control", "308,318"]
    both = ["--displacement-treated", "178,157", "--displacement-control", "150,140"]
    found = answer(capsys, "wdd", *typed, *both)
    assert (found["estimate"], round(found["se"], 1)) == (-118, 39.6)
    sized = answer(capsys, "wdd", *typed, *both, "--area-weights", "0.9,1.2,1.6,1.5")
    assert round(sized["se"], 7) == 35.4280755
    timed = ["--treated", "80,20", "--control", "100,50", "--time-weights", "2,1"]
    assert answer(capsys, "wdd", *timed)["estimate"] == -20
    assert "-118 incidents" in words(capsys, "wdd", *typed, *both)
    assert "needs both" in refusal(capsys, "wdd", *typed, *both[:2])
    assert "2 numbers with commas" in refusal(capsys, "wdd", "--treated", "7", "--control", "1,2")
    assert "negative" in refusal(capsys, "wdd", "--treated=-7,2", "--control", "1,2")


def test_two_counts(capsys):
    assert round(answer(capsys, "etest", "6", "2")["p_value"], 4) == 0.1749
    assert "p 0.0884" in words(capsys, "etest", "0", "3")
    assert "Both counts are zero" in refusal(capsys, "etest", "0", "0")
    assert "not a whole number" in refusal(capsys, "etest", "1.5", "0")
    assert "above 1e+12" in refusal(capsys, "etest", "1e13", "0")
    assert answer(capsys, "etest", "5", "5")["p_value"] == 1
    assert 0.04 < answer(capsys, "etest", "10000000", "10009000")["p_value"] < 0.05
