"""The staff menu: only what the role may open."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from .models import Staff
from .phones import owner_mark
from .rules import can

MENU = (
    ("today.read", "today", _("Today")),
    ("concern.read", "team-concerns", _("Concerns")),
    ("dispute.read", "team-disputes", _("Disputes")),
    ("duty.read", "team-duty", _("Duty list")),
    ("overdue.read", "team-overdue", _("Overdue")),
    ("withheld.read", "team-withheld", _("Withheld")),
    ("handover.read", "team-hand-overs", _("Hand-overs")),
    ("conduct.read", "team-conduct", _("About police conduct")),
    ("alert.read", "team-alerts", _("Something is changing")),
    ("fairness.read", "alert-audit", _("Fair alerts")),
    ("event.read", "team-events", _("Events")),
    ("plan.read", "team-plan", _("The week's plan")),
    ("log.write", "team-log", _("Log a chat")),
    ("individual.read", "team-networks", _("People we know")),
    ("network.read", "network-counts", _("How many we know")),
    ("coverage.read", "team-coverage", _("Were we there?")),
    ("balance.read", "own-coverage", _("Our presence")),
    ("survey.read", "team-surveys", _("Surveys")),
    ("survey.read", "team-trust", _("What residents say")),
    ("briefing.read", "briefings", _("Briefing")),
    ("problem.read", "team-problems", _("Problems")),
    ("strategy.read", "team-strategies", _("What works")),
    ("saiddid.write", "team-said-did", _("You said, we did")),
    ("priority.edit", "team-priorities", _("Priorities")),
    ("category.edit", "team-categories", _("Categories")),
    ("event_kind.edit", "team-event-kinds", _("Kinds of event")),
    ("import.read", "team-imports", _("Imports")),
    ("staff.edit", "team-people", _("People")),
    ("card.edit", "team-card", _("Your card")),
    ("keeping.read", "team-keeping", _("Keeping")),
    ("audit.read", "team-audit", _("Audit trail")),
)


# Opened many times a day: always in sight. The others are behind one word, if there are many.
DAILY = (
    "today", "team-concerns", "team-alerts", "team-events", "team-plan", "team-log",
    "team-networks",
)  # fmt: skip
MOST_IN_SIGHT = 9

# What one finds there, for the roles that begin with a list of their pages
ABOUT = {
    "team-disputes": _("People who say that it is not settled, and who has to decide."),
    "team-overdue": _("Where we promised and are late; the longest wait first."),
    "team-withheld": _("What we kept off the public pages, and why."),
    "team-hand-overs": _("What we passed on to others, on what basis."),
    "team-conduct": _("What people told us about officers; the neighbourhood teams cannot see it."),
    "team-alerts": _("Where reports changed more than chance explains."),
    "alert-audit": _("Whether alerts come alike to all areas, and what became of them."),
    "team-events": _("Meetings and other events, planned and past."),
    "team-coverage": _("Where we came without being called, and whether fairly."),
    "own-coverage": _("Each neighbourhood's weeks: how often we came without being called."),
    "team-surveys": _("What people were asked, how it goes, and what they said."),
    "team-trust": _("Trust and safety as residents see them, with what a survey cannot tell."),
    "briefings": _("Each neighbourhood's week on one sheet."),
    "network-counts": _("How many people each team knows; small numbers hidden."),
    "team-problems": _("What we try against what keeps coming back, and whether it worked."),
    "team-strategies": _("What is known to help, what is not, and what nobody has tested."),
    "team-categories": _("What residents can choose from, and the ready-made texts."),
    "team-event-kinds": _("What each kind asks to be prepared, written down and kept safe."),
    "team-imports": _("Which files of records came in, and what became of their rows."),
    "team-people": _("Who signs in, where they are posted, and when they are away."),
    "team-keeping": _("How long we keep what, and what is held back from erasure."),
    "team-audit": _("Who did what, and when."),
}


def pages(user: Staff) -> list[tuple[str, str, str]]:
    """The pages that somebody may open: name, address, and what one finds there."""
    own = (
        _("How you sign in"),
        reverse("mfa_index"),
        _("Passkeys, one-time codes and your password."),
    )
    return [*((label, url, ABOUT.get(name, "")) for name, label, url in _open_to(user)), own]


def _open_to(user: Staff) -> list[tuple[str, str, str]]:
    found = [(name, label, _url(name)) for verb, name, label in MENU if can(user, verb)]
    return [page for page in found if page[2]]


def _in_sight(user: Staff) -> set[str]:
    """Addresses that the menu shows without being opened."""
    found = _open_to(user)
    if len(found) < MOST_IN_SIGHT:
        return {url for _name, _label, url in found} | {reverse("mfa_index")}
    return {url for name, _label, url in found if name in DAILY}


def team_nav(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"team_nav": []}
    links, in_sight = [(label, url) for label, url, _about in pages(user)], _in_sight(user)
    return {
        "team_nav": [link for link in links if link[1] in in_sight],
        "team_more": [link for link in links if link[1] not in in_sight],
        "phone_owner": owner_mark(user),
    }


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
