"""The public pages of events and the team's, and who may open them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.concerns.models import Category, Concern
from commonground.engagement.forms import ROWS
from commonground.engagement.models import Event
from commonground.engagement.planning import cancel_event, plan_event
from commonground.tasks.models import Task


def test_amal_finds_the_event_of_her_neighbourhood(client, meeting, town):
    url = reverse("events")
    assert "Beat meeting" in client.get(url).content.decode()
    north = client.get(url, {"neighbourhood": town.north.slug}).content.decode()
    south = client.get(url, {"neighbourhood": town.south.slug}).content.decode()
    assert "Beat meeting" in north
    assert "Beat meeting" not in south
    assert client.get(url, {"neighbourhood": "nowhere"}).status_code == 404


def test_the_page_speaks_spanish_where_the_title_does(client, meeting):
    url = reverse("event", args=[meeting.public_id])
    page = client.get(url, headers={"accept-language": "es"}).content.decode()
    assert "Reunión vecinal" in page


def test_a_cancelled_event_says_so_and_why(client, meeting, cast):
    cancel_event(event=meeting, because="The library is shut.", by=cast.bram.actor())
    page = client.get(reverse("event", args=[meeting.public_id])).content.decode()
    assert "Cancelled." in page
    assert "The library is shut." in page


def test_the_public_list_is_paged_with_a_constant_number_of_queries(
    client, plan, cast, town, clock_at, django_assert_max_num_queries
):
    for n in range(60):
        starts = clock_at.moment + timedelta(hours=n // 3)
        plan_event(plan=plan(starts_at=starts, ends_at=None), by=cast.bram.actor())
    seen, url = [], reverse("events")
    while url:
        with django_assert_max_num_queries(3):  # events, their places, the list to choose from
            answer = client.get(url)
        seen += [event.public_id for event in answer.context["page"].rows]
        following = answer.context["page"].next_url
        url = following and reverse("events") + following
    assert len(seen) == len(set(seen)) == 60


FORM = {
    "kind": "walkabout", "title": "Walk the alleys", "day": "2026-03-05", "begins": "18:30",
    "ends": "19:30", "place": "Corner shop", "neighbourhoods": ["northside"],
}  # fmt: skip


def test_bram_plans_an_event_on_the_page(client, kind, cast, clock_at):
    client.force_login(cast.bram)
    assert client.post(reverse("event-plan"), FORM).status_code == 302
    event = Event.objects.get()
    assert (event.title, event.place) == ({"en": "Walk the alleys"}, {"en": "Corner shop"})
    assert client.post(reverse("event-plan"), FORM | {"ends": "18:00"}).status_code == 400


def test_bram_changes_the_place_on_the_page(client, meeting, cast, town):
    client.force_login(cast.bram)
    url = reverse("event-change", args=[meeting.public_id])
    assert client.get(url).context["form"]["place"].value() == "Library"
    assert client.post(url, FORM | {"place": "Park house"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence) == ({"en": "Park house"}, 1)
    assert list(meeting.neighbourhoods.all()) == [town.north]


def test_an_event_shared_with_southside_keeps_southside_when_bram_changes_it(
    client, plan, cast, town
):
    event = plan_event(plan=plan(neighbourhoods=[town.north, town.south]), by=cast.bram.actor())
    client.force_login(cast.bram)
    url = reverse("event-change", args=[event.public_id])
    sent = FORM | {"neighbourhoods": ["northside", "southside"]}
    assert client.post(url, sent).status_code == 302
    assert event.neighbourhoods.count() == 2


def test_chidi_cannot_plan_change_cancel_or_close_in_northside(client, meeting, cast, clock_at):
    clock_at.forward(days=2)
    client.force_login(cast.chidi)
    assert client.post(reverse("event-plan"), FORM).status_code == 400
    for name in ("team-event", "event-change", "event-close"):
        assert client.get(reverse(name, args=[meeting.public_id])).status_code == 403
    for name in ("event-cancel", "event-held"):
        answer = client.post(reverse(name, args=[meeting.public_id]), {"because": "No"})
        assert answer.status_code == 403
    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_nobody_is_sent_to_sign_in(client, meeting):
    for name in ("team-event", "event-change", "event-close"):
        answer = client.get(reverse(name, args=[meeting.public_id]))
        assert "/accounts/login/" in answer.url
    for name in ("team-events", "event-plan"):
        assert "/accounts/login/" in client.get(reverse(name)).url


def test_esi_reads_events_but_plans_none(client, meeting, cast):
    client.force_login(cast.esi)
    page = client.get(reverse("team-events")).content.decode()
    assert "Beat meeting" in page
    assert reverse("event-plan") not in page
    assert client.get(reverse("event-plan")).status_code == 403


def closing(rows: int, points: dict, promises: dict | None = None) -> dict:
    return {
        "adults": "9", "young": "2", "first_time": "3",
        "points-TOTAL_FORMS": str(rows), "points-INITIAL_FORMS": "0",
        "promises-TOTAL_FORMS": "2", "promises-INITIAL_FORMS": "0",
        **points, **(promises or {}),
    }  # fmt: skip


@pytest.fixture
def page(client, meeting, cast, clock_at, litter):
    """Bram before the closing page of yesterday's meeting."""
    clock_at.forward(days=2)
    client.force_login(cast.bram)
    return reverse("event-close", args=[meeting.public_id])


