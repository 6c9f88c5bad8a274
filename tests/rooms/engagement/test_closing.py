"""An event is finished only when it is closed: counts, what was heard, promises."""

from datetime import timedelta

import pytest

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.concerns.models import CameBy, Concern, Source
from commonground.concerns.reporting import report
from commonground.earlywarning.scanning import scan_morning
from commonground.engagement import states
from commonground.engagement.closing import Point, Promise, close_event
from commonground.engagement.models import Closing, Heard
from commonground.engagement.planning import cancel_event
from commonground.tasks import queries as tasks
from tests.cast import NORTH_POINT


@pytest.fixture
def over(meeting, clock_at):
    """The meeting, the morning after."""
    clock_at.forward(days=2)
    return meeting


def close(event, by, points=(), promises=(), **counts):
    counts = {"adults": 12, "young": 3, "first_time": 4} | counts
    return close_event(event=event, points=points, promises=promises, by=by.actor(), **counts)


def test_twenty_points_heard_become_twenty_concerns_that_we_asked_for(over, cast, litter):
    points = [Point(f"Litter, corner {n}", states.NEW, category=litter) for n in range(20)]
    close(over, cast.bram, points)
    concerns = Concern.objects.all()
    assert len(concerns) == 20
    assert {(c.came_by, c.source) for c in concerns} == {(CameBy.ASKED_FOR, Source.EVENT)}


def test_the_early_warning_reads_none_of_the_twenty(over, cast, litter, clock_at):
    latitude, longitude = NORTH_POINT
    for n in range(35):  # enough, on days enough, that the stream is looked at
        if n % 7 == 6:
            clock_at.forward(days=1)
        report(
            category=litter,
            words="Litter",
            by=Actor.resident(),
            latitude=latitude + n % 5 / 1000,
            longitude=longitude,
        )
    points = [Point(f"Litter, corner {n}", states.NEW, category=litter) for n in range(20)]
    close(over, cast.bram, points)
    clock_at.forward(days=1)
    (run,) = scan_morning(as_of=clock_at.day, by=Actor.system("test"), replications=99)
    assert run.n_cases == 35
    assert run.sightings.count() == 0


def told(category, by, place) -> Concern:
    return report(category=category, words="Bins", by=by.actor(), neighbourhood=place)[0]


def test_a_point_may_join_a_concern_or_be_answered_with_a_reason(over, cast, litter, town):
    known = told(litter, cast.bram, town.north)
    points = [
        Point("The bins, too", states.JOINED, joins=known),
        Point("Open the pool", states.NO_ACTION, because="The parks own it; we told them."),
    ]
    close(over, cast.bram, points)
    joined, nothing = Heard.objects.all()
    assert (joined.concern.joined_to, joined.words) == (known, "")
    assert (nothing.concern, nothing.words) == (None, "Open the pool")


def test_what_was_promised_there_stands_among_the_promises(over, cast, town, clock_at):
    close(over, cast.bram, promises=[Promise("More light", clock_at.day + timedelta(days=9))])
    promise = tasks.promises(town.north).get()
    assert (promise.title, promise.source) == ("More light", f"event:{over.public_id}")


def test_one_bad_point_keeps_nothing(over, cast, litter):
    points = [Point("Litter", states.NEW, category=litter), Point("Noise", states.NEW)]
    with pytest.raises(Refused, match="Point 2: choose what it is about"):
        close(over, cast.bram, points)
    assert not Concern.objects.exists()
    assert not Closing.objects.exists()


@pytest.mark.parametrize(
    ("point", "sentence"),
    [
        (Point(" ", states.NO_ACTION, because="x"), "what was heard"),
        (Point("Pool", states.NO_ACTION), "why nothing"),
        (Point("Bins", states.JOINED), "choose the concern"),
    ],
)
def test_each_point_needs_an_outcome(over, cast, point, sentence):
    with pytest.raises(Refused, match=sentence):
        close(over, cast.bram, [point])


def test_a_concern_of_another_neighbourhood_cannot_be_joined(over, cast, litter, town):
    theirs = told(litter, cast.chidi, town.south)
    with pytest.raises(Refused, match="choose the concern"):
        close(over, cast.bram, [Point("Bins", states.JOINED, joins=theirs)])


def test_first_timers_are_among_those_who_came(over, cast):
    with pytest.raises(Refused, match="first time"):
        close(over, cast.bram, first_time=16)


def test_before_it_begins_twice_or_cancelled_it_cannot_be_closed(meeting, cast, clock_at):
    with pytest.raises(Refused, match="not begun"):
        close(meeting, cast.bram)
    clock_at.forward(days=2)
    close(meeting, cast.bram)
    with pytest.raises(Refused, match="closed already"):
        close(meeting, cast.bram)


def test_a_cancelled_event_has_nothing_to_close(over, cast):
    cancel_event(event=over, because="Rain", by=cast.bram.actor())
    with pytest.raises(Refused, match="cancelled"):
        close(over, cast.bram)


def test_a_promise_has_its_owner_from_the_team_or_is_the_team_s(over, cast, clock_at):
    due = clock_at.day + timedelta(days=9)
    close(over, cast.bram, promises=[Promise("Light", due, cast.bram), Promise("Bins", due)])
    kept = tasks.from_source(f"event:{over.public_id}")
    assert {task.title: task.owner for task in kept} == {"Light": cast.bram, "Bins": None}


def test_a_promise_cannot_be_given_to_another_team(over, cast, clock_at):
    promise = Promise("Light", clock_at.day, cast.chidi)
    with pytest.raises(Refused, match="somebody of the neighbourhood's team"):
        close(over, cast.bram, promises=[promise])
    assert not Closing.objects.exists()


def test_the_languages_that_were_heard_are_kept_as_a_list(over, cast):
    assert close(over, cast.bram, languages=["pl", "es"]).languages == ["pl", "es"]


def test_a_language_that_is_not_on_the_list_is_refused(over, cast):
    with pytest.raises(Refused, match="languages from the list"):
        close(over, cast.bram, languages=["Klingon of Mr Smith"])


def test_only_an_open_concern_that_the_team_may_read_can_be_joined(over, cast, litter, town):
    ended = told(litter, cast.bram, town.north)
    Concern.objects.filter(pk=ended.pk).update(state="settled")
    hidden = told(litter, cast.bram, town.north)
    Concern.objects.filter(pk=hidden.pk).update(sensitive=True, sensitive_because="category")
    for concern in (ended, hidden):
        fresh = Concern.objects.get(pk=concern.pk)
        with pytest.raises(Refused, match="choose the concern"):
            close(over, cast.bram, [Point("Bins", states.JOINED, joins=fresh)])


def test_a_closed_event_is_a_new_version_for_feeds(over, cast, clock_at):
    close(over, cast.bram)
    over.refresh_from_db()
    assert (over.changed_at, over.sequence) == (clock_at.moment, 0)
