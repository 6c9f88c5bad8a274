"""`commonground analyse balance`: areas where police only come when they are called."""

from datetime import date, timedelta

import pytest

from .running import answer, refusal, words, write

MONDAY = date(2024, 1, 1)
SAID = ["--visits", "15,96", "--neither", "93"]


@pytest.fixture
def records(tmp_path):
    """Fourteen weeks: North only when called, South visited too, East hardly known."""
    rows = []
    for week in range(14):
        day = MONDAY + timedelta(weeks=week, days=week % 7)
        rows += [(f"{day} 10:00:00", "North", "70", "")] * 25
        rows += [(f"{day} 10:00:00", "North", "93", "")] * 9  # traffic stops: neither
        rows += [(f"{day} 10:00:00", "South", "70", "")] * 20 + [(f"{day}", "South", "15", "")] * 5
        rows += [(f"{day}", "East", "70", "cancelled")]
    end = MONDAY + timedelta(days=14 * 7 - 1)
    return write(tmp_path / "records.csv", "date,area,type,how",
                 [*rows, (end, "South", "96", ""), (end, "", "70", "")])  # fmt: skip


def by_area(made: dict) -> dict:
    return {row["area"]: row for row in made["areas"]}


def test_each_area_has_its_word_by_name(capsys, records):
    made = answer(capsys, "balance", records, *SAID)
    assert [row["area"] for row in made["areas"]] == ["East", "North", "South"]
    found = by_area(made)
    assert [found[n]["word"] for n in found] == ["cannot tell", "reactive only", "not"]
    assert (found["North"]["visits"], found["North"]["calls"]) == (0, 300)
    assert found["North"]["more_visits"] == 7
    assert (found["South"]["visits"], found["South"]["calls"]) == (61, 240)
    assert (made["weeks"], made["first_week"]) == (12, "2024-01-15")
    assert made["rows_left_out"] == 1


def test_stops_are_no_visits_unless_somebody_says_so(capsys, records):
    found = by_area(answer(capsys, "balance", records, "--visits", "15,93"))
    assert found["North"]["visits"] == 9 * 12


def test_rows_can_be_left_out_by_what_became_of_them(capsys, records):
    found = by_area(answer(capsys, "balance", records, *SAID, "--without", "how=cancelled"))
    assert "East" not in found


def test_only_whole_weeks_count(capsys, tmp_path):
    rows = [(MONDAY + timedelta(days=n), "A", "70") for n in range(3, 20)]
    file = write(tmp_path / "r.csv", "date,area,type", rows)
    made = answer(capsys, "balance", file, "--visits", "15")
    assert (made["weeks"], made["first_week"]) == (1, "2024-01-08")
    assert made["areas"][0]["calls"] == 7 and made["rows_left_out"] == 10


def test_people_get_a_table(capsys, records):
    told = words(capsys, "balance", records, *SAID)
    assert "1 reactive only, 1 not, 1 cannot tell" in told
    assert "North" in told and "0.0% to 1.5%" in told


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["--visits", ","], "which types are visits"),
        ([*SAID, "--area", "beat"], "no column “beat”"),
        ([*SAID, "--share", "2"], "are shares"),
        ([*SAID, "--weeks", "0"], "1 to 520 weeks"),
        ([*SAID, "--date", "type"], "no row with a day"),
        ([*SAID, "--without", "how"], "COLUMN=VALUE"),
        ([], "--visits"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(capsys, records, typed, sentence):
    assert sentence in refusal(capsys, "balance", records, *typed)


def test_a_file_without_a_whole_week_is_refused(capsys, tmp_path):
    file = write(tmp_path / "r.csv", "date,area,type", [(MONDAY, "A", "70")])
    assert "no whole week" in refusal(capsys, "balance", file, "--visits", "15")
