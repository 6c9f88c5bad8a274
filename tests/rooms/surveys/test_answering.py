"""Amal has a letter with a code: the way from the code to a figure that nobody can trace."""

import pytest
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.surveys import answering, codes
from commonground.surveys.inviting import make_slips
from commonground.surveys.models import Invitation, Mode, Remark, Response

from .conftest import BY, CLOSES, code, figures, fill, made

GOOD = {"good-job.1": "5", "safe-ten.1": "8", "age.1": "35-59"}


@pytest.fixture
def letter(survey) -> Invitation:
    return survey.invitations.filter(stratum="Northside").first()


def test_amal_types_the_code_of_the_letter_and_answers_one_question_after_another(client, letter):
    typed = codes.grouped(code(letter)).lower()
    page = client.post(reverse("survey-enter"), {"code": typed})
    assert page.url == reverse("survey", args=[code(letter)])
    assert "Trust and safety" in client.get(page.url).content.decode()
    sent = {"step": "1", "next": "1", "good-job.1": "5"}
    second = client.post(page.url, sent)
    assert 'name="good-job.1" value="5"' in second.content.decode()
    assert not Response.objects.exists()  # nothing is kept until it is sent
    sent = {"step": "2", "send": "1", "good-job.1": "5", "relied-on.1": "-"}
    thanks = client.post(page.url, sent).content.decode()
    assert "We have your answers" in thanks and f'href="{reverse("public-trust")}"' in thanks
    row = Response.objects.get()
    assert row.answers == {"good-job.1": "5"}
    assert (row.stratum, row.week) == ("Northside", "2026-W10")


def test_all_on_one_page_asks_everything_and_warns_where_words_are_taken(client, letter):
    page = client.get(reverse("survey", args=[code(letter)]), {"step": "all"}).content.decode()
    assert page.count("<legend>") == 20
    assert page.count("I&#x27;d rather not say") == 20
    assert "In danger now?" in page
    one = client.get(reverse("survey", args=[code(letter)]), {"step": "1"}).content.decode()
    assert "In danger now?" not in one


def test_every_page_is_small_and_needs_no_script(client, letter):
    for step in ("", "1", "all"):
        page = client.get(reverse("survey", args=[code(letter)]), {"step": step}).content
        assert len(page) < 50_000
        assert page.count(b"<script") == 1  # the one that leaves the page quickly


def test_the_language_changes_without_losing_an_answer(client, letter):
    address = reverse("survey", args=[code(letter)])
    sent = {"step": "2", "language": "es", "good-job.1": "5", "relied-on.1": "4"}
    page = client.post(address, sent).content.decode()
    assert "Se puede contar con que la policía" in page
    assert 'name="good-job.1" value="5"' in page
    assert page.count("checked") == 1


def test_back_shows_what_was_answered_before(client, letter):
    sent = {"step": "2", "back": "1", "good-job.1": "5"}
    page = client.post(reverse("survey", args=[code(letter)]), sent).content.decode()
    assert "checked" in page and "Question 1 of 21" in page


def test_an_answer_that_no_question_offers_is_refused_and_keeps_the_rest(client, letter):
    sent = {"step": "3", "send": "1", "good-job.1": "5", "relied-on.1": "9"}
    page = client.post(reverse("survey", args=[code(letter)]), sent)
    assert page.status_code == 422
    assert "Choose one of the answers, or none." in page.content.decode()
    assert 'name="good-job.1" value="5"' in page.content.decode()
    assert not Response.objects.exists()


def test_a_code_opens_the_questions_once(client, letter):
    address = reverse("survey", args=[code(letter)])
    client.post(address, {"step": "all", "send": "1", **GOOD})
    again = client.post(address, {"step": "all", "send": "1", **GOOD})
    assert again.status_code == 410 and "This code is used up" in again.content.decode()
    assert Response.objects.count() == 1


def test_the_same_code_twice_at_the_same_moment_counts_once(letter):
    answering.answer(invitation=letter, given=GOOD)
    with pytest.raises(Refused, match="This code is used up"):
        answering.answer(invitation=letter, given=GOOD)  # a row that was read before


