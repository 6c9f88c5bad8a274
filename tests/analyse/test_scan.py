"""`analyse scan` answers what SaTScan and the analysis itself answer, in the words it promises."""

import gzip

import numpy as np
import pytest

from commonground.analysis.scan import scan_permutation

from .running import WHERE, answer, sample, town, words, write

FEVER = [
    "--x", "lon", "--y", "lat", "--date", "date", "--location", "zip", "--count", "cases",
    "--geographic", "--from", "2001-11-01", "--until", "2001-11-24", "--max-radius", 3,
    "--max-days", 7,
]  # fmt: skip
SETTINGS = [*WHERE, "--until", "2024-12-31", "--max-radius", 2, "--max-days", 14]
CLUSTER = [
    "rank", "centre", "locations", "radius", "start", "end", "observed", "expected",
    "relative_risk", "llr", "p_value", "recurrence_interval_days",
]  # fmt: skip


@pytest.fixture
def calls(tmp_path):
    return town(tmp_path / "calls.csv")


def fever(folder):
    at = {name: (lon, lat) for name, lat, lon in sample("NYCfever.geo")}
    cases = write(
        folder / "fever.csv", "zip,cases,date,lon,lat",
        [[name, n, day, *at[name]] for name, n, day in sample("NYCfever.cas")],
    )  # fmt: skip
    places = write(folder / "zips.csv", "zip,lon,lat", [[name, *at[name]] for name in at])
    return cases, places


def test_it_answers_what_satscan_answers_on_its_fever_sample(tmp_path, capsys):
    cases, places = fever(tmp_path)
    found = answer(capsys, "scan", cases, *FEVER, "--locations", places)
    first = found["clusters"][0]
    assert first["locations"] == (
        ["11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417"]
    )
    assert (first["start"], first["end"], first["observed"]) == ("2001-11-22", "2001-11-24", 4)
    assert (round(first["radius"], 1), round(first["expected"], 2)) == (2.9, 0.67)
    ratios = [round(cluster["llr"], 6) for cluster in found["clusters"][:4]]
    assert ratios == [3.845418, 3.164201, 2.137259, 1.427139]
    for cluster, p in zip(found["clusters"], (0.216, 0.506, 0.948), strict=False):
        assert abs(cluster["p_value"] - p) < 4 * (2 * p * (1 - p) / 999) ** 0.5


def test_the_events_need_no_coordinates_where_the_file_of_locations_has_them(tmp_path, capsys):
    cases, places = fever(tmp_path)
    bare = write(tmp_path / "bare.csv", "zip,cases,date", sample("NYCfever.cas"))
    one, other = (
        answer(capsys, "scan", file, *FEVER, "--locations", places) for file in (cases, bare)
    )
    assert one["clusters"] == other["clusters"]


def test_only_places_with_cases_are_centres_without_a_file_of_locations(tmp_path, capsys):
    cases, _places = fever(tmp_path)
    assert answer(capsys, "scan", cases, *FEVER)["n_locations"] == 75


def test_the_answer_has_the_keys_that_scripts_rely_on(calls, capsys):
    found = answer(capsys, "scan", calls, *SETTINGS)
    assert list(found) == ["n_cases", "n_locations", "clusters", "seconds"]
    assert list(found["seconds"]) == ["load", "compile", "scan"]
    assert all(list(cluster) == CLUSTER for cluster in found["clusters"])
    assert (found["n_cases"], found["n_locations"]) == (2020, 60)
    first = found["clusters"][0]
    assert first["locations"] == ["p7"] and first["p_value"] == 0.001
    assert first["recurrence_interval_days"] == 1000


def test_it_is_the_scan_of_the_analysis(calls, capsys):
    found = answer(capsys, "scan", calls, *SETTINGS, "--seed", 5)
    rows = [row.split(",") for row in calls.read_text().splitlines()[1:]]
    names = sorted({row[0] for row in rows})
    days = [(np.datetime64(row[3]) - np.datetime64("2024-01-01")).astype(int) for row in rows]
    at = {row[0]: (float(row[1]), float(row[2])) for row in rows}
    x, y = np.array([at[name] for name in names]).T
    cases = sorted((names.index(row[0]), day) for row, day in zip(rows, days, strict=True))
    location, day = np.array(cases).T
    expected = scan_permutation(
        location, day, x, y, until=365, max_radius=2.0, max_days=14, seed=5, geographic=False,
        max_clusters=None, since=0,
    )  # fmt: skip
    for one, other in zip(found["clusters"], expected.clusters, strict=True):
        assert (one["llr"], one["p_value"]) == (other.llr, other.p_value)
        assert one["locations"] == [names[i] for i in other.members]
        assert one["start"] == str(np.datetime64("2024-01-01") + np.timedelta64(other.start, "D"))


def test_the_order_of_rows_the_threads_and_the_form_of_the_file_change_nothing(calls, capsys):
    header, *rows = calls.read_text().splitlines()
    mixed = calls.with_name("mixed.csv.gz")
    text = "\r\n".join(["\ufeff" + header.replace(",", ";"), *(
        row.replace(",", ";") for row in sorted(rows, key=lambda row: row[::-1])
    )])  # fmt: skip
    mixed.write_bytes(gzip.compress(text.encode()))
    one = answer(capsys, "scan", calls, *SETTINGS)["clusters"]
    other = answer(capsys, "scan", mixed, *SETTINGS, "--threads", 2)["clusters"]
    assert one == other


