"""Words of a survey: five together or none, and nothing that names a person."""

from django.urls import reverse

from commonground.surveys import answering
from commonground.surveys.models import Survey
from commonground.surveys.remarks import heard

from .conftest import fill


def write(survey: Survey, stratum: str, *words: str) -> None:
    rows = survey.invitations.filter(stratum=stratum, is_used=False)
    for row, text in zip(list(rows), words, strict=False):
        answering.answer(invitation=row, given={"one-thing.1": text})


def page(client, staff, survey: Survey):
    client.force_login(staff)
    return client.get(reverse("team-survey-words", args=[survey.public_id]))


FIVE = ["Walk more.", "Come sooner.", "Listen first.", "Ask the shops.", "Stay longer."]


def test_bram_reads_five_together_without_the_one_that_names_somebody(
    client, cast, survey, clock_at
):
    write(survey, "Northside", *FIVE, "Officer John Smith was rude to me.")
    write(survey, "Southside", *["Paint the bridge."] * 6)
    clock_at.forward(days=28)
    read = page(client, cast.bram, survey).content.decode()
    assert all(words in read for words in FIVE)
    assert "Smith" not in read and "bridge" not in read
    assert "bridge" in page(client, cast.chidi, survey).content.decode()


def test_four_that_may_be_shown_are_none(client, cast, survey, clock_at):
    write(survey, "Northside", *FIVE[:4], "My neighbour Peter Jones sells drugs.")
    clock_at.forward(days=28)
    read = page(client, cast.bram, survey).content.decode()
    assert "Walk more" not in read and "Too few wrote something" in read


def test_no_word_is_read_while_people_still_answer(client, cast, survey, town):
    write(survey, "Northside", *FIVE)
    assert page(client, cast.bram, survey).status_code == 404
    assert heard(survey, town.north, lambda words: False) == []


def test_words_come_in_no_order_of_arrival(survey, town, clock_at):
    wrote = [f"Thing {n:02}." for n in range(40)]
    write(survey, "Northside", *wrote)
    clock_at.forward(days=28)
    (shown,) = heard(survey, town.north, lambda words: False)
    assert sorted(shown.words) == wrote
    assert sum(a == b for a, b in zip(shown.words, wrote, strict=True)) < 8  # 1 by chance


def test_who_may_not_read_figures_reads_no_words(client, cast, survey, clock_at):
    fill(survey, "Northside", 1, {"good-job.1": "5"})
    clock_at.forward(days=28)
    for staff in (cast.gus, cast.faye, cast.hana):
        assert page(client, staff, survey).status_code == 403
    client.logout()
    address = reverse("team-survey-words", args=[survey.public_id])
    assert "/accounts/login/" in client.get(address).url
