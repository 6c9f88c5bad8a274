"""Bram keeps the priorities of Northside; nobody else does."""

import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
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
    assert [r.verb for r in rows.order_by("id")] == ["priority.set", "priority.end"]
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
