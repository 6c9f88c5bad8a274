"""The states of a concern and who may move it, as data. docs/reference/states.md is printed
from here: `python -m commonground.concerns.states > docs/reference/states.md`.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The value and the label for staff; what the resident reads is in `TOLD`."""

    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    IN_PROGRESS = "in_progress", _("In progress")
    ACTION_TAKEN = "action_taken", _("Action taken")
    SETTLED = "settled", _("Settled")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    DISPUTED = "disputed", _("Disputed")
    NO_ACTION = "no_action", _("No action")
    REFERRED = "referred", _("Referred")
    DUPLICATE = "duplicate", _("Duplicate")
    WITHHELD = "withheld", _("Withheld")


TOLD = {
    State.RECEIVED: _("We have it. Nobody has answered yet."),
    State.ACKNOWLEDGED: _("We have read it."),
    State.IN_PROGRESS: _("We are working on it."),
    State.ACTION_TAKEN: _("We did something about it. Is it settled? Only you can say."),
    State.SETTLED: _("You told us that this is settled."),
    State.NOT_CONFIRMED: _("We did something, and did not hear whether it is settled."),
    State.DISPUTED: _("You told us that this is not settled. A supervisor will look at it."),
    State.NO_ACTION: _("We will not act on this. The reason is below."),
    State.REFERRED: _("Somebody else is better placed. Below we say who."),
    State.DUPLICATE: _("We already work on this under another concern."),
    State.WITHHELD: _("We keep this one to ourselves. The reason is below, for you only."),
}

# Waiting for us
OPEN = (State.RECEIVED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.DISPUTED)
# Endings that we choose: each can be disputed
OUR_ENDINGS = (
    State.ACTION_TAKEN,
    State.NO_ACTION,
    State.REFERRED,
    State.DUPLICATE,
    State.WITHHELD,
)
# These say why, to the author
NEED_A_REASON = (State.NO_ACTION, State.REFERRED, State.DUPLICATE, State.WITHHELD)
DAYS_TO_CONFIRM = 28

RESIDENT, STAFF, SUPERVISOR, SYSTEM = "resident", "staff", "supervisor", "system"


@dataclass(frozen=True)
class Move:
    before: State
    after: State
    who: str
    when: str


def _from_each(befores: tuple[State, ...], after: State, who: str, when: str) -> list[Move]:
    return [Move(before, after, who, when) for before in befores]


_UNDER_WAY = (State.RECEIVED, State.ACKNOWLEDGED, State.IN_PROGRESS)
MOVES: tuple[Move, ...] = (
    Move(State.RECEIVED, State.ACKNOWLEDGED, STAFF, "somebody read it"),
    *_from_each(
        (State.RECEIVED, State.ACKNOWLEDGED), State.IN_PROGRESS, STAFF, "work has begun"
    ),
    Move(State.ACTION_TAKEN, State.IN_PROGRESS, STAFF, "there is more to do"),
    *(
        Move(before, ending, STAFF, "we end it")
        for ending in OUR_ENDINGS
        for before in _UNDER_WAY
    ),
    *_from_each(
        (*_UNDER_WAY, *OUR_ENDINGS, State.NOT_CONFIRMED, State.DISPUTED),
        State.SETTLED,
        RESIDENT,
        "the author says that it is settled",
    ),
    *_from_each(
        (*OUR_ENDINGS, State.NOT_CONFIRMED),
        State.DISPUTED,
        RESIDENT,
        "the author says that it is not",
    ),
    Move(
        State.ACTION_TAKEN, State.NOT_CONFIRMED, SYSTEM, f"no reply in {DAYS_TO_CONFIRM} days"
    ),
    *_from_each(
        (State.SETTLED, State.NOT_CONFIRMED),
        State.RECEIVED,
        RESIDENT,
        "the author opens it again",
    ),
    Move(State.DISPUTED, State.IN_PROGRESS, SUPERVISOR, "the supervisor agrees: back to work"),
    *(
        Move(State.DISPUTED, ending, SUPERVISOR, "the supervisor says that the ending stands")
        for ending in (*OUR_ENDINGS, State.NOT_CONFIRMED)
    ),
)
TABLE: dict[tuple[str, str], Move] = {(m.before, m.after): m for m in MOVES}


def allowed(before: str, after: str, who: str) -> bool:
    """May `who` (resident, staff, supervisor, system) move a concern from one to the other?"""
    move = TABLE.get((before, after))
    return move is not None and move.who == who


def moves_from(before: str, who: str) -> list[State]:
    return [m.after for m in MOVES if m.before == before and m.who == who]


def diagram() -> str:
    """The table as a page: a Mermaid diagram and one row per move."""
    arrows = "\n".join(f"    {m.before.value} --> {m.after.value}: {m.who}" for m in MOVES)
    rows = "\n".join(
        f"| {m.before.value} | {m.after.value} | {m.who} | {m.when} |" for m in MOVES
    )
    return PAGE.format(arrows=arrows, rows=rows, days=DAYS_TO_CONFIRM)


PAGE = """# The states of a concern

Printed from `src/commonground/concerns/states.py`; a test keeps the two the same.
Only the resident settles. Every ending that we choose can be disputed. No reply within {days}
days after we acted is `not_confirmed`: never counted as settled, and it can be opened again.

```mermaid
stateDiagram-v2
    [*] --> received: resident
{arrows}
```

| from | to | who | when |
|---|---|---|---|
{rows}
"""

if __name__ == "__main__":
    print(diagram(), end="")
