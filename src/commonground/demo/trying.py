"""Two example problems: one with a registered comparison, one with its result.

Nothing was done in either: the reports are the city's real ones, so what the result shows is what
chance and the method make of a response that there never was. The pages say so.
"""

from datetime import date, timedelta

from commonground.common import clock
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood
from commonground.problems import planning, registering, running, states, working
from commonground.problems.choices import Choices
from commonground.problems.models import Problem, Registration

from . import asking, examples, staff

PERIOD, BEFORE, AFTER, LAG = 28, 8, 4, 14
PLACES, COMPARED = 8, 8
EVALUATIONS = 40  # so few that the city is built quickly: the chances are rough
CHANGE_OUR_MIND = "If it falls just as much in places where we did nothing."


def make() -> None:
    officer, sergeant = staff.named("demo-officer"), staff.named("demo-supervisor")
    home = Neighbourhood.objects.get(source_id=staff.HOME_BEAT)
    finished(home, officer, sergeant)
    with clock.held_at(examples.moment(3, 10)):
        problem = start("Cars that disappear", home, officer)
        register(problem, "crimes.vehicle-theft", clock.today() + timedelta(days=14), sergeant)


def start(title: str, home: Neighbourhood, officer: Staff) -> Problem:
    problem = working.start_problem(
        neighbourhood=home, title=title, by=officer, is_example=True,
        words="An example: it comes back every few weeks.", change_our_mind=CHANGE_OUR_MIND,
    )  # fmt: skip
    working.publish(problem=problem, words=f"{title}: an example of what we try.", by=officer)
    return problem


def places() -> tuple[list[str], list[str]]:
    """Where something is tried (the home beat and others of its district), and where else residents
    were asked the same."""
    home = asking.beats_of(asking.DISTRICT)
    home.sort(key=lambda beat: beat.source_id != staff.HOME_BEAT)
    others = [*home[PLACES:], *asking.beats_of(asking.BESIDE)]
    return [beat.public_id for beat in home[:PLACES]], [beat.public_id for beat in others]


def register(problem: Problem, stream: str, on: date, by: Staff) -> Registration:
    areas, pool = places()
    chosen = Choices.of({
        "streams": [stream], "areas": areas, "buffer": [], "pool": pool, "comparisons": COMPARED,
        "start_on": on.isoformat(), "period_days": PERIOD, "before": BEFORE, "after": AFTER,
        "lag_days": LAG, "method": "did", "worth": -0.3, "steps": 0, "step_periods": 1,
        "approved_by": "Example: the district's commander",
        "harmed": "Example: nobody is stopped or searched for it.",
        "told": "Example: this page.", "stop_rule": "Example: when residents ask us to stop.",
        "measures": ["survey.listen.1"],
    })  # fmt: skip
    registering.plan(problem=problem, chosen=chosen, by=by)
    planning.work_out_all(evaluations=EVALUATIONS)
    return registering.register(problem=problem, by=by)


def finished(home: Neighbourhood, officer: Staff, sergeant: Staff) -> None:
    """Registered so long ago that its window is over today."""
    days = AFTER * PERIOD + LAG
    with clock.held_at(examples.moment(days + 7, 10)):
        problem = start("Thefts around the shops", home, officer)
        register(problem, "crimes.theft", clock.today() + timedelta(days=7), sergeant)
    with clock.held_at(examples.moment(days, 10)):
        for step in (states.ANALYSE, states.RESPOND):
            working.go_on(problem=problem, to=step, words="An example.", by=officer)
    running.run_due()
    for step in (states.ASSESS, states.CLOSED):
        working.go_on(problem=problem, to=step, words="An example.", by=officer)
