"""Starting a problem, gathering what belongs to it, and going from step to step."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.common.twice import once_a_key
from commonground.concerns.models import Concern
from commonground.concerns.rules import can_do
from commonground.earlywarning.models import Alert
from commonground.engagement.models import Event
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.models import Neighbourhood
from commonground.strategies import queries as library
from commonground.strategies import vocabulary

from . import announcing, states
from .models import Problem, Registration, Source, Step

WORK = "problem.work"
GATHERED = {"concern": Concern, "alert": Alert, "event": Event}


@once_a_key(Problem)
@transaction.atomic
def start_problem(
    *, neighbourhood: Neighbourhood, title: str, words: str, change_our_mind: str, by: Staff,
    strategy: str = "", is_example: bool = False, idempotency_key: str | None = None,
) -> Problem:  # fmt: skip
    check(by, WORK, neighbourhood)
    key = idempotency_key or None
    if key and (there := Problem.objects.filter(idempotency_key=key).first()):
        return there
    if not change_our_mind.strip():
        raise Refused(_("Say what would change our mind."))
    check_can_try(strategy)
    problem = Problem.objects.create(
        neighbourhood=neighbourhood, title=" ".join(title.split()),
        change_our_mind=change_our_mind.strip(), strategy=strategy, is_example=is_example,
        idempotency_key=key,
    )  # fmt: skip
    Step.objects.create(problem=problem, step=states.SCAN, words=words.strip())
    note(problem, by, "problem.start", strategy=strategy)
    return problem


def check_can_try(strategy: str) -> None:
    """No trial is ever started of what is led by enforcement."""
    if not strategy:
        return
    found = library.named(strategy)
    if found is None or found.kind == vocabulary.ENFORCEMENT_LED:
        raise Refused(_("This program starts no trial of that."))


@transaction.atomic
def gather(*, problem: Problem, noun: str, source_id: str, by: Staff) -> Source:
    """Add a concern, an alert or an event of the problem's own neighbourhood."""
    check(by, WORK, problem.neighbourhood)
    rows = GATHERED[noun].objects.filter(public_id=source_id.strip().upper())
    if noun == "concern":
        rows = rows.filter(neighbourhood=problem.neighbourhood)
    else:
        rows = rows.filter(neighbourhoods=problem.neighbourhood)
    found = rows.first()
    if found is None or (noun == "concern" and not can_do(by, "concern.read", found)):
        raise Refused(_("There is nothing with this number in the neighbourhood."))
    source, made = Source.objects.get_or_create(
        problem=problem, noun=noun, source_id=found.public_id
    )
    if made:
        note(problem, by, "problem.gather", source=f"{noun}:{found.public_id}")
    return source


@transaction.atomic
def go_on(*, problem: Problem, to: str, words: str, by: Staff) -> Step:
    """The next step and no other, dated now: "did it work?" is neither skipped nor put back."""
    check(by, WORK, problem.neighbourhood)
    now = Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    check_can_go_on(now, to, words)
    step = Step.objects.create(problem=now, step=to, words=words.strip())
    now.state = to
    now.save(update_fields=["state"])
    problem.state = to
    note(now, by, "problem.step", step=to)
    return step


def check_can_go_on(problem: Problem, to: str, words: str) -> None:
    if to != problem.following:
        raise Refused(_("The steps go in their order, each once."))
    if not words.strip():
        raise Refused(_("Say in plain words what you found or did."))
    waiting = Registration.objects.filter(problem=problem, results=None)
    if to == states.CLOSED and waiting.exists():
        raise Refused(_("The registered comparison is not done yet: wait for its result."))


@transaction.atomic
def publish(*, problem: Problem, words: str, by: Staff) -> Problem:
    """What residents read. Without words it goes off the public pages again."""
    check(by, WORK, problem.neighbourhood)
    in_turn(problem)
    problem.refresh_from_db(fields=["published_on"])
    if not words.strip() and problem.published_on and problem.registrations.exists():
        raise Refused(_("A comparison is registered: what we work on stays public."))
    problem.public_words = words.strip()
    problem.published_on = clock.today() if problem.public_words else None
    problem.save(update_fields=["public_words", "published_on"])
    note(problem, by, "problem.publish" if problem.public_words else "problem.withdraw")
    if problem.published_on:
        announcing.tell_opened(problem)
    return problem


def note(problem: Problem, by: Staff, verb: str, **detail: object) -> None:
    audit.record(
        by=by.actor(role_for(by, WORK)), verb=verb, noun="problem", noun_id=problem.public_id,
        neighbourhood=problem.neighbourhood.public_id, **detail,
    )  # fmt: skip
