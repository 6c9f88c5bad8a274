"""The outbox: told once, after the commit, and then forgotten."""

import pytest
from django.db import transaction

from commonground.common import clock
from commonground.messaging import outbox
from commonground.messaging.models import OutboxMessage


def put(key: str = "answer:1", **more) -> None:
    with transaction.atomic():
        outbox.enqueue(
            to="amal@example.org", subject="News for you", body="Open your page.", key=key, **more
        )


@pytest.mark.django_db
def test_the_same_thing_is_told_once():
    put("answer:1")
    put("answer:1")
    put("answer:2")
    assert OutboxMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_message_belongs_to_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        outbox.enqueue(to="a@example.org", subject="s", body="b", key="k")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_told():
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.enqueue(to="a@example.org", subject="s", body="b", key="k")
        raise RuntimeError
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_subject_holds_one_line():
    with transaction.atomic():
        outbox.enqueue(to="a@example.org", subject="One\r\nBcc: x@example.org", body="b", key="k")
    assert OutboxMessage.objects.get().subject == "One Bcc: x@example.org"


@pytest.mark.django_db
def test_no_message_says_the_moment_in_which_it_was_caused(clock_at):
    """A flagged concern alarms the team at once: its row must not time an anonymous author."""
    with transaction.atomic():
        outbox.enqueue(to="a@example.org", subject="x", body="y", key="k:moment")
    row = OutboxMessage.objects.get(key="k:moment")
    assert row.created_at == row.due_at == clock.hour()
