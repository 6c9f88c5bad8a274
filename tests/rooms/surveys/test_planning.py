"""Drawing whom to ask from a list: the same again with the same seed, and the list not kept."""

import json

import numpy as np
import pytest

from commonground.cli import main
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.surveys import answering, exporting, framing, planning
from commonground.surveys.frames import joined, rows_of
from commonground.surveys.models import Invitation, Mode, Survey
from commonground.surveys.planning import Wanted

from .conftest import BY, CLOSES, OPENS, code, figures, fill, frame_file, made


def drawn(survey: Survey) -> set[str]:
    return set(survey.invitations.values_list("address", flat=True))


def test_the_order_of_the_list_s_lines_does_not_matter(town, clock_at, tmp_path):
    surveys = []
    for shuffled in (None, 4):
        surveys.append(made())
        frame = framing.read(frame_file(tmp_path, shuffled=shuffled))
        planning.draw(survey=surveys[-1], frame=frame, wanted=Wanted(11, per_stratum=30), by=BY)
    assert drawn(surveys[0]) == drawn(surveys[1])
    assert surveys[0].design["frame"] == surveys[1].design["frame"]


def test_the_design_is_recorded_without_an_address(survey):
    assert survey.design["how"] == "stratified" and survey.design["seed"] == 7
    assert survey.design["strata"]["Northside"] == {"addresses": 300, "drawn": 100}
    assert survey.design["weights"] == [3.0]
    assert "Road" not in str(survey.design)
    row = AuditRow.objects.get(verb="survey.draw")
    assert row.detail == {"seed": 7, "count": 200}


