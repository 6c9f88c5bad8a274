"""What an alert is about, how it stands, and what may be decided about it."""

from django.utils.translation import gettext_lazy as _

# How it was found: circles of any size, or the weekly counts of a whole neighbourhood
SCAN, CHART = "scan", "chart"
METHODS = [(SCAN, _("Circles")), (CHART, _("Charts"))]

CLUSTER, RISE, FALL = "cluster", "rise", "fall"
KINDS = [
    (CLUSTER, _("More reports than usual around one place")),
    (RISE, _("More reports than usual")),
    (FALL, _("Fewer reports than usual")),
]

# What a look at a place without an alert found
QUIET, SOMETHING = "quiet", "something"
FOUND = [(QUIET, _("As quiet as it seems")), (SOMETHING, _("There was something"))]

NEW, TAKEN_UP, EXPLAINED, WATCHED = "new", "taken_up", "explained", "watched"
NOT_USEFUL = "not_useful"
STATES = [
    (NEW, _("New")),
    (TAKEN_UP, _("Taken up")),
    (EXPLAINED, _("We know why")),
    (WATCHED, _("Watched")),
    (NOT_USEFUL, _("Not useful")),
]
DECISIONS = STATES[1:]
WAITING = (NEW, WATCHED)  # what Today and the briefing show

# What may follow: a decision can be made again when something new is known
ALLOWED = {
    NEW: (TAKEN_UP, EXPLAINED, WATCHED, NOT_USEFUL),
    WATCHED: (TAKEN_UP, EXPLAINED, NOT_USEFUL),
    TAKEN_UP: (EXPLAINED, NOT_USEFUL),
    EXPLAINED: (TAKEN_UP, WATCHED),
    NOT_USEFUL: (TAKEN_UP, EXPLAINED, WATCHED),
}


def allowed(before: str, after: str) -> bool:
    return after in ALLOWED[before]
