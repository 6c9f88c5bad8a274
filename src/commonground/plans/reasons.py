"""Why something is not in the plan: the solver's English sentences, in the reader's language."""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from . import states

in_our_language = translation.gettext  # of a word that is no sentence of this file
DAYS = dict(zip(
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    (name for _number, name in states.WEEKDAYS), strict=True,
))  # fmt: skip
WHEN = r"(?P<when>(?:on|between) .+?)"
DAY = "|".join(DAYS)


def reason(why: str) -> str:
    """As it came where it is none that we know."""
    for pattern, words in PATTERNS:
        if found := re.fullmatch(pattern, why):
            told = found.groupdict()
            if "when" in told:
                told["when"] = when(told["when"])
            if "language" in told:
                told["language"] = in_our_language(told["language"])
            return str(words()) % told
    return why


def when(text: str) -> str:
    """ "on Thursday evening", "between Monday and Wednesday"."""
    if found := re.fullmatch(rf"between ({DAY}) and ({DAY})", text):
        return _("between %(one)s and %(two)s") % {"one": DAYS[found[1]], "two": DAYS[found[2]]}
    if found := re.fullmatch(rf"on ({DAY})(?: (night|morning|afternoon|evening))?", text):
        words = PARTS[found[2] or ""]()
        return words % {"day": DAYS[found[1]]}
    return text


PARTS = {
    "": lambda: _("on %(day)s"),
    "night": lambda: _("on %(day)s at night"),
    "morning": lambda: _("on %(day)s in the morning"),
    "afternoon": lambda: _("on %(day)s in the afternoon"),
    "evening": lambda: _("on %(day)s in the evening"),
}
PATTERNS = (
    (rf"nobody speaks (?P<language>.+?) {WHEN}", lambda: _("nobody speaks %(language)s %(when)s")),
    (
        rf"nobody is on duty long enough {WHEN}",
        lambda: _("nobody is on duty long enough %(when)s"),
    ),
    (r"it needs a vehicle, and there is none", lambda: _("it needs a vehicle, and there is none")),
    (
        rf"\w+ officers? sworn needed {WHEN}, and there are not so many",
        lambda: _("it needs more sworn officers than are on duty %(when)s"),
    ),
    (
        rf"\w+ officers? needed {WHEN}, and not so many are on duty",
        lambda: _("it needs more officers than are on duty %(when)s"),
    ),
    (
        rf"nobody who may come alone meets all needs {WHEN}",
        lambda: _("nobody who may come alone meets all needs %(when)s"),
    ),
    (
        rf"those who could come {WHEN} are needed for what comes first",
        lambda: _("those who could come %(when)s are needed for what comes first"),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: it is nobody's own neighbourhood.*",
        lambda: _("%(hours)s hours: it is nobody's own neighbourhood, and those near have no time"),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: none of its officers is on duty this week",
        lambda: _("%(hours)s hours: none of its officers is on duty this week"),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: its officers have no more time that fits",
        lambda: _("%(hours)s hours: its officers have no more time that fits"),
    ),
)
