"""The four steps of problem solving, in their order. None is skipped and none is taken back."""

from django.utils.translation import gettext_lazy as _

SCAN, ANALYSE, RESPOND, ASSESS, CLOSED = "scan", "analyse", "respond", "assess", "closed"
ORDER = (SCAN, ANALYSE, RESPOND, ASSESS, CLOSED)
STEPS = [
    (SCAN, _("What is the problem?")),
    (ANALYSE, _("Why does it happen?")),
    (RESPOND, _("What do we do?")),
    (ASSESS, _("Did it work?")),
    (CLOSED, _("Finished")),
]
STARTED = (RESPOND, ASSESS, CLOSED)


def following(step: str) -> str:
    """The next step; "" after the last."""
    place = ORDER.index(step) + 1
    return ORDER[place] if place < len(ORDER) else ""
