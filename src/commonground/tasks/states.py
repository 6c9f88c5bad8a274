"""How a task stands. It starts open and ends once, in one of three ways."""

from django.utils.translation import gettext_lazy as _

TASK, PROMISE = "task", "promise"
KINDS = [(TASK, _("Task")), (PROMISE, _("Promise"))]

OPEN, KEPT, LATE_KEPT, DROPPED = "open", "kept", "late-kept", "dropped"
STATES = [
    (OPEN, _("Not yet")),
    (KEPT, _("Kept")),
    (LATE_KEPT, _("Kept, but late")),
    (DROPPED, _("Dropped")),
]
