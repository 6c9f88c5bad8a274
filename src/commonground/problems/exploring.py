"""Other analyses of a registered comparison, decided once its result was there.

They are kept and public, every one of them, and stand below the registered result: who looks in
many ways finds something in one of them.
"""

from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonground import __version__
from commonground.analysis.errors import Unusable
from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.people.models import Staff
from commonground.people.rules import check, role_for

from .choices import BY_LOT, Choices
from .counting import count
from .models import Exploration, Explored, Registration
from .planning import compare, compared, firsts, plain
from .registering import REGISTER, canonical, choices_of, hashed
from .running import RUNNER, each, effect_of_counts

LONGEST = 400  # letters
MAY_DIFFER = ("streams", "method", "comparisons", "before", "after")


@transaction.atomic
def explore(*, registration: Registration, why: str, by: Staff, **different: object) -> Exploration:
    """Ask for another analysis; the job works it out. different : some of `MAY_DIFFER`."""
    place, why = registration.problem.neighbourhood, why.strip()
    check(by, REGISTER, place)
    in_turn(registration)
    registered = choices_of(registration)
    told = registered.as_data()
    wanted = told | {name: different[name] for name in MAY_DIFFER if name in different}
    _check(registration, registered, wanted, why)
    role = role_for(by, REGISTER)
    made = Exploration.objects.create(
        registration=registration, choices=wanted, why=why, asked_as=role
    )
    audit.record(
        by=by.actor(role), verb="evaluation.explore", noun="evaluation",
        noun_id=registration.public_id, neighbourhood=place.public_id,
    )  # fmt: skip
    return made


def _check(registration: Registration, registered: Choices, wanted: dict, why: str) -> None:
    if not registration.results.exists():
        raise Refused(_("The registered result comes first."))
    if registered.method == BY_LOT or wanted["method"] == BY_LOT:
        raise Refused(_("Where starts were drawn by lot, the registered analysis is all there is."))
    if wanted["after"] > registered.after:
        raise Refused(_("It ends with the registered window at the latest."))
    if not why or len(why) > LONGEST:
        raise Refused(_("Say why you look in another way, in 400 letters or fewer."))
    if wanted == registered.as_data():
        raise Refused(_("Nothing would be different."))
    if any(one.choices == wanted for one in registration.explorations.all()):
        raise Refused(_("This was asked for already: it stands on the page of the result."))


def is_wanted() -> bool:
    return _waiting().exists()


def _waiting() -> QuerySet[Exploration]:
    return Exploration.objects.filter(found=None).order_by("id")


def run_explorations() -> int:
    """Each one that was asked for, whatever it shows."""
    rows = list(_waiting().select_related("registration__problem__neighbourhood"))
    each(rows, lambda one: keep(exploration=one, document=explored(one)))
    return len(rows)


@transaction.atomic
def keep(*, exploration: Exploration, document: dict) -> Explored:
    text, registration = canonical(document), exploration.registration
    made = Explored.objects.create(
        exploration=exploration, document=text, sha256=hashed(text), code_version=__version__
    )
    audit.record(
        by=RUNNER, verb="evaluation.explored", noun="evaluation", noun_id=registration.public_id,
        neighbourhood=registration.problem.neighbourhood.public_id, sha256=made.sha256,
    )  # fmt: skip
    return made


def explored(exploration: Exploration) -> dict:
    """The same records in another way; comparison areas are chosen anew by the time before."""
    chosen = Choices.of(exploration.choices)
    told = {
        "registration": exploration.registration.sha256, "chosen": exploration.choices,
        "decided": "after the data were seen", "why": exploration.why,
        "asked_by": exploration.asked_as, "asked_at": exploration.asked_at.isoformat(),
        "known_by": clock.today().isoformat(),
    }  # fmt: skip
    try:
        counted = count(chosen, since=chosen.since, periods=chosen.periods)
        before = replace(counted, outcome=counted.outcome[:, : chosen.before])
        fit = compare(chosen, before)
        areas = compared(chosen, fit, None)
        estimator = {"method": chosen.method, "inference": "sampling"}
        first = firsts(chosen, areas, None)
        effect = effect_of_counts(estimator, areas, counted.of(areas), first, counted.gaps)
    except Unusable as sentence:
        return told | {"comparison": None, "effect": {"cannot": str(sentence)}}
    return plain(told | {"comparison": fit, "effect": effect})
