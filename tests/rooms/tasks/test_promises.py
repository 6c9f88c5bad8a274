"""Tasks and promises: made, kept, kept late, dropped with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import Subject
from commonground.tasks import queries
from commonground.tasks.ending import drop, finish
from commonground.tasks.making import make_promise, make_task
from commonground.tasks.models import Task
from commonground.tasks.retention import RETENTION, erase, expired, export


@pytest.fixture
def promise(cast, town, clock_at):
    return make_promise(
        neighbourhood=town.north,
        title="Ask the city about the humps again",
        due_on=clock_at.day + timedelta(days=3),
        by=cast.bram.actor(),
        source="event:ABC",
    )


def test_a_promise_done_by_its_day_is_kept(promise, cast, clock_at):
    clock_at.forward(days=3)
    assert finish(task=promise, by=cast.bram.actor()).state == "kept"


def test_a_promise_done_the_day_after_is_kept_but_late(promise, cast, clock_at):
    clock_at.forward(days=4)
    assert Task.objects.late().count() == 1
    assert finish(task=promise, by=cast.bram.actor()).state == "late-kept"


def test_dropping_asks_for_the_reason(promise, cast):
    with pytest.raises(Refused, match="why"):
        drop(task=promise, reason="  ", by=cast.bram.actor())
    assert drop(task=promise, reason="The city said no.", by=cast.bram.actor()).state == "dropped"


def test_what_has_ended_cannot_end_again(promise, cast):
    finish(task=promise, by=cast.bram.actor())
    with pytest.raises(Refused, match="ended already"):
        drop(task=promise, reason="Changed our mind", by=cast.bram.actor())


def test_each_verb_leaves_one_audit_row_without_words(promise, cast):
    finish(task=promise, by=cast.bram.actor())
    rows = AuditRow.objects.filter(noun="task", noun_id=promise.public_id)
    assert sorted(row.verb for row in rows) == ["task.finish", "task.make_promise"]
    assert "humps" not in str([row.detail for row in rows])


def test_a_title_is_needed_and_a_day_that_is_not_over(cast, town, clock_at):
    made = {"neighbourhood": town.north, "by": cast.bram.actor()}
    with pytest.raises(Refused, match="what is to be done"):
        make_task(**made, title=" ", due_on=clock_at.day)
    with pytest.raises(Refused, match="not over"):
        make_task(**made, title="Walk", due_on=clock_at.day - timedelta(days=1))


def test_the_database_refuses_an_ended_task_without_its_day(promise):
    with pytest.raises(IntegrityError):
        Task.objects.filter(pk=promise.pk).update(state="kept")


def test_due_gives_the_nearest_first_and_only_ones_own_places(promise, cast, town, clock_at):
    task = make_task(
        neighbourhood=town.north, title="Walk", due_on=clock_at.day, by=cast.bram.actor()
    )
    assert list(queries.due([town.north])) == [task, promise]
    assert list(queries.due([town.north], until=clock_at.day)) == [task]
    assert list(queries.due([town.south])) == []
    assert list(queries.promises(town.north)) == [promise]
    assert list(queries.from_source("event:ABC")) == [promise]


def test_promises_as_of_a_day_ask_the_past_again(promise, cast, town, clock_at):
    made_on = clock_at.day
    clock_at.forward(days=2)
    finish(task=promise, by=cast.bram.actor())
    assert queries.promises_as_of(town.north, made_on) == [promise]
    assert queries.promises_as_of(town.north, clock_at.day) == []


def test_two_years_after_the_end_the_words_go_and_the_dates_stay(promise, cast, clock_at):
    finish(task=promise, by=cast.bram.actor())
    assert expired(RETENTION[0], clock_at.moment) == []
    clock_at.forward(days=2)
    assert expired(RETENTION[0], clock_at.moment) == [promise.public_id]
    assert [erase(RETENTION[0], promise.public_id) for _ in range(2)] == [1, 0]
    promise.refresh_from_db()
    assert (promise.title, promise.state) == ("", "kept")


def test_an_export_holds_what_a_member_of_staff_owned(cast, town, clock_at):
    make_task(
        neighbourhood=town.north,
        title="Walk",
        due_on=clock_at.day,
        by=cast.dana.actor(),
        owner=cast.bram,
    )
    assert [r.words for r in export(Subject(staff=cast.bram.public_id))] == ["Walk"]
    assert export(Subject(staff=cast.chidi.public_id)) == []