def test_two_stages_number_the_clusters_anew_and_weigh_them(town, clock_at, tmp_path, capsys):
    survey = made()
    frame = framing.read(frame_file(tmp_path, homes=400, blocks=20))
    planning.draw(survey=survey, frame=frame, wanted=Wanted(2, None, 5, 12), by=BY)
    assert survey.invitations.count() == 2 * 5 * 12
    assert set(survey.invitations.values_list("cluster", flat=True)) == set(range(1, 11))
    assert survey.design["strata"]["Northside"]["clusters"] == 20
    fill(survey, "Northside", 60, {"good-job.1": "5"})
    fill(survey, "Southside", 30, {"good-job.1": "5"})
    held = rows_of(survey)
    north = [w for w, row in zip(held.weights, held.rows, strict=True) if row.stratum[0] == "N"]
    assert sum(north) == pytest.approx(400)
    assert held.design is not None and len(held.design.clusters) == 2
    fill(survey, "Southside", 20, {"good-job.1": "1"})
    clock_at.forward(days=28)
    job = figures(survey)[0]
    assert job.low < job.estimate < job.high and job.n == 110
    file = tmp_path / "rows.csv"
    file.write_text(exporting.as_csv(exporting.rows(survey=survey, by=BY)))
    typed = ["analyse", "survey", str(file), "--variable", "good-job.1", "--proportion", "5"]
    stages = ["--strata", "stratum", "--cluster", "cluster,answer", "--fpc", "fpc,fpc2"]
    assert main([*typed, *stages, "--weights", "weight", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["estimates"]
    assert 100 * row["low"] == pytest.approx(job.low)


def answered_by(survey: Survey, counts: dict[int, int]) -> None:
    """`counts` : cluster -> how many answer there; the first half of them find the police good."""
    for cluster, count in counts.items():
        rows = survey.invitations.filter(cluster=cluster, is_used=False)[:count]
        for number, row in enumerate(rows):
            answering.answer(
                invitation=row, given={"good-job.1": "5" if number < count / 2 else "1"}
            )


def test_a_block_where_one_person_answered_hides_no_figure_of_the_town(town, clock_at, tmp_path):
    survey = made()
    frame = framing.read(frame_file(tmp_path, homes=400, blocks=20))
    planning.draw(survey=survey, frame=frame, wanted=Wanted(2, None, 5, 12), by=BY)
    survey.refresh_from_db()
    answered_by(survey, {n: 1 if n == 3 else 7 for n in range(1, 11)})
    held = rows_of(survey)
    assert held.design is not None and len(held.design.clusters) == 1
    assert not np.isfinite(held.design.population[0]).any()  # as drawn with replacement
    clock_at.forward(days=28)
    whole = figures(survey)[0]
    assert whole.low < whole.estimate < whole.high and whole.n == 64


def test_a_part_of_town_where_one_person_answered_counts_with_the_smallest_of_the_others(
    town, clock_at, survey
):
    fill(survey, "Northside", 40, {"good-job.1": "5"})
    fill(survey, "Northside", 30, {"good-job.1": "1"})
    fill(survey, "Southside", 1, {"good-job.1": "1"})
    held = rows_of(survey)
    assert held.design is not None and len(set(held.design.strata)) == 1
    assert set(held.design.population[0]) == {600}
    assert sum(held.weights) == pytest.approx(600)
    clock_at.forward(days=28)
    whole = figures(survey)[0]
    assert whole.low < whole.estimate < whole.high
    assert joined([("A", 1), ("B", 1), ("C", 1), ("C", 2)]) == {"A": "A", "B": "A", "C": "C"}


def test_the_night_goes_on_where_nothing_tells_how_far_off_a_figure_is(town, clock_at, tmp_path):
    survey = made()
    frame = framing.read(frame_file(tmp_path, homes=800, blocks=20))
    planning.draw(survey=survey, frame=frame, wanted=Wanted(2, None, 5, 40), by=BY)
    survey.refresh_from_db()
    answered_by(survey, {1: 40})
    clock_at.forward(days=28)
    assert all(row.estimate is None for row in figures(survey))


def test_so_few_of_a_stratum_or_cluster_that_they_point_at_a_home_are_refused(
    town, clock_at, tmp_path
):
    frame = framing.read(frame_file(tmp_path))
    for wanted in (Wanted(1, per_stratum=9), Wanted(1, None, 3, 9)):
        with pytest.raises(Refused, match="would point at a home"):
            planning.draw(survey=made(), frame=frame, wanted=wanted, by=BY)


def test_addresses_are_drawn_once(survey, tmp_path):
    frame = framing.read(frame_file(tmp_path))
    with pytest.raises(Refused, match="drawn once"):
        planning.draw(survey=survey, frame=frame, wanted=Wanted(1, per_stratum=10), by=BY)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,address\n1,Here\n", "needs the columns"),
        ("id,address,stratum,neighbourhood\n1,2 Elm St, flat 3,A,N1\n", "Line 2 has more values"),
        ("id,address,stratum,neighbourhood\n1,,A,N1\n", "Line 2 has nothing in the column address"),
        ("id,address,stratum,neighbourhood\n1,x,A,N1\n1,y,A,N1\n", "stands twice"),
        ("id,address,stratum,neighbourhood\n", "no address below its head"),
        (f"id,address,stratum,neighbourhood\n1,{'x' * 301},A,N1\n", "more than 300 letters"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_with_its_line(tmp_path, text, sentence):
    file = tmp_path / "frame.csv"
    file.write_text(text)
    with pytest.raises(Refused, match=sentence):
        framing.read(file)


def test_a_list_with_the_semicolons_of_a_spreadsheet_is_the_same_list(tmp_path):
    file = frame_file(tmp_path)
    before = framing.read(file)
    text = file.read_text().replace(",", ";")
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert framing.read(file) == before


def test_a_list_that_is_no_text_or_is_not_there_is_said(tmp_path):
    file = tmp_path / "frame.csv"
    file.write_bytes(b"\xff\xfe\x00id")
    with pytest.raises(Refused, match="save it as CSV in UTF-8"):
        framing.read(file)
    with pytest.raises(Refused, match="There is no file"):
        framing.read(tmp_path / "nothing.csv")


def test_a_neighbourhood_that_we_do_not_have_is_named(town, clock_at, tmp_path):
    file = frame_file(tmp_path)
    file.write_text(file.read_text().replace(",S1,", ",X9,"))
    survey = made()
    with pytest.raises(Refused, match="no neighbourhood 'X9'"):
        planning.draw(
            survey=survey, frame=framing.read(file), wanted=Wanted(1, per_stratum=10), by=BY
        )
    assert not survey.invitations.exists()


def test_questions_for_the_team_are_not_sent_to_homes(town, clock_at):
    with pytest.raises(Refused, match="not for the people"):
        made("staff-pulse.1", Mode.ADDRESSES)
    with pytest.raises(Refused, match="closes on or after"):
        planning.make_survey(
            instrument="short.1", mode=Mode.ADDRESSES, opens_on=CLOSES, closes_on=OPENS, by=BY
        )


@pytest.mark.parametrize("wanted", ["-4", "0", "99999999999999999999"])
def test_a_number_of_answers_that_cannot_be_wanted_is_refused_in_a_sentence(
    town, clock_at, capsys, monkeypatch, wanted
):
    monkeypatch.setattr("commonground.cli.prepare", lambda name, words: None)
    dates = ["--opens", str(OPENS), "--closes", str(CLOSES)]
    assert main(["survey", "new", "short.1", *dates, "--target", wanted]) == 2
    assert "Want between 1 and 100,000 answers" in capsys.readouterr().err
    assert not Survey.objects.exists()


def test_a_code_is_kept_as_a_hash_and_can_be_printed_again(survey):
    row = Invitation.objects.first()
    assert code(row) not in str(Invitation.objects.filter(pk=row.pk).values())
    assert len({code(r) for r in Invitation.objects.all()}) == 200


def test_the_command_draws_says_what_it_drew_and_prints(
    town, clock_at, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("commonground.cli.prepare", lambda name, words: None)
    file = str(frame_file(tmp_path))
    dates = ["--opens", str(OPENS), "--closes", str(CLOSES)]
    assert main(["survey", "new", "short.1", *dates]) == 0
    survey_id = capsys.readouterr().out.strip()
    sample = ["survey", "sample", file, "--per-stratum", "12", "--seed", "5"]
    assert main(sample) == 0  # it only says
    assert not Invitation.objects.exists()
    assert "Northside: 12 of 300 addresses" in capsys.readouterr().out
    assert main([*sample, "--survey", survey_id]) == 0
    assert Invitation.objects.count() == 24
    assert main(["survey", "letters", survey_id, "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "letters-1.pdf").read_bytes().startswith(b"%PDF")
    capsys.readouterr()
    assert main(["survey", "sample", file, "--seed", "5"]) == 2
    assert "Give --per-stratum" in capsys.readouterr().err
    assert main(["survey", "rows", survey_id, "--out", str(tmp_path / "rows.csv")]) == 2
    assert "once the questions are closed" in capsys.readouterr().err
    assert main(["survey", "rows", "NOSUCH", "--out", str(tmp_path / "rows.csv")]) == 2
