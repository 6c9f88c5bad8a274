"""The figures of the early warning: what is printed holds, and a small part comes out again."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom, poisson

from commonground.analysis import emerging
from commonground.analysis.budget import EASED

STUDIES = Path(__file__).resolve().parents[2] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely


@pytest.fixture(autouse=True)
def studies(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(STUDIES), *sys.path])
    import answers  # and no processes of its own

    def here(task, asked, jobs):
        return (task(*row) for row in asked)

    for name in ("power", "power_falls", "drift"):
        __import__(name)
        monkeypatch.setattr(sys.modules[name], "spread", here)
    return answers


def rows(studies, name: str, **of) -> list[dict]:
    found = studies.kept(name)["rows"]
    return [row for row in found if all(row.get(key) == value for key, value in of.items())]


def test_every_result_says_how_it_was_made(studies):
    for path in studies.RESULTS.glob("*.json"):
        made = studies.kept(path.stem)
        assert (STUDIES / f"{made['study']}.py").exists()
        assert made["rows"] and made["cpu_seconds"] > 0 and isinstance(made["seed"], int)


# The fitted tail


def test_the_tail_that_decides_is_never_too_short(studies):
    """Where the morning job decides by it, and where it says how rare beyond the shuffles."""
    read = [row for row in rows(studies, "gumbel_error") if row["reports"] >= emerging.SPARSE]
    assert {row["reports"] for row in read} >= {emerging.SPARSE, emerging.FITS, 30_000}
    assert all(row["interval"][0] <= 1 for row in read)


def test_shuffles_are_counted_where_the_tail_is_far_off(studies):
    found = rows(studies, "gumbel_error", p=0.001)
    assert all(row["of_p"] >= 0.7 for row in found if row["reports"] >= emerging.FITS)
    (sparsest,) = [row for row in found if row["reports"] == 30]
    assert sparsest["interval"][0] > 1  # it would break the budget


def test_the_error_of_the_tail_comes_out_again(monkeypatch, studies):
    import gumbel_error

    sizes = {size: gumbel_error.SIZES[size] for size in (100, 1_000, 5_000)}
    monkeypatch.setattr(gumbel_error, "SIZES", sizes)
    for row in gumbel_error.study(0.06, seed=7):
        (old,) = rows(studies, "gumbel_error", reports=row["reports"], p=row["p"])
        expected = row["shuffles"] * row["p"]
        seen = round(row["of_p"] * expected)
        # towns differ: their own error beside that of the counts
        assert seen >= poisson.ppf(NEVER, 0.6 * old["interval"][0] * expected)
        assert seen <= poisson.ppf(1 - NEVER, 1.5 * old["interval"][1] * expected)


# Quiet years


def test_the_budget_is_met_in_quiet_years(studies):
    """At every level, also where all streams are large: the upper limit, once eased."""
    found = [
        row for stream in ("all", "dense")
        for row in rows(studies, "quiet_years", towns="single", stream=stream)
    ]  # fmt: skip
    assert len(found) == 6
    assert max(row["interval"][1] for row in found) * EASED <= 1
    for row in studies.kept("quiet_years")["rows"]:
        if "budget" in row:
            assert row["eased"] == EASED and row["interval"][1] <= row["budget"]


def test_streams_that_see_the_same_reports_open_fewer_still(studies):
    for level in (0.005, 0.01):
        (single,) = rows(studies, "quiet_years", towns="single", stream="all", level=level)
        (joined,) = rows(studies, "quiet_years", towns="joined", stream="all", level=level)
        assert joined["of_allowed"] <= single["of_allowed"]


def test_quiet_months_open_as_many_as_printed(studies):
    import quiet_years

    years = [quiet_years.year(5, number, "single", 10, days=60) for number in range(2)]
    names = years[0].sizes
    looks = sum(one.days * len(one.sizes) for one in years)
    (old,) = rows(studies, "quiet_years", towns="single", stream="all", level=0.01)
    most = poisson.ppf(1 - NEVER, old["interval"][1] * 0.01 * looks)
    assert quiet_years.opened(years, 0.01, names) <= most < 0.02 * looks
    assert quiet_years.opened(years, 0.002, names) <= quiet_years.opened(years, 0.01, names)


def test_the_study_of_quiet_years_has_the_rooms_identity():
    from alerts import Alerts

    alerts = Alerts()
    assert alerts.keep(1, "theft", [(frozenset("ab"), 0.01)])
    assert not alerts.keep(1, "*", [(frozenset("bc"), 0.02)])  # together holds theft
    assert not alerts.keep(15 - 1, "theft", [(frozenset("b"), 0.01)])
    assert alerts.keep(15, "damage", [(frozenset("b"), 0.01)])  # another kind
    assert alerts.keep(14 + 14, "theft", [(frozenset("b"), 0.01)])  # two weeks later
    assert len(alerts.all) == 3


# Power


def test_strong_clusters_are_found_sooner_than_by_counting_areas(studies):
    import power

    strong = rows(studies, "power", a_week=12)
    assert len(strong) == 2 * 3 * 3
    for ground in power.GROUNDS:
        for shape in power.SHAPES:
            ours, *others = [
                row for row in strong if (row["ground"], row["shape"]) == (ground, shape)
            ]
            assert ours["rule"] == power.OURS and ours["interval"][0] > 0.8
            assert all(ours["median_days"] <= row["median_days"] for row in others)


def test_the_rules_were_given_no_fewer_false_alerts_than_they_can_use(studies):
    for name in ("power", "power_falls"):
        for row in studies.kept(name)["rows"]:
            if "rules_opened" in row:
                assert all(0.5 * row["opened"] <= n for n in row["rules_opened"].values())
                assert all(n <= row["opened"] for n in row["rules_opened"].values())


def test_known_clusters_are_found_again(studies):
    import power

    made = list(power.study(("synthetic",), 1, 4, seed=9, jobs=1, weeks=(12,)))
    for row in made[1:]:
        (old,) = rows(
            studies,
            "power",
            ground="synthetic",
            shape=row["shape"],
            a_week=row["a_week"],
            rule=row["rule"],
        )
        if row["rule"] == power.OURS:
            assert row["found"] >= binom.ppf(NEVER, row["of"], old["interval"][0])


def test_a_silence_is_found_again(studies):
    import power_falls

    made = list(power_falls.study(2, 5, seed=9, jobs=1, grounds=("synthetic",), lefts=(0.0,)))
    for row in made[1:]:
        (old,) = rows(studies, "power_falls", ground="synthetic", left=0.0, rule=row["rule"])
        assert row["of"] == 5
        if row["rule"] == power_falls.OURS:
            assert row["found"] >= binom.ppf(NEVER, row["of"], old["interval"][0])


# Drift


def test_no_drift_is_seen_and_looks_narrow_the_limits(studies):
    found = studies.kept("drift")["rows"]
    assert len(found) == 8
    assert all(row["interval"][0] <= 1 <= row["interval"][1] for row in found)
    for _none, asks, capped, looks in (found[:4], found[4:]):
        assert capped["asked"] <= capped["alerts"] and asks["asked"] == asks["alerts"]
        wide, narrow = (row["interval"][1] - row["interval"][0] for row in (asks, looks))
        assert narrow < 0.6 * wide


def test_attention_raises_reporting_where_it_goes():
    import drift

    city = drift.City([3, 1], a_year=3000, extra=0)
    city.engage({0, 1, 2, 3, 4}, drift.DAYS)
    city.goes_on(0, drift.RAISED_DAYS, raised=2.0)
    heard = city.places[city.reports.place] < 5
    truth = city.truth[:5].sum()
    low, high = binom.interval(1 - NEVER, len(heard), 2 * truth / (1 + truth))
    assert low <= heard.sum() <= high
    assert heard.sum() > binom.ppf(1 - NEVER, len(heard), truth)


def test_a_year_with_the_rules_asks_no_more_and_looks_around(monkeypatch):
    import drift

    monkeypatch.setattr(drift, "EVERY", 14)
    looked = []
    monkeypatch.setattr(drift, "draw_looks", lambda *row, seed: looked.append(seed) or ["0"])
    free, ruled = (drift.lived(drift.WAYS[row], [3, 1], 1500, 24) for row in (1, 3))
    assert free["asked"] == free["alerts"] > 0
    assert 0 < ruled["asked"] <= ruled["alerts"]
    assert len(looked) == 14  # each other of 27 rounds
    assert ruled["later"] >= 10
