"""What is printed of the rule and of the spread holds, and a small part comes out again."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom

from commonground.analysis.coverage.balance import Rule

STUDIES = Path(__file__).resolve().parents[2] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely


@pytest.fixture(autouse=True)
def answers(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(STUDIES), *sys.path])
    import answers

    return answers


def rows(answers, name: str, **of) -> list[dict]:
    found = answers.kept(name)["rows"]
    return [row for row in found if all(row.get(key) == value for key, value in of.items())]


def test_in_a_city_no_way_of_visiting_breaks_the_promise_of_the_rule(answers):
    found = rows(answers, "reactive", of="errors", areas=275)
    assert len(found) == 15
    assert max(row["interval"][1] for row in found) <= Rule().wrong
    assert max(row["not_interval"][1] for row in found) <= Rule().wrong


def test_without_the_correction_for_clusters_it_would_be_broken(answers):
    (alike,) = rows(answers, "reactive", of="errors", areas=275, way="alike 0.1", calls_a_week=60)
    assert alike["unmended"] > 20 * Rule().wrong


def test_small_agencies_break_it_only_where_weeks_are_unlike_in_their_clusters(answers):
    found = rows(answers, "reactive", of="errors", areas=3)
    over = {row["way"] for row in found if row["interval"][0] > Rule().wrong}
    assert over == {"alike 0.2 in half"}
    assert max(row["share"] for row in found) < 0.03


def test_the_rule_is_as_often_wrong_as_printed(answers):
    """A tenth of the cities, with another seed."""
    import reactive

    for row in reactive.errors(7, reactive.CITIES // 10):
        (old,) = rows(
            answers, "reactive", of="errors", areas=275, way=row["way"],
            calls_a_week=row["calls_a_week"],
        )  # fmt: skip
        most = binom.ppf(1 - NEVER, row["n"], old["interval"][1])
        least = binom.ppf(NEVER, row["n"], old["interval"][0])
        assert least <= row["reactive_only"] <= most, row


def test_what_is_only_reactive_is_found_as_often_as_printed(answers):
    import reactive

    for row in reactive.found(8, 2):
        (old,) = rows(
            answers, "reactive", of="found", true_share=row["true_share"],
            calls_a_week=row["calls_a_week"],
        )  # fmt: skip
        assert row["reactive_only"] >= binom.ppf(NEVER, row["n"], old["interval"][0])
        assert row["reactive_only"] <= binom.ppf(1 - NEVER, row["n"], old["interval"][1])


def test_a_share_of_twice_the_threshold_is_never_named_in_a_year(answers):
    at, twice = rows(answers, "reactive", of="a year")
    assert at["interval"][1] < 0.1 and twice["ever"] == 0


def test_fair_presence_is_called_uneven_no_oftener_than_allowed(answers):
    fair = rows(answers, "even_presence", expected="fair")
    uneven, of = (sum(row[name] for row in fair) for name in ("uneven", "n"))
    assert answers.binomial(uneven, of)[1] <= 0.03  # 2.5 of 100 by the range's upper end


def test_the_interval_of_the_gini_holds_the_truth(answers):
    found = answers.kept("even_presence")["rows"]
    assert len(found) == 32
    holds, of = (sum(row[name] for row in found) for name in ("holds", "n"))
    assert answers.binomial(holds, of)[0] >= 0.95
    assert min(row["holds"] / row["n"] for row in found) >= 0.85


def test_the_interval_holds_it_again(answers):
    """Each kind of city once a tenth as often, with another seed."""
    import even_presence

    for kind in even_presence.SPREADS:
        made = [even_presence.one([9, n], kind, 1.0, 52, 1) for n in range(10)]
        (old,) = rows(
            answers, "even_presence", expected=kind, visits_a_week=1.0, weeks=52, run=1
        )  # fmt: skip
        assert sum(row["holds"] for row in made) >= binom.ppf(NEVER, 10, old["holds_interval"][0])
