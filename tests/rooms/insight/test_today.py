"""Today: who waits, what we promised, what is coming. The same for a whole team."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonground.common.actors import Actor
from commonground.concerns import answering, settling
from commonground.concerns.models import Concern
from commonground.insight.today import today
from commonground.insight.waiting import queue
from commonground.places.models import Neighbourhood

AMAL = Actor.resident()


def places():
    return Neighbourhood.objects.all()


def fresh(concern):
    return type(concern).objects.get(pk=concern.pk)


def answered(concern, by):
    words = "We walked there this morning and asked the city for a second bin."
    answering.answer(concern=fresh(concern), words=words, by=by)


def test_who_has_not_been_answered_waits_by_the_first_reply_clock(tell, clock_at):
    concern = tell()
    (waiting,) = queue(places()).shown
    assert waiting.concern == concern
    assert waiting.due == concern.first_reply_due_at


def test_who_was_answered_does_not_wait_until_they_write_back(tell, cast, clock_at):
    concern = tell()
    answered(concern, cast.bram)
    assert queue(places()).total == 0
    clock_at.forward(hours=5)
    settling.write_back(concern=fresh(concern), words="It is full again", by=AMAL)
    (waiting,) = queue(places()).shown
    assert waiting.why == "they wrote back"


def test_a_dispute_is_shown_as_one(tell, cast, clock_at):
    concern = tell()
    answering.answer(
        concern=fresh(concern),
        words="We asked the city for a second bin and it came today.",
        by=cast.bram,
        becomes="action_taken",
    )
    settling.dispute(concern=fresh(concern), words="There is no bin", by=AMAL)
    (waiting,) = queue(places()).shown
    assert waiting.is_disputed


def test_the_most_pressing_stands_first_and_the_rest_is_counted(tell, clock_at):
    first = tell()
    for _ in range(11):
        clock_at.forward(hours=1)
        tell()
    found = queue(places())
    assert found.shown[0].concern == first
    assert (len(found.shown), found.more) == (8, 4)


def test_every_reason_to_wait_stands_in_one_order_and_is_counted_once(tell, cast, clock_at):
    late, unanswered, back, disputed = tell(), tell(), tell(), tell()
    for concern in (late, back, disputed):
        answered(concern, cast.bram)
    clock_at.forward(hours=1)
    settling.write_back(concern=fresh(back), words="And?", by=AMAL)
    Concern.objects.filter(pk=late.pk).update(target_on=clock_at.day - timedelta(days=30))
    words = "We asked the city for a second bin and it came today."
    answering.answer(concern=fresh(disputed), words=words, by=cast.bram, becomes="action_taken")
    settling.dispute(concern=fresh(disputed), words="There is no bin", by=AMAL)
    found = queue(places())
    assert [w.concern for w in found.shown] == [late, disputed, unanswered, back]
    assert found.total == 4


def test_however_many_wait_only_a_few_are_loaded(tell, clock_at, monkeypatch):
    for _ in range(20):
        tell()
    loaded = []
    from_db = Concern.from_db.__func__

    def counting(cls, *args):
        loaded.append(1)
        return from_db(cls, *args)

    monkeypatch.setattr(Concern, "from_db", classmethod(counting))
    assert (queue(places()).total, len(loaded)) == (20, 8)


def test_bram_sees_his_team_and_not_southside(tell, promise, meeting, cast, town):
    tell(staff_title="Bins by the school")
    tell(neighbourhood=town.south)
    promise()
    promise("Southern light", place=town.south)
    meeting()
    meeting("Southern meeting", places=[town.south])
    now = today(cast.bram)
    assert now.place_names == "Northside"
    assert [w.concern.staff_title for w in now.waiting.shown] == ["Bins by the school"]
    assert [task.title for task in now.promised] == ["More light"]
    assert [event.title["en"] for event in now.coming] == ["Beat meeting"]


def test_what_is_over_waits_to_be_closed(meeting, cast, clock_at):
    event = meeting()
    clock_at.forward(days=1)
    assert today(cast.bram).to_close == [event]


def test_who_leads_hears_of_an_unclosed_event_after_three_days_and_not_at_once(
    client, meeting, cast, clock_at
):
    event = meeting()
    over_at = event.ends_at or event.starts_at
    clock_at.set(over_at + timedelta(days=3, minutes=-1))
    assert (today(cast.dana).unclosed, today(cast.dana).to_close) == ([], [])
    clock_at.set(over_at + timedelta(days=3))
    assert today(cast.dana).unclosed == [event]
    client.force_login(cast.dana)
    assert "Events not closed 3 days after" in client.get(reverse("today")).content.decode()
    now = today(cast.bram)  # whose it is to close, from the first hour
    assert (now.to_close, now.unclosed) == ([event], [])


def test_a_leader_hears_only_of_their_own_neighbourhoods(meeting, cast, town, clock_at):
    meeting("Southern meeting", places=[town.south])
    clock_at.forward(days=9)
    assert today(cast.dana).unclosed == []


def test_something_is_changing_where_bram_works_only(alert, cast, town):
    here = alert()
    alert(place=town.south)
    assert [shown.alert for shown in today(cast.bram).changing] == [here]


def test_one_address_is_told_as_a_count_and_drawn_on_no_map(alert, cast):
    alert(one_place=True)
    now = today(cast.bram)
    assert (now.changing, now.one_place_count) == ([], 1)


def test_only_the_rarest_have_a_map_and_the_rest_is_counted(alert, cast):
    for n in range(5):
        alert(p_value=0.005 - n / 1000)
    now = today(cast.bram)
    assert [shown.alert.p_value for shown in now.changing] == [0.001, 0.002]
    assert now.changing_more == 3


@pytest.fixture
def page(client, cast):
    def load(staff) -> str:
        client.force_login(staff)
        return client.get(reverse("today")).content.decode()

    return load


def test_the_page_names_work_and_never_counts_a_person(
    page, tell, promise, meeting, alert, cast, clock_at
):
    tell()
    alert()
    promise(owner=cast.bram)
    meeting()
    clock_at.forward(days=4)  # who leads is told of an unclosed event after three days
    shown = page(cast.dana)
    assert "By chance this happens" in shown
    for words in ("Litter", "More light", "Beat meeting", "Nobody has logged a contact here yet"):
        assert words in shown
    assert "Bins overflow" not in shown  # a thread is opened, and the opening audited


def test_chidi_sees_nothing_of_northside(page, tell, promise, meeting, cast):
    tell()
    promise()
    meeting()
    shown = page(cast.chidi)
    for words in ("Litter", "More light", "Beat meeting"):
        assert words not in shown


def test_other_roles_land_on_the_list_of_their_own_pages(page, cast):
    for staff in (cast.esi, cast.faye, cast.gus, cast.hana):
        assert "Your pages" in page(staff)


def test_nobody_is_sent_to_sign_in(client, db):
    assert "/accounts/login/" in client.get(reverse("today")).url


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, tell, promise, meeting, alert, cast, clock_at
):
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("today")).status_code == 200
        return len(found)

    def add(rows: int) -> None:
        for n in range(rows):
            concern = tell()
            promise(f"Promise {n}")
            meeting(f"Meeting {n}", hours=n - 3)
            alert()
            if n % 2:
                settling.write_back(concern=fresh(concern), words="And?", by=AMAL)

    client.force_login(cast.bram)
    add(2)
    client.get(reverse("today"))
    few = count()
    add(20)
    assert count() == few <= 22


def test_a_promise_of_the_week_after_next_is_not_for_today(promise, cast):
    promise(days=9)
    assert today(cast.bram).promised == []