def test_a_code_that_nobody_has_is_said_in_a_sentence_and_guesses_are_few(client, survey, settings):
    settings.SURVEY_CODES_PER_HOUR = 3
    for _n in range(3):
        page = client.post(reverse("survey-enter"), {"code": "AAAA BBBB CCCC"})
        assert page.status_code == 422
    assert client.post(reverse("survey-enter"), {"code": "AAAA"}).status_code == 429
    assert client.get(reverse("survey", args=["AAAABBBBCCCC"])).status_code == 429


def test_before_the_first_day_and_after_the_last_there_is_nothing_to_answer(
    client, letter, clock_at
):
    address = reverse("survey", args=[code(letter)])
    clock_at.forward(days=-1)
    assert "not open yet" in client.get(address).content.decode()
    clock_at.forward(days=29)
    assert client.get(address).status_code == 410


def test_whoever_would_rather_not_uses_up_the_code_and_leaves_nothing(client, letter):
    page = client.get(reverse("survey-stop", args=[code(letter)]))
    assert page.status_code == 200
    letter.refresh_from_db()
    assert not letter.is_used  # a mail scanner that follows links ends nothing
    client.post(reverse("survey-stop", args=[code(letter)]))
    letter.refresh_from_db()
    assert letter.is_used and not Response.objects.exists()


def test_words_lie_apart_from_the_answers(survey, letter):
    answering.answer(invitation=letter, given=GOOD | {"one-thing.1": "Walk more."})
    assert "one-thing.1" not in Response.objects.get().answers
    row = Remark.objects.get()
    assert row.words == "Walk more."
    assert {f.name for f in Remark._meta.fields} == {"id", "survey", "place", "item", "words"}


def test_an_answer_leaves_no_audit_row_and_no_moment(survey, letter):
    before = AuditRow.objects.count()
    answering.answer(invitation=letter, given=GOOD)
    assert AuditRow.objects.count() == before
    for model in (Response, Invitation, Remark):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField"}
    assert not [f for f in Response._meta.fields if f.is_relation]


def test_from_the_code_to_a_figure_behind_its_gates(survey, clock_at):
    fill(survey, "Northside", 40, {"good-job.1": "5"})
    fill(survey, "Northside", 20, {"good-job.1": "1"})
    fill(survey, "Southside", 35, {"good-job.1": "4"})
    with pytest.raises(Refused, match="once the questions are closed"):
        figures(survey)
    clock_at.forward(days=(CLOSES - clock_at.day).days + 1)
    (job, *rest) = figures(survey)
    # each half of town counts alike, whoever answered there: (40/60 + 35/35) / 2
    assert job.estimate == pytest.approx(100 * (40 / 60 + 1) / 2)
    assert job.low < job.estimate < job.high and job.n == 95
    assert all(figure.estimate is None for figure in rest)


def test_one_hidden_place_is_not_found_by_subtraction(survey, town, clock_at):
    fill(survey, "Northside", 60, {"good-job.1": "5"})
    fill(survey, "Southside", 5, {"good-job.1": "1"})
    clock_at.forward(days=40)
    assert figures(survey, town.south)[0].estimate is None
    assert figures(survey, town.north)[0].estimate is None


def test_who_chose_to_answer_has_no_margin_of_error(town, clock_at):
    nine, ten = (made("staff-pulse.1", Mode.SLIPS) for _n in range(2))
    for row in (nine, ten):
        make_slips(survey=row, count=20, by=BY)
        fill(row, "", 9, {"staff-time.1": "5"})
    fill(ten, "", 1, {"staff-time.1": "1"})
    clock_at.forward(days=40)
    assert figures(nine)[0].estimate is None  # 9 of a team: hidden
    figure = figures(ten)[0]
    assert figure.estimate == 90 and figure.method == "opt-in"


def test_who_skips_everything_did_not_answer(client, letter):
    page = client.post(reverse("survey", args=[code(letter)]), {"step": "all", "send": "1"})
    assert "Nothing about you was kept" in page.content.decode()
    letter.refresh_from_db()
    assert letter.is_used and not Response.objects.exists()
