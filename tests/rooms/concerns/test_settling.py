"""The author has the last word."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.concerns import answering, joining, settling
from commonground.concerns.models import Concern, Decision, StateChange
from commonground.concerns.states import OUR_ENDINGS, State
from tests.cast import person

AMAL = Actor.resident()
pytestmark = pytest.mark.django_db


@pytest.fixture
def acted(raised, cast):
    """A concern of Amal's on which Bram acted."""
    concern, _ = raised()
    answering.answer(concern=concern, words="Six evenings at the corner.", by=cast.bram,
                     becomes=State.ACTION_TAKEN)  # fmt: skip
    return now(concern)


def now(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


@pytest.mark.parametrize("ending", OUR_ENDINGS)
def test_each_ending_of_ours_can_be_disputed_and_a_supervisor_can_let_it_stand(
    raised, cast, ending
):
    concern, _ = raised()
    answering.change_state(concern=concern, to=ending, reason="A reason.", by=cast.bram)
    row = settling.dispute(concern=concern, words="No.", by=AMAL)
    assert now(concern).state == State.DISPUTED and row.ending == ending
    settling.decide_dispute(dispute=row, decision=Decision.STANDS, words="Why it stands.",
                            by=cast.dana)  # fmt: skip
    assert now(concern).state == ending


def test_who_answered_does_not_decide(acted, cast, town):
    row = settling.dispute(concern=acted, words="They are back.", by=AMAL)
    with pytest.raises(PermissionDenied):
        settling.decide_dispute(dispute=row, decision="stands", words="x", by=cast.bram)
    settling.decide_dispute(dispute=row, decision="back_to_work", words="We try again.",
                            by=cast.dana)  # fmt: skip
    assert now(acted).state == State.IN_PROGRESS


def test_a_supervisor_who_answered_or_decided_before_leaves_it_to_another(raised, cast, town):
    concern, _ = raised()
    answering.answer(concern=concern, words="I went there myself.", by=cast.dana,
                     becomes=State.ACTION_TAKEN)  # fmt: skip
    row = settling.dispute(concern=concern, words="No.", by=AMAL)
    with pytest.raises(PermissionDenied, match="another supervisor"):
        settling.decide_dispute(dispute=row, decision="stands", words="x", by=cast.dana)
    ines = person("Ines", "supervisor", town.north)
    settling.decide_dispute(dispute=row, decision="stands", words="It stands.", by=ines)
    again = settling.dispute(concern=concern, words="Still no.", by=AMAL)
    assert {cast.dana.public_id, ines.public_id} <= set(again.not_by)


def test_a_supervisor_who_answers_while_the_dispute_waits_no_longer_decides_it(acted, cast):
    row = settling.dispute(concern=acted, words="No.", by=AMAL)
    answering.answer(concern=acted, words="I look at it and write again.", by=cast.dana)
    with pytest.raises(PermissionDenied, match="another supervisor"):
        settling.decide_dispute(dispute=row, decision="stands", words="It stands.", by=cast.dana)


def test_one_key_sent_to_two_threads_makes_two_messages(raised, cast):
    first, second = raised()[0], raised()[0]
    for concern in (first, second):
        settling.write_back(concern=concern, words="Again.", by=AMAL, idempotency_key="one")
        settling.write_back(concern=concern, words="Again.", by=AMAL, idempotency_key="one")
        answering.answer(concern=concern, words="I go there on Friday evening.", by=cast.bram,
                         idempotency_key="two")  # fmt: skip
    assert first.messages.count() == second.messages.count() == 3


def test_a_supervisor_of_elsewhere_the_overseer_and_an_officer_do_not_decide(acted, cast, town):
    row = settling.dispute(concern=acted, words="No.", by=AMAL)
    stranger = person("Omar", "supervisor", town.south)
    for staff in (stranger, cast.hana, cast.chidi, cast.esi):
        with pytest.raises(PermissionDenied):
            settling.decide_dispute(dispute=row, decision="stands", words="x", by=staff)


def test_a_dispute_is_decided_once(acted, cast):
    row = settling.dispute(concern=acted, words="No.", by=AMAL)
    settling.decide_dispute(dispute=row, decision="stands", words="It stands.", by=cast.dana)
    with pytest.raises(Refused):
        settling.decide_dispute(dispute=row, decision="stands", words="x", by=cast.dana)


def test_settling_ends_an_open_dispute(acted):
    settling.dispute(concern=acted, words="No.", by=AMAL)
    settling.settle(concern=acted, by=AMAL)
    assert not settling.open_disputes(acted).exists() and now(acted).state == State.SETTLED


def test_28_days_of_silence_are_not_confirmed_and_never_settled(acted, clock_at):
    clock_at.forward(days=27)
    assert settling.stop_waiting() == 0
    clock_at.forward(days=1, seconds=1)
    assert settling.stop_waiting() == 1
    assert now(acted).state == State.NOT_CONFIRMED
    assert not acted.changes.filter(state=State.SETTLED).exists()
    settling.reopen(concern=acted, by=AMAL, words="It is back.")
    assert now(acted).state == State.RECEIVED


def test_a_word_of_the_author_starts_the_28_days_anew(acted, clock_at):
    clock_at.forward(days=20)
    settling.write_back(concern=acted, words="I will see on Saturday.", by=AMAL)
    clock_at.forward(days=20)
    assert settling.stop_waiting() == 0
    clock_at.forward(days=9)
    assert settling.stop_waiting() == 1


def test_staff_cannot_settle(acted, cast):
    with pytest.raises(Refused):
        answering.change_state(concern=acted, to=State.SETTLED, by=cast.bram)


def test_joined_authors_each_settle_their_own(raised, cast):
    (one, _), (two, _) = raised(), raised()
    joining.join(concern=two, to=one, reason="The same racing.", by=cast.bram)
    assert now(two).state == State.DUPLICATE and now(two).joined_to == one
    settling.settle(concern=two, by=AMAL)
    assert (now(one).state, now(two).state) == (State.RECEIVED, State.SETTLED)


def test_a_sensitive_concern_is_not_joined_to_an_ordinary_one(raised, cast, shipped):
    (one, _), (two, _) = raised(), raised(category=shipped.hate)
    with pytest.raises(Refused, match="stay apart"):
        joining.join(concern=two, to=one, reason="Same.", by=cast.bram)


def test_state_changes_are_only_ever_added(acted):
    change = StateChange.objects.filter(concern=acted).last()
    with pytest.raises(ValueError):
        change.save()
    with pytest.raises(ValueError):
        change.delete()


def test_a_resident_s_time_is_kept_to_the_hour_and_never_before_what_stands_there(
    raised, cast, clock_at
):
    clock_at.forward(minutes=47)
    concern, _ = raised()
    assert concern.received_at.minute == 0
    clock_at.forward(minutes=5)
    message = answering.answer(concern=concern, words="We read it today.", by=cast.bram)
    later = settling.write_back(concern=concern, words="Good.", by=AMAL)
    assert timedelta(0) < later.at - now(concern).state_since < timedelta(seconds=1)
    assert later.at > message.at
