"""May this person? One table for every room: verb -> role -> scope.

"own": in the neighbourhoods where the person is posted in that role today.
"agency": everywhere. A posting without a neighbourhood makes "own" the whole agency.
A role that is missing may not. Nobody (not signed in) may never.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonground.places.models import Neighbourhood

from .models import Posting, Staff

TEAM = {"officer": "own", "supervisor": "own"}
LEADS = {"supervisor": "own"}
WATCHERS = {"overseer": "agency", "standards": "agency"}
READERS = {"officer": "own", "supervisor": "own", "analyst": "agency"}
OVERSIGHT = {"supervisor": "own", "overseer": "agency"}
ADMIN = {"administrator": "agency"}

TABLE: dict[str, dict[str, str]] = {
    # today and briefing
    "today.read": {"officer": "own", "supervisor": "own"},
    "briefing.read": READERS,
    # concerns. The thread's door opens to whoever may read or write some thread; which one,
    # concerns.rules says (police conduct is for the standards reader and the overseer alone)
    "thread.read": TEAM | WATCHERS,
    "thread.write": TEAM | {"standards": "agency"},
    "concern.read": TEAM,
    "concern.enter": TEAM,
    "concern.answer": TEAM,
    "concern.assign": TEAM,
    "concern.note": TEAM,
    "concern.hand_over": TEAM,
    "concern.flag": TEAM,
    "concern.redact": TEAM,
    "saiddid.write": TEAM,
    "dispute.read": OVERSIGHT,
    "dispute.decide": LEADS,
    "overdue.read": OVERSIGHT,
    "withheld.read": OVERSIGHT,
    "handover.read": OVERSIGHT,
    "duty.read": TEAM,
    "conduct.read": {"standards": "agency", "overseer": "agency"},
    "conduct.answer": {"standards": "agency"},
    "category.edit": ADMIN,
    # get ahead
    "alert.read": READERS,
    "alert.decide": TEAM,
    # where alerts come at all, for whoever answers for them: of the whole agency, to compare
    "fairness.read": {"supervisor": "agency", "analyst": "agency", "overseer": "agency"},
    # engage
    "event.read": READERS,
    "event.plan": TEAM,
    "event.close": TEAM,
    "event.unclosed": LEADS,
    # who was asked to come: the words are a resident's, the number to call is personal
    "invitation.answer": TEAM,
    "event_kind.edit": ADMIN,
    "log.write": TEAM,
    # where we were without being called: of one neighbourhood, and of all, to compare
    "balance.read": READERS | {"overseer": "agency"},
    "coverage.read": {"supervisor": "agency", "analyst": "agency", "overseer": "agency"},
    # the cards of people who said yes: their own team alone; who oversees sees counts
    "individual.read": TEAM,
    "individual.write": TEAM,
    "network.read": {"supervisor": "own", "overseer": "agency"},
    "task.read": TEAM,
    "task.make": TEAM,
    "task.finish": TEAM,
    # the roster and the week's plan: who leads plans, the team sees it
    "plan.read": TEAM,
    "plan.make": LEADS,
    "plan.take_off": TEAM,
    "roster.read": TEAM,
    "roster.edit": LEADS,
    "calendar.own": TEAM,
    # problems: the team works them; who leads or analyses registers how they will be judged
    "problem.read": READERS | {"overseer": "agency"},
    "problem.work": TEAM,
    "evaluation.register": {"supervisor": "own", "analyst": "agency"},
    # the library of what works: for who decides, and for who watches over it
    "strategy.read": READERS | {"overseer": "agency"},
    # imports: which files came in, and what became of them
    "import.read": {"analyst": "agency", "administrator": "agency"},
    # surveys. Everybody sees figures, after the gates; rows are for who works them out alone
    "survey.read": READERS | {"overseer": "agency"},
    "survey.list.read": READERS | {"overseer": "agency", "administrator": "agency"},
    "survey.run": {"analyst": "agency", "administrator": "agency"},
    "survey.export": {"analyst": "agency"},
    "survey.words.read": READERS,
    # what residents say: of all areas and groups, to compare; how a figure was made; making it
    "trust.groups.read": {"supervisor": "agency", "analyst": "agency", "overseer": "agency"},
    "trust.made.read": {"analyst": "agency", "overseer": "agency"},
    "trust.work_out": {"analyst": "agency"},
    # publish
    "priority.edit": TEAM,
    # people and keeping
    "staff.edit": ADMIN,
    "card.edit": TEAM,
    "audit.read": WATCHERS,
    "keeping.read": {"administrator": "agency", "overseer": "agency"},
    "keeping.hold": ADMIN,
    "keeping.disclose": ADMIN,
}


def scopes(staff: Staff, verb: str) -> list[tuple[str, int | None]]:
    """(scope, neighbourhood primary key or None) of each posting of today that allows it."""
    if verb not in TABLE:
        raise KeyError(f"no such verb in the table: {verb}")
    if not staff.is_authenticated or not staff.is_active:
        return []
    return [
        (TABLE[verb][p.role], p.neighbourhood_id) for p in _postings(staff) if p.role in TABLE[verb]
    ]


def _postings(staff: Staff) -> list[Posting]:
    """Today's postings, read once per request object."""
    if not hasattr(staff, "_postings_today"):
        staff._postings_today = list(staff.postings.current())
    return staff._postings_today


def can(staff: Staff, verb: str, neighbourhood: Neighbourhood | None = None) -> bool:
    """May `staff` do `verb`: anywhere (no neighbourhood given), or there?"""
    found = scopes(staff, verb)
    if neighbourhood is None:
        return bool(found)
    return any(
        scope == "agency" or place is None or place == neighbourhood.id for scope, place in found
    )


def check(staff: Staff, verb: str, neighbourhood: Neighbourhood | None = None) -> None:
    """Refuse with PermissionDenied unless `can`."""
    if not can(staff, verb, neighbourhood):
        raise PermissionDenied(_("This belongs to another team."))


def neighbourhoods_for(staff: Staff, verb: str) -> QuerySet[Neighbourhood]:
    """The neighbourhoods in which `staff` may do `verb`."""
    found = scopes(staff, verb)
    if any(scope == "agency" or place is None for scope, place in found):
        return Neighbourhood.objects.all()
    return Neighbourhood.objects.filter(id__in=[place for _, place in found])


def role_for(staff: Staff, verb: str) -> str:
    """The role that lets `staff` do `verb` (for the audit trail), or ''."""
    return next((p.role for p in _postings(staff) if p.role in TABLE[verb]), "")
