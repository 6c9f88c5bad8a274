"""The page of promises, and who may open it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.tasks.making import make_promise
from commonground.tasks.models import Task


@pytest.fixture
def promise(cast, town, clock_at):
    return make_promise(
        neighbourhood=town.north,
        title="Walk the school route",
        due_on=clock_at.day + timedelta(days=1),
        by=cast.bram.actor(),
    )


def test_bram_sees_the_promise_and_finishes_it(client, promise, cast):
    client.force_login(cast.bram)
    page = client.get(reverse("team-tasks")).content.decode()
    assert "Walk the school route" in page
    assert "tomorrow" in page
    client.post(reverse("task-finish", args=[promise.public_id]))
    promise.refresh_from_db()
    assert promise.state == "kept"
    ended = client.get(reverse("team-tasks") + "?show=ended").content.decode()
    assert "Walk the school route" in ended


def test_chidi_neither_sees_nor_ends_it(client, promise, cast):
    client.force_login(cast.chidi)
    assert "Walk the school route" not in client.get(reverse("team-tasks")).content.decode()
    for name in ("task-finish", "task-drop"):
        answer = client.post(reverse(name, args=[promise.public_id]), {"reason": "No"})
        assert answer.status_code == 403
    promise.refresh_from_db()
    assert promise.state == "open"


def test_nobody_is_sent_to_sign_in(client, promise):
    for url in (reverse("team-tasks"), reverse("task-new")):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url


def test_an_empty_reason_is_told_and_nothing_changes(client, promise, cast):
    client.force_login(cast.bram)
    url = reverse("task-drop", args=[promise.public_id])
    assert "Say why" in client.post(url, {"reason": ""}, follow=True).content.decode()
    promise.refresh_from_db()
    assert promise.state == "open"


def test_dana_adds_a_promise_for_her_own_neighbourhood_only(client, cast, town, clock_at):
    client.force_login(cast.dana)
    sent = {"kind": "promise", "title": "More light", "due_on": clock_at.day.isoformat()}
    url = reverse("task-new")
    assert client.post(url, sent | {"neighbourhood": town.south.slug}).status_code == 400
    assert client.post(url, sent | {"neighbourhood": town.north.slug}).status_code == 302
    assert Task.objects.get().title == "More light"


def test_a_form_sent_twice_makes_one_promise(client, cast, town, clock_at):
    client.force_login(cast.bram)
    key = client.get(reverse("task-new")).context["form"]["idempotency_key"].value()
    sent = {"kind": "promise", "title": "More light", "due_on": clock_at.day.isoformat()}
    for _ in range(2):
        sent |= {"neighbourhood": town.north.slug, "idempotency_key": key}
        assert client.post(reverse("task-new"), sent).status_code == 302
    assert Task.objects.count() == 1


def test_the_list_is_paged_with_a_constant_number_of_queries(
    client, cast, town, clock_at, django_assert_num_queries
):
    client.force_login(cast.bram)
    client.get(reverse("team-tasks"))
    Task.objects.bulk_create(
        Task(
            kind="task",
            neighbourhood=town.north,
            title=f"Number {n:03}",
            owner=cast.bram,
            made_on=clock_at.day,
            due_on=clock_at.day + timedelta(days=n // 4),
        )
        for n in range(60)
    )
    seen, url = [], reverse("team-tasks")
    while url:
        with django_assert_num_queries(4):  # session, person, postings, the page itself
            answer = client.get(url)
        seen += [task.title for task in answer.context["page"].rows]
        url = (
            answer.context["page"].next_url
            and reverse("team-tasks") + answer.context["page"].next_url
        )
    assert len(seen) == len(set(seen)) == 60


def test_a_broken_page_address_is_a_clear_400(client, cast):
    client.force_login(cast.bram)
    assert client.get(reverse("team-tasks") + "?after=nonsense").status_code == 400