def test_without_names_each_pair_of_coordinates_is_a_location(calls, capsys):
    named = answer(capsys, "scan", calls, *SETTINGS)
    bare = answer(capsys, "scan", calls, *SETTINGS[:6], *SETTINGS[8:])
    assert bare["n_locations"] == 60
    x, y = bare["clusters"][0]["centre"]
    assert bare["clusters"][0]["locations"] == [f"{x},{y}"]
    assert bare["clusters"][0]["llr"] == named["clusters"][0]["llr"]


def test_rows_with_counts_are_so_many_cases(calls, capsys):
    header, *rows = calls.read_text().splitlines()
    counted = {row: rows.count(row) for row in sorted(set(rows))}
    file = calls.with_name("counted.csv")
    lines = [f"{row},{n}" for row, n in counted.items()]
    file.write_text("\n".join([f"{header},n", *lines, "p1,0,0,2024-12-31,0"]).replace(
        "p1,0,0,2024-12-31,0", ",".join([*rows[0].split(",")[:3], "2024-12-31", "0"])
    ))  # fmt: skip
    one = answer(capsys, "scan", calls, *SETTINGS)
    other = answer(capsys, "scan", file, *SETTINGS, "--count", "n")
    assert one["n_cases"] == other["n_cases"]
    assert one["clusters"] == other["clusters"]


def test_a_retrospective_scan_has_windows_that_ended_and_no_recurrence(calls, capsys):
    found = answer(capsys, "scan", calls, *SETTINGS, "--retrospective", "--replications", 19)
    assert any(cluster["end"] < "2024-12-31" for cluster in found["clusters"])
    assert {cluster["recurrence_interval_days"] for cluster in found["clusters"]} == {None}


@pytest.mark.parametrize("dates", ["2023-{:02}", "2023-{:02}-15", "2023/{}"])
def test_months_are_named_as_months(dates, tmp_path, capsys):
    rows = [[f"p{i}", i, 0, dates.format(month)] for month in range(1, 13) for i in range(5)]
    rows += [["p3", 3, 0, dates.format(12)]] * 6
    file = write(tmp_path / "months.csv", "location,x,y,date", rows)
    found = answer(capsys, "scan", file, *WHERE, "--time-unit", "month", "--max-days", 2)
    first = found["clusters"][0]
    assert (first["start"], first["end"], first["locations"]) == ("2023-12", "2023-12", ["p3"])
    assert first["recurrence_interval_days"] == 365.25 / 12 / first["p_value"]


def test_more_threads_than_there_are_cores_change_nothing(calls, capsys):
    one, other = (
        answer(capsys, "scan", calls, *SETTINGS, "--replications", 99, "--threads", threads)
        for threads in (1, 1_000_000)
    )
    assert one["clusters"] == other["clusters"]


def test_a_relative_risk_without_end_is_null(tmp_path, capsys):
    rows = [["a", 0, 0, "2024-01-01", 3, 1], ["b", 1, 0, "2024-01-01", 0, 9]]
    file = write(tmp_path / "all.csv", "location,x,y,date,ill,well", rows)
    found = answer(
        capsys, "scan", file, *WHERE, "--purely-spatial", "--model", "bernoulli",
        "--count", "ill", "--controls", "well",
    )  # fmt: skip
    assert found["clusters"][0]["relative_risk"] is None


def test_options_of_the_engine_are_reached(calls, capsys):
    found = answer(
        capsys, "scan", calls, *SETTINGS, "--gumbel", "--stop-after", 5, "--day-of-week",
        "--max-clusters", 2, "--min-days", 2,
    )  # fmt: skip
    assert len(found["clusters"]) == 2 and found["replications"] <= 999
    assert 0 < found["clusters"][0]["gumbel_p_value"] < 0.01


def test_people_get_a_table_and_what_its_columns_mean(calls, capsys):
    text = words(capsys, "scan", calls, *SETTINGS)
    assert text.startswith("2,020 cases at 60 locations.\n")
    assert "2024-12-2" in text and "1,000 days" in text and "chance alone" in text


def test_where_nothing_is_more_than_expected_no_cluster_is_an_answer(tmp_path, capsys):
    rows = [[place, i, 0, f"2024-01-0{day}"] for i, place in enumerate("ab") for day in (1, 2)]
    file = write(tmp_path / "even.csv", "location,x,y,date", rows)
    assert answer(capsys, "scan", file, *WHERE)["clusters"] == []
    assert "No circle and window" in words(capsys, "scan", file, *WHERE)


ROWS = 'a,0,0,2024-01-01\n"b, ""b""\nb",1,0,2024-01-02\n"b, ""b""\nb",1,0,2024-01-03\n'


@pytest.mark.parametrize(
    "text",
    [
        "location,x,y,date\n" + ROWS,
        "location,x,y,date\r\n" + ROWS.replace("\n", "\r\n"),
        " location , x,y,date\n" + ROWS + "\n\n",
        "location,x,y,date,,\n" + ROWS,
        "location,x,y,date,X,Date\n" + ROWS,
        "x,y,date,location\n0,0,2024-01-01,a\n1,0,2024-01-02,b\n1,0,2024-01-03T10:00:00Z,b",
        ",location,x,y,date\n0,a,0,0,2024-01-01\n1,b,1,0,2024-1-2\n2,b,1,0,2024/01/03 10:00\n",
        "location\tx\ty\tdate\na\t0\t0\t2024-01-01\nb\t1\t0\t2024-01-02\nb\t1e0\t0\t2024-01-03\n",
    ],
)
def test_tables_as_programs_write_them_are_read(text, tmp_path, capsys):
    (tmp_path / "we[ir]d*.csv").write_text(text, newline="")
    found = answer(capsys, "scan", tmp_path / "we[ir]d*.csv", *WHERE)
    assert (found["n_cases"], found["n_locations"]) == (3, 2)
