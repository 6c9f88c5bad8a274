"""The staff menu: only what the role may open."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

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
    ("event.read", "team-events", _("Events")),
    ("log.write", "team-log", _("Log a chat")),
    ("briefing.read", "briefings", _("Briefing")),
    ("saiddid.write", "team-said-did", _("You said, we did")),
    ("priority.edit", "team-priorities", _("Priorities")),
    ("category.edit", "team-categories", _("Categories")),
    ("staff.edit", "team-people", _("People")),
    ("card.edit", "team-card", _("Your card")),
    ("keeping.read", "team-keeping", _("Keeping")),
    ("audit.read", "team-audit", _("Audit trail")),
)


def team_nav(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"team_nav": []}
    entries = [(label, _url(name)) for verb, name, label in MENU if can(user, verb)]
    own = (_("How you sign in"), reverse("mfa_index"))
    return {"team_nav": [*((label, url) for label, url in entries if url), own]}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
