"""How an alert stands, and what may be decided about it."""

from django.utils.translation import gettext_lazy as _

NEW, TAKEN_UP, EXPLAINED, WATCHED = "new", "taken_up", "explained", "watched"
STATES = [
    (NEW, _("New")),
    (TAKEN_UP, _("Taken up")),
    (EXPLAINED, _("We know why")),
    (WATCHED, _("Watched")),
]
DECISIONS = STATES[1:]
WAITING = (NEW, WATCHED)  # what Today and the briefing show

# What may follow: a decision can be made again when something new is known
ALLOWED = {
    NEW: (TAKEN_UP, EXPLAINED, WATCHED),
    WATCHED: (TAKEN_UP, EXPLAINED),
    TAKEN_UP: (EXPLAINED,),
    EXPLAINED: (TAKEN_UP, WATCHED),
}


def allowed(before: str, after: str) -> bool:
    return after in ALLOWED[before]
