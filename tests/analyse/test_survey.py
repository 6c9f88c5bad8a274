"""`analyse survey` in the words that scripts rely on."""

import json
from pathlib import Path

import pytest

from .running import answer, refusal, words, write

DATA = Path(__file__).resolve().parents[1] / "reference" / "surveys"
STRATIFIED = [DATA / "apistrat.csv", "--strata", "stype", "--weights", "pw", "--fpc", "fpc"]
ONE_STAGE = [DATA / "apiclus1.csv", "--cluster", "dnum", "--weights", "pw", "--fpc", "fpc"]
TWO_STAGE = [DATA / "apiclus2.csv", "--cluster", "dnum,snum", "--fpc", "fpc1,fpc2"]
MEAN = ["--variable", "api00"]
KEYS = ["group", "estimate", "se", "low", "high", "n", "n_effective", "deff", "df", "flags"]


@pytest.fixture
def margins(tmp_path):
    path = tmp_path / "margins.json"
    known = {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}}
    path.write_text(json.dumps(known))
    return path


def only(found):
    (row,) = found["estimates"]
    return row


def test_the_published_figures(capsys):
    row = only(answer(capsys, "survey", *STRATIFIED, *MEAN))
    assert list(row) == KEYS
    assert (round(row["estimate"], 2), round(row["se"], 4)) == (662.29, 9.4089)
    row = only(answer(capsys, "survey", *ONE_STAGE, *MEAN))
    assert (round(row["estimate"], 2), round(row["se"], 3)) == (644.17, 23.542)
    assert (row["df"], round(row["deff"], 6)) == (14, 9.345869)
    assert row["n_effective"] == pytest.approx(183 / row["deff"])
    row = only(answer(capsys, "survey", *TWO_STAGE, *MEAN))
    assert (round(row["estimate"], 2), round(row["se"], 3)) == (670.81, 30.099)


def test_margins(capsys, margins, tmp_path):
    found = answer(capsys, "survey", *ONE_STAGE, *MEAN, "--rake", margins)
    assert round(only(found)["estimate"], 6) == 641.230321
    assert round(only(found)["se"], 6) == 23.703617
    assert found["weighting"]["method"] == "raked"
    assert found["weighting"]["margins"]["stype"]["H"] == 755
    total = ["--variable", "enroll", "--statistic", "total"]
    row = only(answer(capsys, "survey", *ONE_STAGE, *total, "--rake", margins))
    assert (round(row["estimate"], 3), round(row["se"], 3)) == (3647280.148, 400603.257)
    one = tmp_path / "one.json"
    one.write_text('{"stype": {"E": 4421, "H": 755, "M": 1018}}')
    row = only(answer(capsys, "survey", *ONE_STAGE, *MEAN, "--poststratify", one))
    assert (round(row["estimate"], 2), round(row["se"], 3)) == (642.31, 23.920)


def test_cells_of_two_columns_are_one_margin(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "sex,age,y", [("f", "1", 1), ("f", "2", 2), ("m", "1", 3)] * 2)
    cells = tmp_path / "cells.json"
    cells.write_text('{"sex,age": {"f,1": 10, "f,2": 20, "m,1": 30}}')
    row = only(answer(capsys, "survey", data, "--variable", "y", "--poststratify", cells))
    assert row["estimate"] == pytest.approx((10 + 40 + 90) / 60)


def test_a_share_with_each_interval(capsys):
    share = ["--variable", "sch.wide", "--proportion", "Yes"]
    row = only(answer(capsys, "survey", *ONE_STAGE, *share, "--interval", "logit"))
    told = [round(row[key], 6) for key in ("estimate", "low", "high")]
    assert told == [0.874317, 0.823799, 0.9119]
    for method in ("korn-graubard", "wilson"):
        other = only(answer(capsys, "survey", *ONE_STAGE, *share, "--interval", method))
        assert 0.80 < other["low"] < 0.8744 < other["high"] < 0.93


def test_groups_in_order_and_their_differences(capsys):
    found = answer(capsys, "survey", *ONE_STAGE, *MEAN, "--by", "stype", "--differences")
    assert [row["group"] for row in found["estimates"]] == ["E", "H", "M"]
    assert found["estimates"][1]["flags"][0] == "too-few-answers"
    pairs = [(row["first"], row["second"]) for row in found["differences"]]
    assert pairs == [("E", "H"), ("E", "M"), ("H", "M")]
    assert all(row["q_value"] >= row["p_value"] for row in found["differences"])


def test_replicates_meet_the_margins_again(capsys, margins):
    taken = ["--rake", margins, "--variance", "jackknife"]
    assert round(only(answer(capsys, "survey", *ONE_STAGE, *MEAN, *taken))["se"], 3) == 26.874
    boot = ["--variance", "bootstrap", "--replicates", 200, "--seed", 3]
    first = only(answer(capsys, "survey", *STRATIFIED, *MEAN, *boot))
    assert first["se"] == pytest.approx(9.41, rel=0.15)
    assert first == only(answer(capsys, "survey", *STRATIFIED, *MEAN, *boot))


