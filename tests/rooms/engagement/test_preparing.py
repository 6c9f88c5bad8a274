"""What a kind asks to be prepared: shown when planning, ticked on the event's page, and kept."""

import pytest
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.engagement.models import Event
from commonground.engagement.planning import cancel_event, plan_event
from commonground.engagement.preparing import checklist, tick


def done(event) -> list[str]:
    return [line.id for line in checklist(Event.objects.get(pk=event.pk)) if line.is_done]


def test_ticks_are_kept_and_may_be_taken_back(meeting, cast):
    tick(event=meeting, done=["agenda", "room"], by=cast.bram.actor())
    assert done(meeting) == ["agenda", "room"]
    tick(event=meeting, done=["room"], by=cast.bram.actor())
    assert done(meeting) == ["room"]
    assert AuditRow.objects.filter(verb="event.prepare", noun_id=meeting.public_id).count() == 2


def test_what_is_not_on_the_list_is_not_kept(meeting, cast):
    tick(event=meeting, done=["agenda", "champagne"], by=cast.bram.actor())
    assert Event.objects.get(pk=meeting.pk).prepared == ["agenda"]


def test_a_cancelled_event_has_nothing_to_prepare(meeting, cast):
    cancel_event(event=meeting, because="Rain", by=cast.bram.actor())
    with pytest.raises(Refused, match="nothing to prepare"):
        tick(event=meeting, done=["agenda"], by=cast.bram.actor())


def test_bram_ticks_on_the_page_and_the_list_shows_when_planning(client, meeting, cast):
    client.force_login(cast.bram)
    url = reverse("team-event", args=[meeting.public_id])
    assert 'value="agenda">' in client.get(url).content.decode()
    client.post(reverse("event-prepare", args=[meeting.public_id]), {"done": ["agenda"]})
    assert 'value="agenda" checked>' in client.get(url).content.decode()
    planning = client.get(reverse("event-plan"), {"kind": "community-meeting"})
    assert "Ask three residents" in planning.content.decode()
    assert "harm at home" in planning.content.decode()


def test_the_closing_form_says_what_to_write_down(client, meeting, cast, clock_at):
    clock_at.forward(days=2)
    client.force_login(cast.bram)
    page = client.get(reverse("event-close", args=[meeting.public_id])).content.decode()
    assert "What people want done first" in page


def test_a_kind_is_chosen_first(client, cast, kind):
    client.force_login(cast.bram)
    page = client.get(reverse("event-plan")).content.decode()
    assert "?kind=school-visit" in page and "children attend" in page
    assert 'name="title"' not in page


@pytest.mark.parametrize("name", ["event-prepare", "event-add-photo", "event-cancel"])
def test_chidi_and_nobody_cannot(client, meeting, cast, name):
    url = reverse(name, args=[meeting.public_id])
    assert "/accounts/login/" in client.post(url).url
    client.force_login(cast.chidi)
    assert client.post(url, {"done": ["agenda"], "because": "No"}).status_code == 403
    client.force_login(cast.esi)  # reads, changes nothing
    assert client.post(url).status_code == 403
    assert done(meeting) == []


def test_esi_sees_the_list_without_boxes(client, meeting, cast):
    client.force_login(cast.esi)
    page = client.get(reverse("team-event", args=[meeting.public_id])).content.decode()
    assert "Ask three residents" in page and "<input" not in page.split("Ask three residents")[1]


SENT = {
    "kind": "community-meeting", "title": "Tea at six", "neighbourhoods": ["northside"],
    "day": "2026-03-05", "begins": "18:00", "ends": "19:00",
}  # fmt: skip


def test_bram_plans_a_series_changes_the_rest_and_cancels_the_rest(client, cast, kind, clock_at):
    client.force_login(cast.bram)
    answer = client.post(
        reverse("event-plan"), SENT | {"every": "weekly", "times": "4"}, follow=True
    )
    assert "All 4 days are on the public list." in answer.content.decode()
    first, second, third, fourth = Event.objects.order_by("starts_at")
    change = SENT | {"place": "Library", "day": "2026-03-12", "which": "following"}
    client.post(reverse("event-change", args=[second.public_id]), change)
    cancel = {"because": "Holidays", "which": "following"}
    client.post(reverse("event-cancel", args=[fourth.public_id]), cancel)
    rows = Event.objects.order_by("starts_at")
    assert [row.place.get("en", "") for row in rows] == ["", "Library", "Library", "Library"]
    assert [row.is_cancelled for row in rows] == [False, False, False, True]
    page = client.get(reverse("event", args=[first.public_id])).content.decode()
    assert "Every week" in page
    assert reverse("series-calendar", args=[first.series.public_id]) in page


def test_a_series_that_never_ends_is_refused_with_the_words_kept(client, cast, kind):
    client.force_login(cast.bram)
    answer = client.post(reverse("event-plan"), SENT | {"every": "weekly"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Say until which day" in page and "Tea at six" in page
    assert not Event.objects.exists()


def test_the_page_of_an_event_costs_a_fixed_number_of_queries(
    client, cast, kind, clock_at, django_assert_max_num_queries
):
    client.force_login(cast.bram)
    client.post(reverse("event-plan"), SENT | {"every": "weekly", "times": "30"})
    event = Event.objects.order_by("starts_at").first()
    client.get(reverse("team-event", args=[event.public_id]))
    with django_assert_max_num_queries(10):
        client.get(reverse("team-event", args=[event.public_id]))
    with django_assert_max_num_queries(7):
        client.get(reverse("event", args=[event.public_id]))


def test_what_is_to_close_stands_first_on_the_team_s_list(client, meeting, plan, cast, clock_at):
    clock_at.forward(days=2)
    later = plan(title={"en": "Later one"})
    plan_event(plan=later, by=cast.bram.actor())
    client.force_login(cast.bram)
    page = client.get(reverse("team-events")).content.decode()
    assert page.index("To close") < page.index("Beat meeting") < page.index("Later one")
