"""Bad input: one sentence that says what to do, exit status 2, nothing else."""

import gzip

import pytest

from .running import WHERE, answer, refusal

GOOD = "location,x,y,date\na,0,0,2024-01-01\na,0,0,2024-01-02\nb,1,1,2024-01-03\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no rows"),
        ("location,x,y,date\n", "holds no rows"),
        ("location,x,y,x\na,1,1,1\n", "two columns “x”: rename one"),
        ("location,x,y,when\na,0,0,2024-01-01\n", "no column “date”; it has: location, x, y, when"),
        ("location,x,y,date\na,0,0,2024-01-01\na,0,0,2024-01-02\n", "one place"),
        ("location,x,y,date\na,0,0,2024-01-01\nb,1,0,2024-01-01\n", "one date"),
        (GOOD + "c,nan,0,2024-01-02\n", "Row 4 of events.csv has “nan” where a number"),
        (GOOD + "c,1,,2024-01-02\n", "has nothing where a number must be, in column “y”"),
        (GOOD + "c,1e999,0,2024-01-02\n", "where a number must be"),
        (GOOD + ",1,0,2024-01-02\n", "where the name of a location must be"),
        (GOOD + "a,1,0,2024-01-02\n", "Location “a” has more than one pair of coordinates"),
        (GOOD + "c,1,0,01/02/2024\n", "“01/02/2024” where a date like 2024-12-30 must be"),
        (GOOD + "c,1,0,24-01-02\n", "“24-01-02” where a date"),
        (GOOD + "c,1,0,2024-02-30\n", "where a date"),
        (GOOD + "c,1,0,2024-02\n", "where a date"),
        (GOOD + "c,1,0,infinity\n", "where a date"),
        (GOOD + "c,1,0,2024-01-02,5\n", "cannot be read as a table"),
        ("location,x,y,date\nä,0,0,2024-01-01\n".encode("latin-1"), "not text in UTF-8"),
        (gzip.compress(GOOD.encode())[:-12], "cannot be read as a table"),
        (GOOD + '"c,1,0,2024-01-02\nd,1,0,2024-01-02\n', "quotation mark that is never closed"),
    ],
)
def test_a_file_that_cannot_be_used(text, says, tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert says in refusal(capsys, "scan", file, *WHERE)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--max-radius", -1], "radius must be 0 or more"),
        (["--max-radius", "nan"], "radius must be 0 or more"),
        (["--max-radius", "far"], "cannot be 'far': give a number"),
        (["--max-days", 0], "window"),
        (["--min-days", 5, "--max-days", 2], "window"),
        (["--max-share", 0], "share"),
        (["--min-cases", 0], "cases"),
        (["--replications", 0], "replication"),
        (["--stop-after", 0], "stop"),
        (["--threads", 0], "--threads"),
        (["--seed", -1], "--seed"),
        (["--max-clusters", 0], "--max-clusters"),
        (["--until", "2023-12-31"], "no case in the study period up to 2023-12-31"),
        (["--until", "31.12.2024"], "no date"),
        (["--until", "2024-13-01"], "no date"),
        (["--from", "2025-01-01"], "ends before it begins"),
        (["--from", "2024-01-02", "--until", "2024-01-01"], "ends before it begins"),
        (["--location", "name"], "no column “name”"),
        (["--count", "n"], "no column “n”"),
        (["--geographic", "--x", "date"], "where a number"),
        (["--model", "poisson"], "needs --population"),
        (["--model", "bernoulli"], "needs --controls"),
        (["--model", "voodoo"], "cannot be 'voodoo': choose from"),
        (["--purely-spatial"], "need --model poisson or bernoulli"),
        (["--population", "people.csv"], "for --model poisson"),
        (["--controls", "x"], "for --model bernoulli"),
        (["--day-of-week", "--time-unit", "month"], "--day-of-week"),
        (["--min-cases", 10**20], "more than 1,000,000,000"),
        (["--replications", 10**8], "are more than 10,000,000"),
        (["--min-days", 10**9, "--max-days", 10**9], "too short for the shortest window"),
        (["--retrospective", "--from", "1000-01-01"], "more than 20,000,000 windows"),
        (
            ["--retrospective", "--from", "1000-01-01", "--model", "bernoulli", "--controls", "x"],
            "more than 20,000,000 windows",
        ),
        (["--nonsense"], "Leave out --nonsense: nothing"),
        (["--locations", "a" * 5000], "There is no file aaa"),
        (["--locations", "nowhere.csv"], "no file nowhere.csv"),
    ],
)
def test_options_that_cannot_be_used(typed, says, tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text(GOOD)
    assert says in refusal(capsys, "scan", file, *WHERE, *typed)


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert "There is no file" in refusal(capsys, "scan", tmp_path / "none.csv", *WHERE)
    assert "There is no file" in refusal(capsys, "scan", tmp_path, *WHERE)


def test_a_scan_without_dates(tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text(GOOD)
    assert "needs --date, the column of dates" in refusal(capsys, "scan", file)
    controls = ["--model", "bernoulli", "--controls", "x"]
    assert "--purely-temporal needs --date" in refusal(
        capsys, "scan", file, *controls, "--purely-temporal"
    )
    assert "both --from and --until, or neither" in refusal(
        capsys, "scan", file, *controls, "--from", 2020
    )


def test_a_scan_of_one_date_cannot_say_since_when(tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text("location,x,y,date,control\na,0,0,2024-01-01,0\nb,1,0,2024-01-01,1\n")
    assert "say when the study begins" in refusal(
        capsys, "scan", file, *WHERE, "--model", "bernoulli", "--controls", "control"
    )


def test_people_counted_at_several_times_need_a_time_of_the_cases(tmp_path, capsys):
    (tmp_path / "events.csv").write_text(GOOD)
    (tmp_path / "people.csv").write_text("location,year,pop\na,2020,9\nb,2020,9\na,2022,9\n")
    assert "counts people at several times" in refusal(
        capsys, "scan", tmp_path / "events.csv", "--location", "location", "--model", "poisson",
        "--population", tmp_path / "people.csv",
    )  # fmt: skip


def test_a_file_that_may_not_be_read(tmp_path, capsys, monkeypatch):
    file = tmp_path / "events.csv"
    file.write_text(GOOD)

    def forbidden(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    assert "may not be read by you" in refusal(capsys, "scan", file, *WHERE)


@pytest.mark.parametrize("count", ["-1", "1.5", "many", "", "99999999999"])
def test_counts_that_are_none(count, tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text(f"location,x,y,date,n\na,0,0,2024-01-01,{count}\nb,1,0,2024-01-02,2\n")
    said = refusal(capsys, "scan", file, *WHERE, "--count", "n")
    assert "a whole number, 0 or more, must be, in column “n”" in said or "more than 50" in said


def test_counts_that_are_all_zero(tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text("location,x,y,date,n\na,0,0,2024-01-01,0\nb,1,0,2024-01-02,0\n")
    assert "There is no case" in refusal(capsys, "scan", file, *WHERE, "--count", "n")


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ("location,year,population\na,2024,100\n", "whose population is zero"),
        ("location,year,population\na,2024,100\nb,2024,-5\n", "no number of people"),
        ("location,year,population\na,2024,100\nz,2024,5\n", "location without coordinates"),
        ("location,year,population\na,then,100\nb,then,100\n", "no census date"),
        ("location,year,crowd\na,2024,100\n", "no column “population”"),
        ("place,year,population\na,2024,100\n", "no column “location”"),
        ("location,year,population\n", "holds no rows"),
    ],
)
def test_people_that_cannot_be_used(people, says, tmp_path, capsys):
    (tmp_path / "events.csv").write_text(GOOD)
    (tmp_path / "people.csv").write_text(people)
    assert says in refusal(
        capsys, "scan", tmp_path / "events.csv", *WHERE, "--model", "poisson",
        "--population", tmp_path / "people.csv",
    )  # fmt: skip


def test_cases_of_a_group_that_has_no_people(tmp_path, capsys):
    (tmp_path / "events.csv").write_text(
        "location,x,y,date,sex\na,0,0,2024-01-01,f\nb,1,0,2024-01-02,m\n"
    )
    (tmp_path / "people.csv").write_text("location,population,sex\na,9,f\nb,9,f\n")
    assert "cases with sex = m, but no people" in refusal(
        capsys, "scan", tmp_path / "events.csv", *WHERE, "--model", "poisson",
        "--population", tmp_path / "people.csv", "--covariates", "sex",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ("location,x,y\nc,5,\n", "Row 1 of places.csv lacks something"),
        ("location,x,y\na,5,5\n", "Location “a” has more than one pair"),
        ("location,x\na,5\n", "no column “y”"),
    ],
)
def test_locations_that_cannot_be_used(places, says, tmp_path, capsys):
    (tmp_path / "events.csv").write_text(GOOD)
    (tmp_path / "places.csv").write_text(places)
    said = refusal(
        capsys, "scan", tmp_path / "events.csv", *WHERE, "--locations", tmp_path / "places.csv"
    )
    assert says in said


def test_events_at_a_location_that_nobody_knows(tmp_path, capsys):
    (tmp_path / "events.csv").write_text("location,date\na,2024-01-01\nb,2024-01-02\n")
    (tmp_path / "places.csv").write_text("location,x,y\na,5,5\n")
    assert "Location “b” has no coordinates" in refusal(
        capsys, "scan", tmp_path / "events.csv", *WHERE, "--locations", tmp_path / "places.csv"
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--distance", -1, "--days", 7], "distance must be 0 or more"),
        (["--distance", 1, "--days", "nan"], "days must be 0 or more"),
        (["--distance", 1], "Give also --days (commonground analyse knox"),
        (["--distance", 1, "--days", 1, "--t", "x"], "one date"),
        (["--distance", 1, "--days", 1, "--t", "location"], "a number or a date must be"),
        (["--distance", 1, "--days", 1, "--distance-edges", "0,x"], "edges are numbers"),
        (["--distance", 1, "--days", 1, "--distance-edges", "0,1"], "edges of both"),
        (["--distance", 1, "--days", 1, "--permutations", 0], "at least 1 permutation"),
    ],
)
def test_near_repeats_that_cannot_be_looked_for(typed, says, tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text("location,x,y,date\na,0,0,2024-01-01\nb,0,1,2024-01-02\n")
    assert says in refusal(capsys, "knox", file, "--t", "date", *typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["--method", "ears-c9"], "cannot be 'ears-c9': choose from"),
        ([], "--method"),
        (["--method", "ears-c1", "--count", "n"], "no column “n”"),
        (["--method", "ears-c1", "--years-back", 3], "no option --years-back"),
        (["--method", "farrington", "--alpha", 2], "error rate"),
        (["--method", "farrington"], "looks 5 years back"),
    ],
)
def test_charts_that_cannot_be_drawn(typed, says, tmp_path, capsys):
    file = tmp_path / "series.csv"
    rows = "".join(f"2024-01-{day:02},{day}\n" for day in range(1, 20))
    file.write_text("date,count\n" + rows)
    assert says in refusal(capsys, "chart", file, *typed)


def test_a_mark_inside_a_cell_that_was_not_quoted_is_a_letter(tmp_path, capsys):
    file = tmp_path / "events.csv"
    file.write_text(GOOD + '6" wheel,1,0,2024-01-02\n')
    assert answer(capsys, "scan", file, *WHERE, "--replications", 9)["n_locations"] == 3
