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
    for pattern, words, _todo in PATTERNS:
        if found := re.fullmatch(pattern, why):
            told = found.groupdict()
            if "when" in told:
                told["when"] = when(told["when"])
            if "language" in told:
                told["language"] = in_our_language(told["language"])
            return str(words()) % told
    return why


def todo(why: str) -> str:
    """What a person can do about it."""
    found = (what for pattern, _words, what in PATTERNS if re.fullmatch(pattern, why))
    return next(found, lambda: _("Plan again, or put it in yourself."))()


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
    (
        rf"nobody speaks (?P<language>.+?) {WHEN}",
        lambda: _("nobody speaks %(language)s %(when)s"),
        lambda: _("Say who speaks it, or give somebody who does a shift then."),
    ),
    (
        rf"nobody is on duty long enough {WHEN}",
        lambda: _("nobody is on duty long enough %(when)s"),
        lambda: _("Give somebody a shift then, or move it to another time."),
    ),
    (
        r"it needs a vehicle, and there is none",
        lambda: _("it needs a vehicle, and there is none"),
        lambda: _("Say that it needs none, or have your vehicles entered in the settings."),
    ),
    (
        rf"\w+ officers? sworn needed {WHEN}, and there are not so many",
        lambda: _("it needs more sworn officers than are on duty %(when)s"),
        lambda: _("Ask for fewer of them sworn, or give a sworn officer a shift then."),
    ),
    (
        rf"\w+ officers? needed {WHEN}, and not so many are on duty",
        lambda: _("it needs more officers than are on duty %(when)s"),
        lambda: _("Ask for fewer officers, or give more of them a shift then."),
    ),
    (
        rf"nobody who may come alone meets all needs {WHEN}",
        lambda: _("nobody who may come alone meets all needs %(when)s"),
        lambda: _("Ask for two officers, or say who may work alone, and until when."),
    ),
    (
        rf"those who could come {WHEN} are needed for what comes first",
        lambda: _("those who could come %(when)s are needed for what comes first"),
        lambda: _("Put it in yourself in place of something else, or move it to another time."),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: it is nobody's own neighbourhood.*",
        lambda: _("%(hours)s hours: it is nobody's own neighbourhood, and those near have no time"),
        lambda: _("Have somebody posted there, or add a visit yourself."),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: none of its officers is on duty this week",
        lambda: _("%(hours)s hours: none of its officers is on duty this week"),
        lambda: _("Give one of them a shift, or add a visit by somebody else."),
    ),
    (
        r"(?P<hours>\S+ of \S+) hours: its officers have no more time that fits",
        lambda: _("%(hours)s hours: its officers have no more time that fits"),
        lambda: _("Take something else out, or add a visit by somebody else."),
    ),
)
