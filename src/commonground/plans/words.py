"""Rules, goals and gaps in people's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.analysis.planning.checking import Broken
from commonground.common.wording import grouped
from commonground.people.models import Staff

# what a person is told of each hard rule; the checker's own words name ids
RULES = {
    "shift": gettext_lazy("It is outside of a shift. The plan never moves a shift."),
    "busy": gettext_lazy("They are on leave, in court, in training or taken off then."),
    "rest": gettext_lazy("They have not rested long enough since the shift before."),
    "travel": gettext_lazy("There is no time for the way there or back."),
    "pause": gettext_lazy("They would have no pause in a long shift."),
    "place": gettext_lazy("That is done in another neighbourhood."),
    "length": gettext_lazy("It has another length."),
    "window": gettext_lazy("It is too early, or after it is due."),
    "together": gettext_lazy("Those who go together must come at one time."),
    "crew": gettext_lazy("It needs as many officers as were asked for, no more and no fewer."),
    "sworn": gettext_lazy("It needs more sworn officers."),
    "language": gettext_lazy("Nobody there would speak the language that was asked for."),
    "alone": gettext_lazy("Somebody would be alone who must not be, or too late in the day."),
    "vehicle": gettext_lazy("There is no vehicle free for it."),
    "reach": gettext_lazy("It is too far from their own neighbourhoods."),
    "pin": gettext_lazy("It was fixed."),
}


def broken_words(team: Iterable[Staff], broken: Iterable[Broken]) -> str:
    """One sentence for each rule, with whose it is where the checker names somebody."""
    names = {staff.public_id: staff.display_name for staff in team}
    told: list[str] = []
    for one in broken:
        who = next((name for id_, name in names.items() if id_ in one.words), "")
        words = str(RULES[one.rule])
        line = f"{who}: {words}" if who else words
        if line not in told:
            told.append(line)
    return " ".join([_("That cannot be:"), *told[:4]])


GOALS = {
    "promises": gettext_lazy("Promises and events kept"),
    "alerts": gettext_lazy("Alerts and tasks answered"),
    "unchanged": gettext_lazy("Left as it was"),
    "worst_off": gettext_lazy("Made up for the neighbourhood that is furthest behind"),
    "debt": gettext_lazy("What stays owed, the worst counting most"),
    "continuity": gettext_lazy("Officers in their own neighbourhoods"),
    "travel": gettext_lazy("Time on the way"),
    "evenness": gettext_lazy("How unevenly the work is shared"),
}


@dataclass(frozen=True)
class GoalWords:
    name: str
    value: str
    bound: str
    gap: str


def goal_words(stages: Sequence[Sequence]) -> list[GoalWords]:
    """Each goal in its order: what the plan reaches, what is possible at best, how far apart."""
    return [
        GoalWords(
            str(GOALS.get(goal, goal)), _amount(goal, value),
            _amount(goal, bound) if bound is not None else "", _gap(value, bound),
        )
        for goal, value, bound in stages
    ]  # fmt: skip


def _amount(goal: str, value: float) -> str:
    if goal in ("worst_off", "continuity"):
        return _("%(n)s h") % {"n": grouped(value, 0 if value == int(value) else 1)}
    if goal == "travel":
        return _("%(n)s min") % {"n": grouped(value)}
    return grouped(value, 0 if value == int(value) else 1)


def _gap(value: float, bound: float | None) -> str:
    if bound is None:
        return _("not known: changed by hand")
    short = abs(bound - value)
    if short <= 1e-6 * max(1.0, abs(bound)):
        return _("no plan does better")
    if not bound:
        return _("perhaps better is possible")
    share = max(1, round(100 * short / abs(bound)))
    return _("within %(n)d %% of what is possible") % {"n": share}


def headline(stages: Sequence[Sequence], promised: int, kept: int) -> str:
    """The plan in one sentence."""
    worst = next((value for goal, value, _bound in stages if goal == "worst_off"), None)
    if not promised:
        first = _("Nothing was promised for this week.")
    elif kept >= promised:
        first = _("All promises and events are kept.")
    else:
        first = _("%(kept)d of %(all)d promises and events are kept.") % {
            "kept": kept, "all": promised,
        }  # fmt: skip
    if not worst:
        return first
    second = _("The neighbourhood that is furthest behind makes up %(h)s hours.")
    return f"{first} {second % {'h': grouped(worst, 0 if worst == int(worst) else 1)}}"
