"""The public list: by neighbourhood, kind and week, without script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import change_event, plan_event


@pytest.fixture
def listed(plan, cast, town):
    """A meeting this week and sport next week in Northside, a walk next week in Southside."""
    kinds = {kind.slug: kind for kind in EventKind.objects.all()}
    starts = plan().starts_at

    def event(title, kind, days, place):
        told = plan(
            title={"en": title}, kind=kinds[kind], neighbourhoods=[place],
            starts_at=starts + timedelta(days=days), ends_at=None,
        )  # fmt: skip
        return plan_event(plan=told, by=cast.bram.actor())

    event("Tea at six", "community-meeting", 0, town.north)
    event("Ball games", "sport", 7, town.north)
    event("Alley walk", "walkabout", 8, town.south)


def shown(client, **asked) -> set[str]:
    page = client.get(reverse("events"), asked).content.decode()
    return {title for title in ("Tea at six", "Ball games", "Alley walk") if title in page}


def test_each_filter_and_all_together(client, listed, town):
    assert shown(client) == {"Tea at six", "Ball games", "Alley walk"}
    assert shown(client, kind="sport") == {"Ball games"}
    assert shown(client, week="2026-03-09") == {"Ball games", "Alley walk"}
    assert shown(client, week="2026-03-12") == {"Ball games", "Alley walk"}  # any day of it
    north = town.north.slug
    assert shown(client, week="2026-03-09", neighbourhood=north) == {"Ball games"}
    assert shown(client, week="2026-03-09", neighbourhood=north, kind="walkabout") == set()


def test_a_week_that_is_over_is_shown_too(client, listed, clock_at):
    clock_at.forward(days=30)
    assert shown(client) == set()
    assert shown(client, week="2026-03-09") == {"Ball games", "Alley walk"}
    page = client.get(reverse("events"), {"week": "2026-03-09"}).content.decode()
    assert '<option value="2026-03-09" selected>' in page


def test_only_kinds_that_have_events_are_offered(client, listed):
    offered = [slug for slug, _name in client.get(reverse("events")).context["kinds"]]
    assert offered == ["community-meeting", "walkabout", "sport"]


@pytest.mark.parametrize("week", ["soon", "2026-13-01", "9999-12-31"])
def test_a_week_that_is_no_day_is_refused_in_a_sentence(client, town, week):
    answer = client.get(reverse("events"), {"week": week})
    assert answer.status_code == 400
    assert "Write the day like 2017-12-11." in answer.content.decode()


def test_a_kind_that_we_do_not_have_is_not_found(client, town):
    assert client.get(reverse("events"), {"kind": "parade"}).status_code == 404


def test_the_first_week_of_the_calendar_is_empty_and_no_error(client, town):
    assert client.get(reverse("events"), {"week": "0001-01-01"}).status_code == 200


def test_the_list_costs_the_same_with_all_filters(client, listed, town, django_assert_num_queries):
    client.get(reverse("events"))
    asked = {"neighbourhood": town.north.slug, "kind": "sport", "week": "2026-03-09"}
    with django_assert_num_queries(5):
        client.get(reverse("events"), asked)


def test_a_place_and_what_to_know_stand_in_the_language_of_the_page(client, meeting, cast, plan):
    url = reverse("event", args=[meeting.public_id])
    spanish = {"headers": {"accept-language": "es"}}
    assert "Biblioteca" in client.get(url, **spanish).content.decode()
    assert "Library" in client.get(url).content.decode()
    only_english = plan(place={"en": "Park house"}, about={"en": "Ramp", "es": "Hay rampa"})
    change_event(event=meeting, plan=only_english, by=cast.bram.actor())
    page = client.get(url, **spanish).content.decode()
    assert '<span lang="en">Park house</span>' in page
    assert "Hay rampa" in page


def test_the_officer_writes_both_languages_and_a_change_keeps_them(client, meeting, cast):
    client.force_login(cast.bram)
    url = reverse("event-change", args=[meeting.public_id])
    form = client.get(url).context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}
    sent |= {"place_es": "Biblioteca, hay rampa", "about_es": "Traiga agua", "ends": ""}
    client.post(url, sent)
    row = Event.objects.get(pk=meeting.pk)
    assert row.place == {"en": "Library", "es": "Biblioteca, hay rampa"}
    assert row.about == {"es": "Traiga agua"}