def test_bram_closes_with_what_was_heard_and_promised(client, page, clock_at):
    points = {
        "points-0-words": "Bins overflow", "points-0-follows": "new:test-litter",
        "points-1-words": "Open the pool", "points-1-follows": "no-action:",
        "points-1-because": "The parks own it.",
    }  # fmt: skip
    due = (clock_at.day + timedelta(days=7)).isoformat()
    promises = {"promises-0-title": "Ask for more bins", "promises-0-due_on": due}
    answer = client.post(page, closing(5, points, promises), follow=True)
    shown = answer.content.decode()
    assert "Adults: 9. Children and young people: 2." in shown
    assert "The parks own it." in shown
    assert Concern.objects.get().category.slug == "test-litter"
    assert Task.objects.get().title == "Ask for more bins"


def test_more_rows_keeps_what_was_written(client, page):
    points = {"points-0-words": "Bins overflow", "points-0-follows": "new:test-litter"}
    strange = {f"points-{number}-words": "Where?" for number in ("²", "9999")}
    answer = client.post(page, closing(5, points) | {"more": "1"} | strange)
    shown = answer.content.decode()
    assert "Bins overflow" in shown
    assert len(answer.context["points"]) == 1 + ROWS
    assert answer.context["counts"]["adults"].value() == "9"
    assert not Concern.objects.exists()


def test_a_bad_row_comes_back_with_the_words(client, page):
    points = {"points-0-words": "Bins overflow"}
    answer = client.post(page, closing(5, points))
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "choose what it is about" in shown
    assert "Bins overflow" in shown


def test_a_closed_event_tells_the_public_how_many_came(client, page, meeting):
    client.post(page, closing(5, {}))
    shown = client.get(reverse("event", args=[meeting.public_id])).content.decode()
    assert "11 people, 3 of them for the first time" in shown


def test_closing_twice_says_so(client, page):
    client.post(page, closing(5, {}))
    assert "closed already" in client.post(page, closing(5, {}), follow=True).content.decode()


def test_the_teams_list_has_a_constant_number_of_queries(
    client, plan, cast, clock_at, django_assert_max_num_queries
):
    for n in range(30):
        starts = clock_at.moment + timedelta(hours=n)
        plan_event(plan=plan(starts_at=starts, ends_at=None), by=cast.bram.actor())
    client.force_login(cast.bram)
    client.get(reverse("team-events"))  # the session is written once a minute
    with django_assert_max_num_queries(5):
        client.get(reverse("team-events"))


def test_what_was_heard_about_police_conduct_is_not_on_the_team_s_page(client, page, meeting):
    Category.objects.create(slug="test-conduct", name={"en": "Conduct"}, about_conduct=True)
    points = {"points-0-words": "They shouted", "points-0-follows": "new:test-conduct"}
    client.post(page, closing(1, points))
    concern = Concern.objects.get()
    assert concern.about_conduct
    shown = client.get(reverse("team-event", args=[meeting.public_id])).content.decode()
    assert concern.public_id not in shown
