"""Take it up, we know why, watch it: each is kept, and each asks for talking with people."""

from datetime import date, timedelta

import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import Subject
from commonground.earlywarning import retention
from commonground.earlywarning.deciding import explain, not_useful, take_up, watch
from commonground.earlywarning.models import AlertDecision
from commonground.tasks import queries as tasks

from .conftest import BY

SOON = date(2017, 12, 18)


def taken(alert, town, cast, **changes):
    values = {"neighbourhood": town.north, "title": "Ask around", "due_on": SOON} | changes
    return take_up(alert=alert, by=cast.bram.actor("officer"), **values)


def test_taking_it_up_puts_a_task_with_a_day_and_an_owner_on_the_list(alert, town, cast):
    task = taken(alert, town, cast, owner=cast.bram)
    assert (task.kind, task.due_on, task.owner) == ("task", SOON, cast.bram)
    assert list(tasks.from_source(f"alert:{alert.public_id}")) == [task]
    alert.refresh_from_db()
    assert alert.state == "taken_up"
    row = AuditRow.objects.get(verb="alert.taken_up")
    assert (row.noun_id, row.actor_id) == (alert.public_id, cast.bram.public_id)


def test_it_is_taken_up_once(alert, town, cast):
    taken(alert, town, cast)
    with pytest.raises(Refused, match="already"):
        taken(alert, town, cast)
    assert tasks.from_source(f"alert:{alert.public_id}").count() == 1


def test_a_day_that_is_over_keeps_nothing(alert, town, cast):
    with pytest.raises(Refused):
        taken(alert, town, cast, due_on=SOON - timedelta(days=30))
    alert.refresh_from_db()
    assert alert.state == "new" and not AlertDecision.objects.exists()


def test_the_task_belongs_to_a_neighbourhood_of_the_alert(alert, town, cast):
    with pytest.raises(Refused, match="neighbourhood"):
        taken(alert, town, cast, neighbourhood=town.south)


@pytest.mark.parametrize("words", ["", "   ", "x" * 501])
def test_knowing_why_needs_the_cause_in_a_few_words(alert, words):
    with pytest.raises(Refused):
        explain(alert=alert, words=words, by=BY)


def test_decisions_are_only_ever_added(alert):
    watch(alert=alert, by=BY)
    decision = explain(alert=alert, words=" The market moved here. ", by=BY)
    assert [d.decision for d in alert.decisions.all()] == ["watched", "explained"]
    assert decision.words == "The market moved here."
    with pytest.raises(ValueError, match="only ever added"):
        decision.save()
    with pytest.raises(ValueError, match="only ever added"):
        decision.delete()


def test_audit_rows_hold_none_of_the_words(alert):
    explain(alert=alert, words="The market moved here.", by=BY)
    row = AuditRow.objects.get(verb="alert.explained")
    assert row.detail == {}


def test_the_words_and_who_wrote_them_go_after_their_time(alert, cast, clock_at):
    (rule,) = retention.RETENTION
    explain(alert=alert, words="The market moved here.", by=cast.bram.actor())
    key = alert.public_id
    assert retention.expired(rule, clock_at.moment) == []
    assert retention.expired(rule, clock_at.moment + timedelta(days=1)) == [key]
    assert retention.erase(rule, key) == 1
    assert retention.erase(rule, key) == 0
    kept = AlertDecision.objects.get()
    assert (kept.words, kept.by_id, kept.decision) == ("", "", "explained")


def test_bram_is_told_what_he_decided_when_he_asks(alert, cast):
    explain(alert=alert, words="The market moved here.", by=cast.bram.actor())
    (record,) = retention.export(Subject(staff=cast.bram.public_id))
    assert record.words == "The market moved here."
    assert retention.export(Subject(concern="ABC")) == []


def test_not_useful_is_counted_and_can_be_thought_over(alert, cast):
    not_useful(alert=alert, by=cast.bram.actor("officer"))
    alert.refresh_from_db()
    assert alert.state == "not_useful" and not alert.decisions.get().words
    explain(alert=alert, words="Works in the road.", by=BY)
    alert.refresh_from_db()
    assert alert.state == "explained"
