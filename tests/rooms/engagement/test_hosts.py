"""Faith, politics, unions, protest, migrants: only when the hosts asked us and agreed the words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.engagement import queries
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import change_event, plan_event
from commonground.messaging.models import News


@pytest.fixture
def visit(plan, clock_at):
    kind = EventKind.objects.get(slug="faith-visit")

    def make(**changes):
        told = {
            "kind": kind, "title": {"en": "Open house"}, "hosts_asked_on": clock_at.day,
            "hosts_agreed": True, "is_listed": False,
        }  # fmt: skip
        return plan(**(told | changes))

    return make


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hosts_asked_on": None}, "on which day the hosts asked us"),
        ({"hosts_agreed": False}, "Tick that the hosts agreed"),
    ],
)
def test_without_the_hosts_word_it_is_not_planned(visit, cast, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        plan_event(plan=visit(**changes), by=cast.bram.actor())
    assert not Event.objects.exists()


def test_they_cannot_have_asked_tomorrow(visit, cast, clock_at):
    with pytest.raises(Refused, match="still to come"):
        plan_event(
            plan=visit(hosts_asked_on=clock_at.day + timedelta(days=1)), by=cast.bram.actor()
        )


def test_an_event_cannot_become_such_a_one_without_their_word(meeting, visit, cast):
    with pytest.raises(Refused, match="on which day"):
        change_event(event=meeting, plan=visit(hosts_asked_on=None), by=cast.bram.actor())


def test_new_words_need_their_agreement_again(visit, cast):
    event = plan_event(plan=visit(), by=cast.bram.actor())
    other = visit(title={"en": "Other words"}, hosts_agreed=False)
    with pytest.raises(Refused, match="Tick that the hosts agreed"):
        change_event(event=event, plan=other, by=cast.bram.actor())


def test_what_the_hosts_do_not_want_listed_is_on_no_public_page(client, visit, cast, town):
    event = plan_event(plan=visit(), by=cast.bram.actor())
    place = town.north.slug
    for url in (
        reverse("events"),
        reverse("neighbourhood", args=[place]),
        reverse("neighbourhood-events", args=[place]),
        reverse("neighbourhood-events-feed", args=[place]),
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "Open house" not in answer.content.decode()
    for name in ("event", "event-calendar"):
        assert client.get(reverse(name, args=[event.public_id])).status_code == 404
    assert not News.objects.exists()
    assert list(queries.listed().in_any([town.north])) == [event]


def test_what_they_want_listed_is_listed(client, visit, cast):
    plan_event(plan=visit(is_listed=True), by=cast.bram.actor())
    assert "Open house" in client.get(reverse("events")).content.decode()


SENT = {
    "kind": "faith-visit", "title": "Open house", "neighbourhoods": ["northside"],
    "day": "2026-03-05", "begins": "18:00",
}  # fmt: skip


def test_bram_is_asked_for_their_word_on_the_form(client, cast, clock_at):
    load_kinds()
    client.force_login(cast.bram)
    url = reverse("event-plan")
    page = client.get(url, {"kind": "faith-visit"}).content.decode()
    assert "hosts_asked_on" in page and "go only when the hosts asked us" in page
    refused = client.post(url, SENT)
    assert refused.status_code == 400
    assert "Say on which day the hosts asked us" in refused.content.decode()
    sent = SENT | {"hosts_asked_on": "2026-03-01", "hosts_agreed": "on"}
    answer = client.post(url, sent, follow=True)
    assert "only the team sees it" in answer.content.decode()
    assert not Event.objects.get().is_listed


def test_another_kind_has_no_such_questions(client, cast, kind):
    client.force_login(cast.bram)
    page = client.get(reverse("event-plan"), {"kind": kind.slug}).content.decode()
    assert "hosts_asked_on" not in page


def test_an_event_of_any_kind_to_which_hosts_asked_us_stays_at_their_word(
    client, plan, cast, clock_at
):
    told = {"hosts_asked_on": clock_at.day, "hosts_agreed": True, "is_listed": False}
    event = plan_event(plan=plan(**told), by=cast.bram.actor())
    with pytest.raises(Refused, match="Tick that the hosts agreed"):
        change_event(event=event, plan=plan(**told | {"hosts_agreed": False}), by=cast.bram.actor())
    client.force_login(cast.bram)
    url = reverse("event-change", args=[event.public_id])
    sent = SENT | {"kind": event.kind.slug, "day": "2026-03-06"}
    assert client.post(url, sent).status_code == 400
    word = {"hosts_asked_on": "2026-03-01", "hosts_agreed": "on"}
    assert client.post(url, sent | word).status_code == 302
    event.refresh_from_db()
    assert event.title == {"en": "Open house"} and not event.is_listed