def test_the_table_says_what_may_not_be_said(capsys):
    told = words(capsys, "survey", *ONE_STAGE, *MEAN, "--by", "stype")
    assert "too few answers to say" in told
    assert "183 answers stand for 6,194" in told


def test_empty_cells_are_refused_or_left_out(capsys):
    total = ["--variable", "enroll", "--statistic", "total"]
    said = refusal(capsys, "survey", *TWO_STAGE, *total)
    assert "Row 27 of apiclus2.csv has nothing where an answer must be" in said
    found = answer(capsys, "survey", *TWO_STAGE, *total, "--missing", "NA")
    assert round(only(found)["estimate"]) == 2639273
    assert found["weighting"]["not_answered"] == 6


def test_a_missing_code_is_known_however_its_number_is_written(capsys, tmp_path):
    """-9 counted as an answer would be a mean of 2."""
    data = tmp_path / "data.csv"
    data.write_text("y\n-9\n-9.0\n 4\n5\n6\nDK\n")
    for code in ("-9", "-9.00"):
        found = answer(capsys, "survey", data, "--variable", "y", f"--missing={code},DK")
        assert only(found)["estimate"] == 5 and found["weighting"]["not_answered"] == 3
    said = refusal(capsys, "survey", data, "--variable", "y", "--missing=-9,4,5,6,DK")
    assert said == "commonground analyse: No row of data.csv has an answer in “y”.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--strata", "cds"], "strata have only one sampled cluster"),
        (["--weights", "stype"], "“H” where a number must be"),
        (["--variable", "nothing"], "has no column “nothing”"),
        (["--fpc", "fpc,fpc"], "2 population sizes are given for 1 stages"),
        (["--statistic", "ratio"], "needs --denominator"),
        (["--denominator", "enroll"], "is for --statistic ratio"),
        (["--interval", "wilson"], "is for --proportion"),
        (["--rake", "m", "--poststratify", "m"], "Give --poststratify or --rake, not both ("),
        (["--proportion", "nobody"], "Nobody answered “nobody” in api00"),
        (["--level", "95"], "between 0 and 1"),
        (["--cluster", "dnum,dnum"], "names one column twice"),
        (["--differences"], "needs --by"),
        (["--rake", "none.json"], "There is no file none.json"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(capsys, typed, said):
    assert said in refusal(capsys, "survey", DATA / "apiclus1.csv", *MEAN, *typed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "is not JSON"),
        ("[]", "must hold margins"),
        ('{"stype": {}}', "must hold margins"),
        ('{"stype": {"E": "many"}}', "“E” is not a number"),
        ('{"stype": {"E": 1}}', "do not say how many people have “"),
        ('{"nothing": {"E": 1}}', "has no column “nothing”"),
        ('{"stype": {"E": 1, "H": -1, "M": 2}}', "missing or negative"),
        ('{"stype": {"E": 0.7, "H": 0.2, "M": 0.2}}', "shares that add up to 1.1, not 1"),
        ('{"stype": {"E": 1, "H": 1, "M": 2, "X": 3}}', "Nobody who answered has stype “X”"),
    ],
)
def test_margins_that_cannot_be_used_are_one_sentence(capsys, tmp_path, text, said):
    path = tmp_path / "m.json"
    path.write_text(text)
    assert said in refusal(capsys, "survey", *ONE_STAGE, *MEAN, "--rake", path)


def test_negative_weights_and_constant_answers(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y,w", [(4, -1), (4, 2)])
    said = refusal(capsys, "survey", data, "--variable", "y", "--weights", "w")
    assert "A weight is negative" in said
    row = only(answer(capsys, "survey", data, "--variable", "y"))
    assert (row["estimate"], row["se"], row["deff"]) == (4, 0, None)
    assert "no-spread" in row["flags"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"stype": {"E": 1, "E": 2, "H": 1, "M": 1}}', "name “E” twice"),
        ('{"stype": {"E": 1' + "0" * 400 + ', "H": 1, "M": 1}}', "missing or negative"),
    ],
)
def test_margins_that_json_would_lose_or_no_number_holds(capsys, tmp_path, text, said):
    path = tmp_path / "m.json"
    path.write_text(text)
    assert said in refusal(capsys, "survey", *ONE_STAGE, *MEAN, "--rake", path)


def test_a_trim_that_is_no_number_is_refused(capsys, margins):
    said = refusal(capsys, "survey", *ONE_STAGE, *MEAN, "--rake", margins, "--trim", "nan")
    assert "one time the median or more" in said


def test_shares_that_were_rounded_count_as_shares(capsys, tmp_path):
    path = tmp_path / "m.json"
    path.write_text('{"stype": {"E": 0.71, "H": 0.12, "M": 0.16}}')
    found = answer(capsys, "survey", *ONE_STAGE, *MEAN, "--poststratify", path)
    assert found["weighting"]["sum"] == pytest.approx(6194.0, rel=1e-4)


