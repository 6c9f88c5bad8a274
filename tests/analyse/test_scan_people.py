"""`analyse scan` of cases against people and against controls, with dates and without."""

import pytest

from .running import WHERE, answer, sample, write


def cancer(folder):
    at = {name: (lon, lat) for name, lat, lon in sample("nm.geo")}
    cases = write(
        folder / "cancer.csv", "county,cases,year,age,sex,x,y",
        [[*row, *at[row[0]]] for row in sample("nm.cas")],
    )  # fmt: skip
    people = write(folder / "people.csv", "county,year,pop,age,sex", sample("nm.pop"))
    places = write(folder / "counties.csv", "county,x,y", [[name, *at[name]] for name in at])
    return [
        cases, "--date", "year", "--location", "county", "--count", "cases", "--geographic",
        "--time-unit", "year", "--model", "poisson", "--population", people,
        "--covariates", "age,sex", "--locations", places,
    ]  # fmt: skip


def test_it_answers_what_satscan_answers_on_its_brain_cancer_sample(tmp_path, capsys):
    found = answer(capsys, "scan", *cancer(tmp_path), "--from", 1973, "--until", 1991,
                   "--retrospective")  # fmt: skip
    first, second = found["clusters"][:2]
    assert (first["start"], first["end"], first["observed"]) == ("1985", "1989", 236)
    assert (len(first["locations"]), round(first["expected"], 2)) == (9, 176.22)
    assert [round(cluster["llr"], 6) for cluster in (first, second)] == [10.979758, 5.684828]
    assert second["locations"] == ["Chaves"]
    assert (found["n_cases"], found["n_locations"]) == (1175, 32)


@pytest.mark.parametrize("over", ["--purely-spatial", "--purely-temporal"])
def test_purely_spatial_and_purely_temporal_scans_of_the_same_sample(over, tmp_path, capsys):
    first = answer(capsys, "scan", *cancer(tmp_path), over, "--retrospective")["clusters"][0]
    whole = (first["start"], first["end"]) == ("1973", "1991")
    assert whole == (over == "--purely-spatial")
    assert (len(first["locations"]) == 32) == (over == "--purely-temporal")


def humberside(folder):
    ill, well = dict(sample("NHumberside.cas")), dict(sample("NHumberside.ctl"))
    rows = [[name, x, y, ill[name], well[name]] for name, x, y in sample("NHumberside.geo")]
    return write(folder / "leukaemia.csv", "id,x,y,ill,well", rows)


def test_cases_against_controls_need_no_dates(tmp_path, capsys):
    found = answer(
        capsys, "scan", humberside(tmp_path), "--location", "id", "--purely-spatial",
        "--model", "bernoulli", "--count", "ill", "--controls", "well",
    )  # fmt: skip
    assert (found["n_cases"], found["n_locations"]) == (62, 191)
    assert found["clusters"][0]["relative_risk"] > 1
    assert found["clusters"][0]["start"] is None


def test_without_dates_people_and_controls_are_compared_purely_in_space(tmp_path, capsys):
    typed = [
        "scan", humberside(tmp_path), "--location", "id", "--model", "bernoulli",
        "--count", "ill", "--controls", "well", "--replications", 99,
    ]  # fmt: skip
    one, other = (answer(capsys, *typed, *more)["clusters"] for more in ([], ["--purely-spatial"]))
    assert one == other and len(one) > 9


def test_looking_back_over_one_date_is_a_scan_purely_in_space(tmp_path, capsys):
    dated = tmp_path / "dated.csv"
    header, *rows = humberside(tmp_path).read_text().splitlines()
    dated.write_text("\n".join([f"{header},date", *(f"{row},2024-01-01" for row in rows)]))
    typed = [
        "scan", dated, "--location", "id", "--date", "date", "--model", "bernoulli",
        "--count", "ill", "--controls", "well", "--replications", 99, "--retrospective",
    ]  # fmt: skip
    one, other = (answer(capsys, *typed, *more)["clusters"] for more in ([], ["--purely-spatial"]))
    assert one == other and len(one) > 9


def test_cases_without_dates_are_held_against_the_people_of_the_study(tmp_path, capsys):
    dated = cancer(tmp_path)
    bare = list(dated)
    del bare[bare.index("--date") : bare.index("--date") + 2]
    period = ["--from", 1973, "--until", 1991, "--purely-spatial", "--replications", 9]
    one, other = (answer(capsys, "scan", *typed, *period)["clusters"] for typed in (dated, bare))
    ratios = [cluster["llr"] for cluster in other]
    assert [cluster["llr"] for cluster in one] == pytest.approx(ratios, abs=1e-9)
    assert (one[0]["start"], other[0]["start"]) == ("1973", None)


def test_people_may_be_named_otherwise_and_bring_the_coordinates_of_their_place(tmp_path, capsys):
    rows = [[f"p{i % 5}", i % 5, 0, f"2024-01-{i % 28 + 1:02}"] for i in range(60)]
    file = write(tmp_path / "events.csv", "Place,x,y,When", rows)
    counted = [[f"p{i}", i, 0, year, 100] for i in range(7) for year in (2020, 2024)]
    people = write(tmp_path / "people.csv", "Place,x,y,When,Persons", counted)
    found = answer(
        capsys, "scan", file, "--location", "Place", "--date", "When", "--model", "poisson",
        "--population", people, "--replications", 9,
    )  # fmt: skip
    assert found["n_locations"] == 7
    assert found["clusters"][0]["expected"] < 60


def test_a_file_of_persons_needs_no_count(tmp_path, capsys):
    rows = [[f"p{i % 9}", i % 9, 0, f"2024-01-{i % 28 + 1:02}", int(i % 3 > 0)] for i in range(90)]
    file = write(tmp_path / "persons.csv", "location,x,y,date,control", rows)
    found = answer(capsys, "scan", file, *WHERE, "--model", "bernoulli", "--controls", "control")
    assert found["n_cases"] == 30
