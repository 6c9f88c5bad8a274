"""How an event stands, what became of what was heard, and what a contact was. As data."""

from django.utils.translation import gettext_lazy as _

PLANNED, HELD, CANCELLED, CLOSED = "planned", "held", "cancelled", "closed"
STATES = [
    (PLANNED, _("Planned")),
    (HELD, _("Took place, not closed yet")),
    (CANCELLED, _("Cancelled")),
    (CLOSED, _("Closed")),
]
OPEN = (PLANNED, HELD)

NOT_KNOWN, AS_LISTED = "not-known", "as-listed"
NOTES = [
    (NOT_KNOWN, _("scheduled; not known whether held")),
    (AS_LISTED, _("listed in the public calendar; nobody wrote down who came")),
]
STILL_TO_COME = _("planned, from the City's calendar")  # NOT_KNOWN, before it begins

NEW, JOINED, NO_ACTION = "new", "joined", "no-action"
OUTCOMES = [
    (NEW, _("A concern of its own")),
    (JOINED, _("The same as one we know")),
    (NO_ACTION, _("Heard, no action, because …")),
]

CHAT, VISIT, PATROL, MEETING, HELP, PROBLEM = (
    "chat",
    "visit",
    "patrol",
    "meeting",
    "help",
    "problem",
)
CONTACT_KINDS = [
    (CHAT, _("Chat")),
    (VISIT, _("Visit")),
    (PATROL, _("Patrol on foot")),
    (MEETING, _("Meeting")),
    (HELP, _("Help given")),
    (PROBLEM, _("Problem seen")),
]
