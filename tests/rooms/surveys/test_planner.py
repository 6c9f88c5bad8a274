"""Before anybody is asked: what the answers would show, and what they take."""

import pytest
from django.urls import reverse

from commonground.analysis.surveys.sizing import Wanted
from commonground.cli import main
from commonground.common.charts import TOP
from commonground.surveys import sizes
from commonground.surveys.models import Mode, Survey

from .conftest import fill, made

PLAN = {
    "answers": 400, "areas": 3, "deff": 1, "response": 25, "reminders": 2,
    "letter": 1.5, "reminder": 1, "answer": 0.5,
}  # fmt: skip


@pytest.fixture
def dana(client, cast, town):
    client.force_login(cast.dana)
    return client


def words(page) -> str:
    return page.content.decode()


def test_dana_reads_that_400_answers_show_7_points_and_not_3(dana):
    page = words(dana.get(reverse("team-survey-plan"), PLAN))
    assert "you can see a change of 7 points" in page and "not one of 3" in page
    assert "4,800 letters for 1,200 answers" in page
    assert "up to 9,600 reminders" in page
    assert "a cost between 15,000 and 17,400" in page
    assert "4 weeks" in page
    assert "<table>" in page and 'class="curve"' in page


def test_a_change_of_five_points_takes_1570_answers_of_an_area_and_twice_as_many_in_blocks(dana):
    """(1.96 + 0.84)^2 * 2 * 0.25 / 0.05^2, and one in four answers."""
    for deff, answers, letters in ((1, "1,570", "6,280"), (2, "3,140", "12,560")):
        page = words(dana.get(reverse("team-survey-plan"), PLAN | {"deff": deff}))
        row = page.partition('<th scope="row" class="num">5</th>')[2].partition("</tr>")[0]
        assert f">{answers}<" in row and f">{letters}<" in row


def test_a_blocks_effect_makes_a_change_harder_to_see(dana):
    assert "a change of 10 points" in words(
        dana.get(reverse("team-survey-plan"), PLAN | {"deff": 2})
    )


@pytest.mark.parametrize(
    "wrong",
    [{"answers": 5}, {"response": 0}, {"response": 101}, {"deff": "many"}, {"reminders": 3},
     {"areas": -1}, {"letter": "nan"}, {"answers": ""}],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_told_beside_its_field(dana, wrong):
    page = dana.get(reverse("team-survey-plan"), PLAN | wrong)
    assert page.status_code == 422
    assert "Something needs another look" in words(page)


def test_the_areas_are_those_of_the_town_and_nothing_is_worked_out_unasked(dana):
    page = words(dana.get(reverse("team-survey-plan")))
    assert 'name="areas" value="2"' in page
    assert "you can see a change" not in page


def test_a_member_of_the_public_is_sent_to_the_door_and_standards_may_not(client, cast, town):
    assert client.get(reverse("team-survey-plan")).status_code == 302
    client.force_login(cast.gus)
    assert client.get(reverse("team-survey-plan")).status_code == 403


def test_earlier_rounds_say_how_many_answer(survey, dana, clock_at, django_assert_max_num_queries):
    fill(survey, "Northside", 30, {"good-job.1": "5"})
    assert sizes.earlier_rates() == []  # still open
    clock_at.forward(days=28)
    erased = made(mode=Mode.ADDRESSES)
    Survey.objects.filter(pk=erased.pk).update(design={"asked": 100, "used": 45})
    with django_assert_max_num_queries(1):
        (rate,) = sizes.earlier_rates()
    assert (rate.asked, rate.used, rate.share) == (300, 75, 25)
    assert "25 of 100 answered (75 of 300)" in words(dana.get(reverse("team-survey-plan")))


def test_a_planned_survey_says_what_it_will_show(survey, client, cast):
    client.force_login(cast.esi)
    page = words(client.get(reverse("team-survey", args=[survey.public_id])))
    assert "With 40 answers from each part of town you can see a change of 22 points" in page
    assert sizes.shows(made(mode=Mode.SLIPS, target_per_stratum=40)) is None


def test_without_a_number_wanted_it_says_what_all_who_are_asked_would_show(survey, client, cast):
    Survey.objects.filter(pk=survey.pk).update(target_per_stratum=None)
    client.force_login(cast.esi)
    page = words(client.get(reverse("team-survey", args=[survey.public_id])))
    assert "Even if all 100 who are asked in the smallest part of town answer" in page
    assert "a change of 14 points" in page and "not one of 6" in page
    nothing = words(client.get(reverse("team-survey", args=[made().public_id])))
    assert "What this survey can show is not known yet" in nothing
    assert "you can see a change" not in nothing


def test_the_command_says_the_same(capsys):
    asked = ["survey", "plan", "--answers", "400", "--response", "0.25", "--areas", "3"]
    assert main([*asked, "--letter", "1.5", "--reminder", "1", "--answer", "0.5"]) == 0
    said = capsys.readouterr().out
    assert "One area: within 4.9 points; a change shows from 6.9" in said
    assert "4,800 letters, up to 9,600 reminders, 1,200 answers, 4 weeks" in said
    assert "cost 15,000 to 17,400" in said
    assert "a change of 5 points in one area takes 1,570 answers a round (6,280 letters)" in said
    assert main([*asked[:-4], "--response", "2"]) == 2
    assert "at most 1" in capsys.readouterr().err


def test_the_pictures_line_begins_where_a_change_of_20_points_shows():
    drawn = sizes.picture(Wanted(400, 0.25, deff=1.3))
    assert drawn.curve.split("L")[0].endswith(f" {TOP}")
    assert sizes.answers_seen(0.2, 1.3) == pytest.approx(62.4, abs=0.1)
    assert sizes.shows_of(round(sizes.answers_seen(0.2, 1)), 1).visible == pytest.approx(
        20, abs=0.2
    )