def test_a_code_that_most_programs_write_is_not_counted_as_an_answer(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y", [("Yes",), ("No",), ("NA",), ("Yes",)])
    share = ["--variable", "y", "--proportion", "Yes"]
    assert "--missing names" in refusal(capsys, "survey", data, *share)
    assert only(answer(capsys, "survey", data, *share, "--missing", "NA"))["n"] == 3
    said = refusal(capsys, "survey", data, *share, "--missing", "-9,none")
    assert "Row 3 of d.csv has “NA” where an answer must be" in said


def test_numbers_that_no_square_holds_are_refused_and_small_weights_are_not(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y,w", [("1e308", 1), (2, 1)])
    assert "“1e308” where a number" in refusal(capsys, "survey", data, "--variable", "y")
    data = write(tmp_path / "e.csv", "y,w", [(1, "1e-300"), (2, "1e-300"), (4, "1e-300")])
    found = answer(capsys, "survey", data, "--variable", "y", "--weights", "w")
    assert found["weighting"]["n_effective_kish"] == pytest.approx(3)


def test_a_group_without_a_denominator_is_flagged_and_the_others_are_told(capsys, tmp_path):
    data = write(
        tmp_path / "d.csv", "y,d,g", [(1, 0, "a"), (2, 0, "a"), (3, 1, "b"), (4, 2, "b")]
    )  # fmt: skip
    ratio = ["--variable", "y", "--statistic", "ratio", "--denominator", "d"]
    first, second = answer(capsys, "survey", data, *ratio, "--by", "g")["estimates"]
    assert (first["n"], first["estimate"], first["flags"]) == (2, None, ["no-denominator"])
    assert list(first) == KEYS == list(second)
    assert "adds up to zero" in words(capsys, "survey", data, *ratio, "--by", "g")
    nothing = write(tmp_path / "e.csv", "y,d", [(1, 0), (2, 0)])
    assert "adds up to zero" in refusal(capsys, "survey", nothing, *ratio)


def test_a_group_in_one_cluster_has_no_interval_whichever_the_variance(capsys, tmp_path):
    rows = [(i % 5 + (i > 12), "b", i // 5) for i in range(30)] + [(3, "z", 0), (4, "z", 0)]
    data = write(tmp_path / "d.csv", "y,g,c", rows)
    asked = ["--variable", "y", "--by", "g", "--cluster", "c"]
    for variance in ("taylor", "jackknife", "bootstrap"):
        row = answer(capsys, "survey", data, *asked, "--variance", variance)["estimates"][1]
        assert (row["estimate"], row["low"], row["high"]) == (3.5, None, None)
        assert "no-interval" in row["flags"]
    row = answer(capsys, "survey", data, *asked)["estimates"][1]
    assert (row["se"], row["n_effective"]) == (0, None)  # not what rounding leaves


def test_one_answer_is_not_said_to_be_a_stratum(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y", [(1,)])
    assert "Only one cluster, or one answer" in refusal(capsys, "survey", data, "--variable", "y")


def test_a_difference_from_one_answer_has_no_p_value(capsys, tmp_path):
    """One answer has no spread of its own: it would seem certain."""
    rows = [(i % 9, "few" if i < 1 else "ab"[i % 2]) for i in range(100)]
    data = write(tmp_path / "d.csv", "y,g", rows)
    typed = ["survey", data, "--variable", "y", "--by", "g", "--differences"]
    one, other, alone = sorted(
        answer(capsys, *typed)["differences"],
        key=lambda row: "few" in (row["first"], row["second"]),
    )
    assert one["flags"] == [] and one["q_value"] == one["p_value"]
    for row in (other, alone):
        assert row["flags"] == ["too-few-answers", "no-interval", "no-spread"]
        assert {row[key] for key in ("se", "low", "high", "p_value", "q_value")} == {None}
    assert "a less few: 4.08163; too few answers to say" in words(capsys, *typed)


def test_a_list_may_begin_with_a_number_below_zero(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y", [[3], [4], ["-9"], ["DK"]])
    found = answer(capsys, "survey", data, "--variable", "y", "--missing", "-9,DK")
    assert found["weighting"]["not_answered"] == 2


@pytest.mark.parametrize("option", ["--strata", "--cluster"])
def test_a_missing_code_is_no_stratum_and_no_cluster(capsys, tmp_path, option):
    data = write(
        tmp_path / "d.csv", "y,s", [(i % 7, "NA" if i < 9 else "ab"[i % 2]) for i in range(60)]
    )
    said = refusal(capsys, "survey", data, "--variable", "y", option, "s")
    assert "Row 1 of d.csv has “NA” where a name or number must be, in column “s”." in said


def test_words_lead_to_the_share_of_them(capsys, tmp_path):
    data = write(tmp_path / "d.csv", "y,g", [("yes", ""), ("no", "a")] * 20)
    said = refusal(capsys, "survey", data, "--variable", "y")
    assert said.endswith("in column “y”; --proportion VALUE tells the share that answered VALUE.\n")
    told = words(capsys, "survey", data, "--variable", "y", "--proportion", "yes", "--by", "g")
    assert "(empty)" in told
