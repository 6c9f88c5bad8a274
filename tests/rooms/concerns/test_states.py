from pathlib import Path

import pytest

from commonground.concerns import states
from commonground.concerns.states import (
    MOVES,
    OPEN,
    OUR_ENDINGS,
    RESIDENT,
    STAFF,
    SUPERVISOR,
    SYSTEM,
    State,
    allowed,
)

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "states.md"


def test_only_the_resident_settles():
    assert {m.who for m in MOVES if m.after == State.SETTLED} == {RESIDENT}


@pytest.mark.parametrize("ending", OUR_ENDINGS)
def test_every_ending_that_we_choose_can_be_disputed(ending):
    assert allowed(ending, State.DISPUTED, RESIDENT)


def test_nobody_but_the_resident_disputes():
    assert {m.who for m in MOVES if m.after == State.DISPUTED} == {RESIDENT}


def test_silence_becomes_not_confirmed_and_that_can_be_opened_again():
    assert allowed(State.ACTION_TAKEN, State.NOT_CONFIRMED, SYSTEM)
    assert allowed(State.NOT_CONFIRMED, State.RECEIVED, RESIDENT)
    assert {m.who for m in MOVES if m.after == State.NOT_CONFIRMED} == {SYSTEM, SUPERVISOR}


def test_only_a_supervisor_ends_a_dispute_for_us():
    ours = {m.who for m in MOVES if m.before == State.DISPUTED and m.who != RESIDENT}
    assert ours == {SUPERVISOR}


def test_staff_cannot_leave_a_settled_concern_or_settle_one():
    assert not [m for m in MOVES if m.before == State.SETTLED and m.who != RESIDENT]
    assert not any(allowed(s, State.SETTLED, STAFF) for s in State)


def test_each_pair_stands_once_and_every_state_can_be_reached():
    assert len(states.TABLE) == len(MOVES)
    assert {m.after for m in MOVES} == set(State)
    assert set(states.TOLD) == set(State)


def test_what_is_open_waits_for_us():
    assert set(OPEN).isdisjoint({State.SETTLED, State.NOT_CONFIRMED, *OUR_ENDINGS})


def test_the_printed_page_is_the_table():
    assert PAGE.read_text(encoding="utf-8") == states.diagram()
