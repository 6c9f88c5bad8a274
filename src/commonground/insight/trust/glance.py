"""How many of a survey's questions changed, in a sentence for who has a minute."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.common.wording import month

from .models import TrustChange


def since(changes: Sequence[TrustChange]) -> date | None:
    """The survey before, where it is the same one of all questions."""
    days = {change.before.on for change in changes}
    return days.pop() if len(days) == 1 else None


def words_of(changes: Sequence[TrustChange]) -> str:
    """ "Since June 2017: 1 higher, 2 lower; of 3 we cannot tell." Empty where nothing was asked
    before."""
    if not changes:
        return ""
    found = Counter("broken" if change.broken_by else change.word for change in changes)
    told = [_of_what_changed(found, since(changes)), _of_the_rest(found["broken"])]
    return " ".join(words for words in told if words)


def _of_what_changed(found: Counter[str], before: date | None) -> str:
    whole = {
        "since": _("Since %(month)s") % {"month": month(before)}
        if before
        else _("Since each was asked before")
    }
    if not sum(found[word] for word in ("up", "down", "cannot-tell")):
        return ""
    if not found["up"] and not found["down"]:
        return _("%(since)s: we cannot tell that anything changed.") % whole
    counts = whole | {"up": found["up"], "down": found["down"], "open": found["cannot-tell"]}
    return _("%(since)s: %(up)d higher, %(down)d lower; of %(open)d we cannot tell.") % counts


def _of_the_rest(broken: int) -> str:
    if not broken:
        return ""
    words = ngettext(
        "%(n)d question cannot be compared.", "%(n)d questions cannot be compared.", broken
    )
    return words % {"n": broken}
