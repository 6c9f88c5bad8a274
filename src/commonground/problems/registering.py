"""Registering an evaluation: canonical JSON, its hash and its day, before the response begins."""

import json
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.people.models import Staff
from commonground.people.rules import check, role_for

from .announcing import tell_planned
from .choices import Choices, check_can_plan
from .models import Draft, Problem, Registration
from .planning import owed

REGISTER = "evaluation.register"
FORMAT = "commonground evaluation 1"


def canonical(document: dict) -> str:
    """One way to write a document, so that the same one always has the same hash."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def plan(*, problem: Problem, chosen: Choices, by: Staff) -> Draft:
    """Keep what was chosen; a job works out what can be learnt."""
    check(by, REGISTER, problem.neighbourhood)
    check_not_begun(problem)
    check_can_plan(chosen)
    told = {"choices": chosen.as_data(), "found": None, "refusal": "", "planned_at": clock.now()}
    before = Draft.objects.select_for_update().filter(problem=problem).first()
    is_new = before is None or before.choices != told["choices"]
    told["plans"] = (before.plans if before else 0) + is_new
    draft, _made = Draft.objects.update_or_create(problem=problem, defaults=told)
    audit.record(
        by=by.actor(role_for(by, REGISTER)), verb="evaluation.plan", noun="evaluation",
        noun_id=problem.public_id, neighbourhood=problem.neighbourhood.public_id,
        plans=draft.plans,
    )  # fmt: skip
    return draft


def mark_of(draft: Draft) -> str:
    """One word for what a page shows of a plan, so that no other is registered from it."""
    return hashed(canonical({"choices": draft.choices, "found": draft.found}))


@transaction.atomic
def register(*, problem: Problem, by: Staff, seen: str | None = None) -> Registration:
    """seen : the mark of the plan that was read before; a later one is not registered."""
    check(by, REGISTER, problem.neighbourhood)
    now = Problem.objects.select_for_update(of=("self",)).get(pk=problem.pk)
    check_not_begun(now)
    draft = Draft.objects.filter(problem=now).first()
    if draft is None or draft.found is None:
        raise Refused(_("What can be learnt is not worked out yet."))
    if seen is not None and seen != mark_of(draft):
        raise Refused(_("Somebody changed the plan in the meantime. Look at it again."))
    chosen = Choices.of(draft.choices)
    check_can_plan(chosen)
    order = draft.found["order"]
    if order and sorted(order["owed"]) != owed(chosen.areas):
        raise Refused(_("Something was promised since the draw: plan it again."))
    told = {"format": FORMAT, "problem": now.public_id, "plans_tried": draft.plans}
    return _keep(now, draft.choices | told, draft.found, by)


def check_not_begun(problem: Problem) -> None:
    if problem.has_started:
        raise Refused(_("The response has begun: what is compared now was not registered first."))
    if problem.registrations.exists():
        raise Refused(_("This is registered. Change it with an amendment, which everybody sees."))


def _keep(problem: Problem, chosen: dict, found: dict, by: Staff, **more: object) -> Registration:
    at = clock.now()
    document = {"chosen": chosen, "found": found, "registered_at": at.isoformat()}
    if amends := more.get("amends"):
        from commonground.analysis.effects.looks import times  # its package loads SciPy

        document["amends"] = amends.sha256  # type: ignore[attr-defined] # a Registration
        document["p_times"] = times(versions_before(amends) + 1)  # type: ignore[arg-type] # as above
    text = canonical(document)
    made = Registration.objects.create(
        problem=problem, document=text, sha256=hashed(text), registered_at=at,
        due_on=Choices.of(chosen).due, is_example=problem.is_example, **more,
    )  # fmt: skip
    audit.record(
        by=by.actor(role_for(by, REGISTER)), verb="evaluation.register", noun="evaluation",
        noun_id=made.public_id, neighbourhood=problem.neighbourhood.public_id,
        sha256=made.sha256,
    )  # fmt: skip
    tell_planned(made)
    return made


@transaction.atomic
def amend(
    *, registration: Registration, after: int, lag_days: int, why: str, by: Staff
) -> Registration:
    """A longer window or more time for late records; both documents stay, and both are run."""
    problem = registration.problem
    check(by, REGISTER, problem.neighbourhood)
    in_turn(registration)
    if Registration.objects.filter(amends=registration).exists() or registration.results.exists():
        raise Refused(_("This has a result or an amendment already."))
    if not why.strip():
        raise Refused(_("Say why it is changed."))
    document = json.loads(registration.document)
    chosen = document["chosen"] | {"after": after, "lag_days": lag_days}
    before = document["chosen"]
    if after < before["after"] or lag_days < before["lag_days"]:
        raise Refused(_("A window, and the wait for late records, can be made longer only."))
    if (after, lag_days) == (before["after"], before["lag_days"]):
        raise Refused(_("Nothing would change."))
    begun = problem.has_started or clock.today().isoformat() >= chosen["start_on"]
    return _keep(
        problem, chosen, document["found"], by, amends=registration, why=why.strip(),
        after_start=begun,
    )  # fmt: skip


def versions_before(registration: Registration) -> int:
    """Whoever changes a window has another chance to find something."""
    versions, one = 0, registration
    while one.amends is not None:
        versions, one = versions + 1, one.amends
    return versions


def choices_of(registration: Registration) -> Choices:
    return Choices.of(json.loads(registration.document)["chosen"])
