"""A double tap that the database runs side by side."""

import pytest
from django.db import IntegrityError

from commonground.common.actors import Actor
from commonground.common.twice import once_a_key
from commonground.tasks.making import make_task
from commonground.tasks.models import Task


@pytest.fixture
def task(town, clock_at) -> Task:
    return make_task(
        neighbourhood=town.north, title="Lamps", due_on=clock_at.moment.date(),
        by=Actor.system("test"), idempotency_key="K1",
    )  # fmt: skip


def late(task: Task):
    """A verb that does not see the other's row before it writes its own."""
    tried = []

    @once_a_key(Task)
    def verb(*, idempotency_key: str) -> Task:
        tried.append(idempotency_key)
        if len(tried) == 1:
            raise IntegrityError
        return task

    return verb


def test_the_later_of_two_finds_what_the_first_one_made(task):
    assert late(task)(idempotency_key="K1") == task


def test_what_else_breaks_is_not_hidden(task):
    with pytest.raises(IntegrityError):
        late(task)(idempotency_key="K2")


def test_a_task_s_own_verb_is_held_so(task, town, clock_at):
    assert make_task.__wrapped__
    again = make_task(
        neighbourhood=town.north, title="Lamps", due_on=clock_at.moment.date(),
        by=Actor.system("test"), idempotency_key="K1",
    )  # fmt: skip
    assert again == task and Task.objects.count() == 1
