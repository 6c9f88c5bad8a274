"""Bram keeps the priorities of Northside; nobody else does."""

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.messaging import digests, links, subscribing
from commonground.messaging.models import News, OutboxMessage, Subscription
from commonground.publishing.models import Priority
from commonground.publishing.prioritising import (
    AT_MOST,
    end_priority,
    set_priority,
    update_priority,
)

NEW = "/team/priorities/new/northside/"
WORDS = {"title_en": "Racing on the avenue", "title_es": "", "status_en": "", "status_es": ""}


@pytest.fixture
def racing(cast, town, clock_at) -> Priority:
    return set_priority(
        neighbourhood=town.north, title={"en": "Racing"}, status={}, by=cast.bram
    )


def test_bram_adds_a_priority_and_everybody_reads_it(client, cast, town, clock_at):
    client.force_login(cast.bram)
    assert client.post(NEW, WORDS).status_code == 302
    assert "Racing on the avenue" in client.get("/neighbourhoods/northside/").content.decode()


def test_a_priority_without_english_words_is_sent_back_with_the_reason(client, cast, town):
    client.force_login(cast.bram)
    response = client.post(NEW, {**WORDS, "title_en": ""})
    assert response.status_code == 422
    assert "Something needs another look" in response.content.decode()


def test_looking_again_stamps_it_with_today(racing, cast, clock_at):
    clock_at.forward(days=100)
    update_priority(priority=racing, title=racing.title, status={"en": "waiting"}, by=cast.bram)
    racing.refresh_from_db()
    assert racing.updated_on == clock_at.day


def test_an_ended_priority_stays_ended(racing, cast, clock_at):
    end_priority(priority=racing, by=cast.bram)
    end_priority(priority=racing, by=cast.bram)
    with pytest.raises(Refused):
        update_priority(priority=racing, title=racing.title, status={}, by=cast.bram)


def test_more_than_a_handful_is_refused_with_what_to_do(client, cast, town, clock_at):
    for i in range(AT_MOST):
        set_priority(neighbourhood=town.north, title={"en": f"{i}"}, status={}, by=cast.bram)
    client.force_login(cast.bram)
    response = client.post(NEW, WORDS)
    assert response.status_code == 422
    assert "end one first" in response.content.decode()


def test_chidi_cannot_touch_what_is_northsides(client, cast, racing):
    client.force_login(cast.chidi)
    assert client.get(NEW).status_code == 403
    assert client.get(f"/team/priorities/{racing.public_id}/").status_code == 403
    assert client.post(f"/team/priorities/{racing.public_id}/", {"end": "1"}).status_code == 403
    racing.refresh_from_db()
    assert racing.ended_on is None


def test_nobody_is_sent_to_sign_in(client, racing):
    response = client.get("/team/priorities/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_each_change_leaves_a_row_without_the_words(racing, cast):
    end_priority(priority=racing, by=cast.bram)
    rows = AuditRow.objects.filter(noun="priority")
    assert {r.verb for r in rows} == {"priority.set", "priority.end"}
    assert "Racing" not in str([r.detail for r in rows])


def test_bram_ends_it_from_its_page(client, cast, racing):
    client.force_login(cast.bram)
    assert client.post(f"/team/priorities/{racing.public_id}/", {"end": "1"}).status_code == 302
    assert "Racing" not in client.get("/team/priorities/").content.decode()


def test_the_list_takes_a_number_of_queries_that_does_not_grow(
    client, cast, town, racing, django_assert_num_queries
):
    client.force_login(cast.bram)
    client.get("/team/priorities/")
    with django_assert_num_queries(5):
        client.get("/team/priorities/")
    set_priority(neighbourhood=town.north, title={"en": "2"}, status={}, by=cast.bram)
    with django_assert_num_queries(5):
        client.get("/team/priorities/")


def subscribe(town, email: str, how_often: str, language: str, kind: str = "news") -> None:
    subscribing.ask(
        neighbourhood=town.north, email=email, kinds=[kind], how_often=how_often,
        language=language,
    )  # fmt: skip
    row = Subscription.objects.get(email=email)
    subscribing.confirm(token=links.token(links.CONFIRM, row.public_id))
    OutboxMessage.objects.all().delete()


def told() -> dict[str, str]:
    return dict(OutboxMessage.objects.values_list("to", "body"))


def test_who_asked_for_news_at_once_hears_of_it_in_their_language(cast, town, clock_at):
    subscribe(town, "amal@example.org", "at_once", "es")
    subscribe(town, "events@example.org", "at_once", "en", kind="events")
    title = {"en": "Racing on the avenue", "es": "Carreras en la avenida"}
    made = set_priority(neighbourhood=town.north, title=title, status={}, by=cast.bram)
    digests.tell_at_once()
    (words,) = told().values()
    assert "En qué trabajamos ahora: Carreras en la avenida" in words
    assert "/neighbourhoods/northside/#h-priorities" in words
    update_priority(priority=made, title=title, status={"en": "Humps in spring"}, by=cast.bram)
    OutboxMessage.objects.all().delete()
    digests.tell_at_once()
    (words,) = told().values()
    assert "Carreras en la avenida. Cómo va: Humps in spring" in words
    end_priority(priority=made, by=cast.bram)
    assert digests.tell_at_once() == 1


def test_who_asked_once_a_week_hears_of_each_change_in_one_message(cast, town, racing, clock_at):
    subscribe(town, "amal@example.org", "weekly", "en")
    clock_at.forward(days=1)
    for status in ("asked the city", "humps in spring"):
        words = {"title": racing.title, "status": {"en": status}}
        update_priority(priority=racing, by=cast.bram, **words)
    assert digests.tell_at_once() == 0
    clock_at.forward(days=6)
    digests.tell_weekly()
    (words,) = told().values()
    assert "asked the city" in words and "humps in spring" in words


def test_looking_again_without_a_change_is_no_news(racing, cast, clock_at):
    before = News.objects.count()
    update_priority(priority=racing, title=racing.title, status=racing.status, by=cast.bram)
    assert News.objects.count() == before == 1


def test_what_chidi_may_not_set_is_told_to_nobody(cast, town):
    with pytest.raises(PermissionDenied):
        set_priority(neighbourhood=town.north, title={"en": "X"}, status={}, by=cast.chidi)
    assert not News.objects.exists()


def test_an_example_says_so_to_its_readers_too(cast, town):
    set_priority(
        neighbourhood=town.north, title={"en": "Racing"}, status={}, by=cast.bram, example=True
    )
    title = News.objects.get().title
    assert title["en"].endswith("(Example)") and title["es"].endswith("(ejemplo)")
